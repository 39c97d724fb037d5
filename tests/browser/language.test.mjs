// The page in Chinese: which language a visitor gets, that no English is left, and its appearance (build/web/screenshots).
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { assertAccessible, withAxe } from "./axe.mjs";
import * as images from "./images.mjs";
import * as s from "./support.mjs";

// Returns texts of the page that contain English words, except labels, file names and texts of other sources.
const foreignTexts =
  ".label, .best, .photo-name, .tile-label, .shipped, .sample span, .inspect-class-name, .inspect-all, kbd, code, noscript, [lang=en]";
function englishTexts(page) {
  return page.evaluate((foreignTexts) => {
    const known =
      /AlexNet|XNNPACK|JSON|CSV|WebAssembly|(Relaxed )?SIMD|HTTPS|Grad-CAM|ReLU|Softmax|Dropout|AdamW?|SGD|\.?safetensors|PyTorch|ONNX( Model Zoo)?|Keras|NumPy|Caffe|TensorFlow|alexnet-owt-\w+|bvlcalexnet-\d+|ImageNet|int[48]|\.(pth|onnx|h5|npz)|JPEG|PNG|GIF|BMP|PSD|TGA|WebP|AVIF|HEIC|SVG|TIFF|ZIP|\.zip|\.tar|sRGB|MB/g;
    // Values of training options as they are typed, and names of methods.
    const values =
      /\b(Display P3|Adobe RGB|RGB|BGR|Nesterov|adamw|PCA|Beta|alpha|[Mm]ixup|CutMix|RandomResizedCrop|Krizhevsky|convert|ignore|nearest|bilinear(_antialiased)?|bicubic|constant|reflect|wrap|paper|tutorial|caffe|imagenet|torch|steps?|cosine|plateau|patience|warmup|train|val)\b/g;
    const names =
      /\b(everyday|keras[23]?|torchvision|bikes-ships|my-model|ship|Shift|avgpool|conv\d|relu\d|norm\d|pool\d|drop\d|fc\d|prob|class \d+|[\w ]+\.(jpg|png))\b/g;
    const isEnglish = (text) =>
      /[a-z]{3,}/i.test((text ?? "").replace(known, "").replace(names, "").replace(values, ""));
    const found = [];
    for (const element of document.querySelectorAll("body *")) {
      if (element.closest(foreignTexts)) continue;
      for (const { nodeType, data } of element.childNodes)
        if (nodeType === Node.TEXT_NODE && isEnglish(data)) found.push(data.trim());
      for (const name of ["aria-label", "title"])
        if (isEnglish(element.getAttribute(name))) found.push(`${name}: ${element.getAttribute(name)}`);
    }
    return [...new Set(found)];
  }, foreignTexts);
}

describe("the language", () => {
  const built = s.builtPage();

  test("is the browser's, then the chosen one; the address has precedence", { timeout: 60_000 }, async () => {
    const { page, problems, close } = await s.openPage(built.browser, built.url, { locale: "zh-CN" });
    const language = () => page.evaluate(() => document.documentElement.lang);
    await page.waitForSelector(".brand");
    assert.equal(await language(), "zh-Hans");
    assert.equal(await page.title(), "AlexNet：输入照片，得到标签");
    await page.click("button.language"); // its label is "English"
    assert.equal(await page.textContent(".views a"), "Classify");
    assert.equal(await language(), "en");
    assert.equal(await page.evaluate(() => document.activeElement.className), "icon-button language");
    await page.reload();
    await page.waitForSelector(".brand");
    assert.equal(await language(), "en");
    await page.goto(`${built.url}/?lang=zh`);
    await page.waitForSelector(".brand");
    assert.equal(await language(), "zh-Hans");
    await page.focus("button.language");
    await page.keyboard.press("Enter");
    assert.equal(await language(), "en");
    assert.match(page.url(), /lang=en/);
    assert.deepEqual(problems, []);
    await close();
  });

  const phone = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
  for (const [name, options] of [
    ["light", { colorScheme: "light" }],
    ["phone", { ...phone, colorScheme: "dark" }],
  ])
    test(`every view is entirely in Chinese: ${name}`, { timeout: 240_000 }, async () => {
      const { page, problems, close } = await s.openPage(built.browser, `${built.url}/?lang=zh&threads=2`, options);
      page.setDefaultTimeout(120_000);
      await withAxe(page);
      const check = async (state) => {
        await s.screenshot(page, `zh-${state}-${name}`);
        await s.assertFits(page);
        assert.deepEqual(await englishTexts(page), [], state);
        await assertAccessible(page, state);
        assert.deepEqual(await s.faintTexts(page), [], state);
      };
      await page.waitForSelector("footer >> text=断网时也能使用");
      await page.waitForSelector(".model-summary");
      await check("welcome");
      await page.click('.sample-photos img[alt="Boats at Nagasaki"]');
      await page.waitForSelector(".result .predictions:not(.predictions-busy)");
      assert.match(await page.textContent(".timing"), /^网络 [\d.]+ 毫秒 · 预处理 [\d.]+ 毫秒 · 2 个线程/);
      await page.setInputFiles(".history input[type=file]", {
        name: "broken.jpg",
        mimeType: "image/jpeg",
        buffer: Buffer.from("not an image"),
      });
      await page.waitForSelector(".rejected-photo");
      await page.click(".tile >> nth=1");
      // The core's error, worded by its code.
      assert.match(await page.textContent(".failures"), /1 张照片无法读取.*broken\.jpg：不是图像：开头为/s);
      await page.click(".failures button");
      await check("answer");
      await page.click("text=剖析");
      await page.waitForSelector(".inspect-overlay:not([aria-busy=true]) .inspect-overlay-top");
      await page.keyboard.press("o");
      await page.waitForSelector("#inspect-layer:has-text('relu1')");
      await check("inspect");
      await page.keyboard.press("?");
      await check("keys");
      await page.keyboard.press("Escape");

      await page.click("text=训练");
      await page.waitForSelector(".new-class");
      await check("train-empty");
      for (const kind of images.kinds.slice(0, 2)) {
        await page.click("text=新建类别");
        await page.setInputFiles(
          ".class-card:nth-last-child(2) input[type=file]",
          Array.from({ length: 6 }, (_, number) => ({
            name: `${number}.png`,
            mimeType: "image/png",
            buffer: Buffer.from(images.thing(kind, number)),
          })),
        );
        await page.waitForSelector(".class-card:nth-last-child(2) .class-count:has-text('6 张照片')");
      }
      await page.waitForSelector(".scope-facts >> text=内存约");
      await page.click("summary:has-text('更多选项')");
      await page.getByLabel("轮数", { exact: true }).fill("4");
      await page.getByLabel("轮数", { exact: true }).blur();
      await check("train-ready");
      await page.click("text=开始训练");
      await page.waitForSelector(".evaluation");
      await page.click(".evaluation summary");
      await page.click("button.cell >> nth=0");
      await check("train-trained");
      assert.deepEqual(problems, []);
      await close();
    });
});
