// The page in Debian's Firefox, driven by WebDriver BiDi: it classifies, inspects and trains. Skipped if Firefox is not installed.
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import * as images from "./images.mjs";
import * as s from "./support.mjs";

const executablePath = process.env.FIREFOX ?? "/usr/bin/firefox-esr";
const skip = !existsSync(executablePath) && `${executablePath} is not installed`;

describe("in Firefox", { skip }, () => {
  let browser, server;
  before(async () => {
    const puppeteer = createRequire(join(s.root, "web/package.json"))("puppeteer-core");
    browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true });
    server = await s.serve(s.dist);
  });
  after(async () => {
    await browser?.close();
    server?.stop();
  });

  // Opens the page in a fresh profile; no exception may be thrown on it.
  async function visit(hash, body) {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    page.setDefaultTimeout(120_000);
    const problems = [];
    page.on("pageerror", (error) => problems.push(String(error)));
    await page.setViewport({ width: 1280, height: 860 });
    await page.goto(`${server.url}/?threads=2${hash}`);
    await page.waitForSelector(".dot-ready");
    await page.waitForSelector(hash === "" ? ".model-summary" : ".model-button-detail");
    await body(page);
    await s.screenshot(page, `firefox-${hash.slice(1) || "classify"}`);
    assert.deepEqual(problems, []);
    await context.close();
  }
  const text = (page, selector) => page.$eval(selector, (element) => element.textContent.trim());
  const clickOn = (page, selector, words) =>
    page.$$eval(selector, (all, words) => all.find((one) => one.textContent.includes(words)).click(), words);

  test("a photo gets its label", { timeout: 240_000 }, () =>
    visit("", async (page) => {
      assert.match(await text(page, ".chip"), /^2 threads/);
      // Wait for the service worker: it must not delay the requests of the page.
      await s.untilText(page, "footer", (now) => now.includes("are kept in this browser"));
      await page.click('.sample:has(img[alt="Boats at Nagasaki"])');
      await page.waitForSelector(".result .predictions:not(.predictions-busy)");
      assert.equal(await text(page, ".best"), "ship");
      assert.match(await text(page, ".timing"), /^network \d+/);
    }),
  );

  test("photos of other formats get an answer, or a way to convert them", { timeout: 240_000 }, () =>
    visit("", async (page) => {
      const drop = async (name, bytes) => {
        await s.drop(page, [{ name, bytes }]);
        await page.waitForSelector(
          `.result[aria-label="${name}"] :is(.predictions:not(.predictions-busy), .rejected-photo)`,
        );
      };
      const golden = (name) => readFileSync(join(s.root, "tests/golden/images", name));
      await drop("a.webp", golden("lossy_23x17.webp"));
      assert.equal(await page.$(".remark"), null); // decoded by the core
      await drop("b.avif", images.encodedImage("avif"));
      assert.match(await text(page, ".remark"), /Decoded by the browser/);
      await drop("c.heic", golden("420.heic"));
      assert.match(await text(page, ".rejected-photo"), /HEIC.*(JPEG|PNG)/s);
    }),
  );

  test("every layer shows its maps", { timeout: 240_000 }, () =>
    visit("#inside", async (page) => {
      await page.waitForSelector(".sample");
      await page.click('.sample:has(img[alt="Boats at Nagasaki"])');
      await page.waitForSelector(".inspect-overlay:not([aria-busy=true]) .inspect-overlay-top");
      assert.equal(await text(page, "#inspect-layer"), "conv1");
      await page.keyboard.press("o");
      await s.untilText(page, "#inspect-layer", (now) => now === "relu1");
      await page.waitForSelector(".inspect-grid canvas");
      const colors = await page.$eval(".inspect-grid canvas", (canvas) => {
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        return new Set(new Uint32Array(data.buffer)).size;
      });
      assert.ok(colors > 50, `${colors} colors in the grid`);
      assert.ok((await page.$$(".inspect-strip-layer canvas")).length > 10);
    }),
  );

  test("the last layer is trained on three synthetic classes", { timeout: 360_000 }, () =>
    visit("#teach", async (page) => {
      await page.waitForSelector(".new-class");
      for (const [number, kind] of images.kinds.entries()) {
        await clickOn(page, ".new-class button", "New class");
        const field = await page.waitForSelector(`.class-card:nth-of-type(${number + 1}) input[type=file]`);
        const files = Array.from({ length: 12 }, (_, index) => join(s.temporary, `${kind} ${index}.png`));
        files.forEach((file, index) => writeFileSync(file, images.thing(kind, index)));
        await field.uploadFile(...files);
        await page.waitForFunction(
          (number) => document.querySelectorAll(".class-count")[number].textContent === "12 photos",
          {},
          number,
        );
      }
      await page.waitForSelector(".start button:enabled");
      assert.equal(await page.$eval(".scope input", (input) => input.checked), true);
      await page.click(".start button");
      await page.waitForSelector(".evaluation");
      const verdict = await text(page, ".evaluation h2");
      const right = Number(/\(([\d.]+) %\)/.exec(verdict)[1]);
      assert.ok(right >= 60, verdict);
      const name = "Class_1-Class_2-Class_3.safetensors";
      assert.equal(await text(page, ".model-button-name"), name);

      // The model and the classes outlast a reload.
      await page.reload();
      await page.waitForSelector(".trained-models li");
      assert.ok((await text(page, ".trained-models li")).includes(name));
      await page.waitForFunction(() => document.querySelectorAll(".class-card").length === 3);

      // They belong to one tab, and another one takes them over.
      const other = await page.browserContext().newPage();
      other.setDefaultTimeout(60_000);
      await other.goto(page.url());
      await other.waitForSelector(".elsewhere button");
      assert.equal(await other.$(".class-card"), null);
      await other.click(".elsewhere button");
      await other.waitForFunction(() => document.querySelectorAll(".class-card").length === 3);
      await page.waitForSelector(".elsewhere button");
      assert.equal(await page.$(".class-card"), null);
      await other.close();
    }),
  );
});
