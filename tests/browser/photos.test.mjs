// Photos of every kind: what the core decodes, what only the browser decodes, drawings, and what neither can read.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe } from "node:test";
import * as images from "./images.mjs";
import { scenario, withModel } from "./scenario.mjs";
import * as s from "./support.mjs";

// Files of many kinds beside a checkout of the project. Each test that reads them says so where they are absent.
const inputs = join(s.root, "../shared/inputs/photos");
const present = existsSync(inputs);

const remark = (page) => page.$$eval(".remark", (all) => all.map((one) => one.textContent));

async function classify(page, name, bytes) {
  await s.drop(page, [{ name, bytes }]);
  await page.waitForSelector(`.result[aria-label="${name}"]`);
  await page.waitForSelector(`.result[aria-label="${name}"] :is(.predictions:not(.predictions-busy), .rejected-photo)`);
}

// Returns a pixel of the network's input, as RGB, by its position relative to the width and height.
function pixel(page, right, down) {
  return page.$eval(
    ".viewfinder canvas",
    (canvas, [right, down]) => {
      const [x, y] = [Math.floor(canvas.width * right), Math.floor(canvas.height * down)];
      const copy = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
      copy.drawImage(canvas, -x, -y);
      return [...copy.getImageData(0, 0, 1, 1).data.subarray(0, 3)];
    },
    [right, down],
  );
}
const middle = (page) => pixel(page, 0.5, 0.5);

const near = (color, expected, most) =>
  color.every((value, channel) => Math.abs(value - expected[channel]) <= most) || assert.deepEqual(color, expected);

const svg = (attributes, body) => Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${attributes}>${body}</svg>`);

describe("a photo that only the browser decodes", () => {
  scenario("is classified, and marked: AVIF", { query: withModel }, async (page) => {
    await page.waitForSelector(".model-summary");
    await classify(page, "red.avif", images.encodedImage("avif"));
    near(await middle(page), images.kRed, 3);
    assert.match((await remark(page))[0], /Decoded by the browser/);
    await classify(page, "red.jpg", images.encodedImage("avif")); // by content, not by name
    near(await middle(page), images.kRed, 3);
    await s.screenshot(page, "photo-avif");
  });

  scenario("is turned upright, and clear on white", { query: withModel }, async (page) => {
    await page.waitForSelector(".model-summary");
    await classify(page, "turned.avif", images.encodedImage("turnedAvif"));
    near(await pixel(page, 0.5, 0.2), images.kRed, 4); // the left half is on top
    near(await pixel(page, 0.5, 0.8), images.kBlue, 4);
    await classify(page, "clear.avif", images.encodedImage("clearAvif"));
    assert.deepEqual(await middle(page), [255, 255, 255]);
  });

  scenario("JPEG XL, where the browser has it", { query: withModel }, async (page) => {
    await page.waitForSelector(".model-summary");
    const decodes = await page.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      return createImageBitmap(new Blob([bytes])).then(
        () => true,
        () => false,
      );
    }, images.encodedImage("jxl").toString("base64"));
    await classify(page, "red.jxl", images.encodedImage("jxl"));
    if (decodes) near(await middle(page), images.kRed, 1);
    else assert.match(await page.textContent(".rejected-photo"), /JPEG XL.*magick/s);
  });

  scenario("of the core is not marked", { query: withModel }, async (page) => {
    await page.waitForSelector(".model-summary");
    await classify(page, "rings.png", images.rings());
    assert.deepEqual(await remark(page), []);
  });
});

describe("a photo with a harmless fault", () => {
  for (const [language, words] of [
    ["en", /cut\.png has no valid end/],
    ["zh", /cut\.png.*缺少有效的结尾/],
  ])
    scenario(
      `is classified, and the fault is reported: ${language}`,
      { query: `${withModel}&lang=${language}` },
      async (page) => {
        await page.waitForSelector(".model-summary");
        await classify(page, "cut.png", images.rings().subarray(0, -12)); // without the IEND chunk
        await page.waitForFunction(
          (source) => new RegExp(source).test(document.querySelector(".remark")?.textContent),
          words.source,
        );
        await s.screenshot(page, `photo-fault-${language}`);
      },
    );
});

describe("an SVG", () => {
  const square = '<rect width="100%" height="100%" fill="#c81e28"/>';
  for (const [kind, bytes, name = "drawing.svg"] of [
    ["with a size", svg('width="100" height="100"', square)],
    ["with a viewBox alone", svg('viewBox="0 0 8 8"', square)],
    ["without a size", svg("", square)],
    ["without its namespace", Buffer.from(`<svg width="50" height="50">${square}</svg>`)],
    [
      "with XHTML in it",
      svg(
        'width="90" height="90"',
        square +
          '<foreignObject x="0" y="0" width="9" height="9"><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>',
      ),
    ],
    [
      "with a style sheet",
      svg('viewBox="0 0 8 8"', '<style>rect { fill: #c81e28 }</style><rect width="8" height="8"/>'),
    ],
    ["with a style attribute", svg('viewBox="0 0 8 8"', '<rect width="8" height="8" style="fill: #c81e28"/>')],
    ["called .png", svg('width="100" height="100"', square), "drawing.png"],
  ])
    scenario(`${kind} is drawn`, { query: withModel }, async (page) => {
      await page.waitForSelector(".model-summary");
      await classify(page, name, bytes);
      assert.deepEqual(await middle(page), images.kRed);
      assert.match((await remark(page))[0], /Decoded by the browser/);
    });

  scenario("is on white, and loads and runs nothing", { query: withModel }, async (page) => {
    await page.waitForSelector(".model-summary");
    const requests = [];
    page.on("request", (request) => requests.push(request.url()));
    const outside = `<image href="https://example.com/a.png" width="9" height="9"/><image href="/icon.svg" width="9" height="9"/>
      <style>@import "https://example.com/a.css"; rect { fill: url(https://example.com/b.svg#c) }</style>
      <script>fetch("https://example.com/stolen")</script>`;
    await classify(page, "drawing.svg", svg('viewBox="0 0 100 100"', outside));
    assert.deepEqual(await middle(page), [255, 255, 255]);
    assert.deepEqual(
      requests.filter((url) => !/\/assets\/svg-|^data:/.test(url)),
      [],
    );
    await s.screenshot(page, "photo-svg");
  });

  scenario("that is damaged is refused", { query: withModel }, async (page) => {
    await page.waitForSelector(".model-summary");
    await classify(page, "drawing.svg", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><rect'));
    assert.match(await page.textContent(".rejected-photo"), /SVG drawing that this browser cannot draw/);
  });
});

describe("a photo that neither can decode", () => {
  const heic = Buffer.concat([Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic"), Buffer.alloc(64)]);
  const tiff = Buffer.concat([Buffer.from("II*\0\x08\0\0\0"), Buffer.alloc(64)]);
  scenario("is refused with a way to convert it", { query: `${withModel}&lang=en` }, async (page) => {
    await page.waitForSelector(".model-summary");
    await classify(page, "IMG_1.HEIC", heic);
    assert.match(await page.textContent(".rejected-photo"), /HEIC.*Settings, Camera, Formats, Most Compatible/s);
    await s.screenshot(page, "photo-heic");
    await classify(page, "scan.tif", tiff);
    assert.match(await page.textContent(".rejected-photo"), /TIFF.*magick/s);
  });
  scenario("is refused in Chinese, too", { query: `${withModel}&lang=zh` }, async (page) => {
    await page.waitForSelector(".model-summary");
    await classify(page, "IMG_1.HEIC", heic);
    assert.match(await page.textContent(".rejected-photo"), /HEIC.*兼容性最佳/s);
  });
});

// Returns the network's input as RGB.
function inputOf(page) {
  return page.$eval(".viewfinder canvas", (canvas) => {
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    return [...copy.getImageData(0, 0, canvas.width, canvas.height).data].filter((_, index) => index % 4 < 3);
  });
}

function meanDifference(one, other) {
  assert.equal(one.length, other.length);
  return one.reduce((sum, value, index) => sum + Math.abs(value - other[index]), 0) / one.length;
}

// The largest mean difference, in levels, to the right pixels of lossy files that another decoder has made; 0 for all others.
// Chromium converts the colors of the first whatever it is asked for; in linear light it would differ by 60.
const kLossy = { "g03_icc_lossy.jxl": 16, "g04_of_jpeg.jxl": 4, "g07_10bit.avif": 4 };
const kNeither = /\.tif$/; // Chromium decodes no TIFF

describe("each photo of the shared inputs", { skip: !present && "../shared/inputs is absent" }, () => {
  for (const name of present ? readdirSync(inputs).filter((name) => /\.\w+$/.test(name)) : [])
    scenario(`${name} is read, or refused with advice`, { query: withModel }, async (page) => {
      await page.waitForSelector(".model-summary");
      await classify(page, name, readFileSync(join(inputs, name)));
      if (kNeither.test(name)) {
        assert.match(await page.textContent(".rejected-photo"), /magick/);
        return;
      }
      assert.equal(await page.$(".rejected-photo"), null, await page.textContent(".answer"));
      const expected = join(inputs, "expected", name.replace(/\.\w+$/, ".png"));
      if (!existsSync(expected)) return;
      const input = await inputOf(page);
      await classify(page, "expected.png", readFileSync(expected));
      const difference = meanDifference(input, await inputOf(page));
      assert.ok(difference <= (kLossy[name] ?? 0), `mean difference ${difference}`);
    });
});
