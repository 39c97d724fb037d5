// Everybody can use the page: on a phone, with forced colors, by the keyboard, on paper, with many photos, and after the worker is lost.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import * as images from "./images.mjs";
import * as s from "./support.mjs";

const options = { timeout: 120_000 };
let browser, server;
before(async () => {
  browser = await s.launchBrowser();
  server = await s.serve(s.dist);
});
after(async () => {
  await browser?.close();
  server?.stop();
});

async function visit(address = "", more = {}) {
  const opened = await s.openPage(browser, `${server.url}/${address}`, more);
  opened.page.setDefaultTimeout(60_000);
  await s.runtimeText(opened.page);
  return opened;
}

const photos = (count) =>
  Array.from({ length: count }, (_, i) => ({
    name: `photo ${i}.png`,
    bytes: images.thing(images.kinds[i % images.kinds.length], i),
  }));

describe("the first view", () => {
  test("shows an example that this machine has computed: answer, maps and heat map", options, async () => {
    const { page, problems, close } = await visit();
    await page.waitForSelector(".example[aria-busy=false] .example-heat canvas");
    const rows = await page.$$eval(".example-answer li", (all) => all.map((one) => one.textContent));
    assert.match(rows[0], /^ship\d+\.\d %$/);
    const maps = await page.$$eval(".example-maps figcaption", (all) => all.map((one) => one.textContent));
    assert.deepEqual(maps, ["conv1", "conv2", "conv3", "conv4", "conv5"]);
    assert.equal(await page.$(".tile"), null, "no photo of the visitor");
    await s.assertFits(page);
    assert.deepEqual(await s.faintTexts(page), []);
    await s.screenshot(page, "landing");
    assert.deepEqual(problems, []);
    await close();
  });

  test("has the photos above the fold of a phone, and the model in one line", options, async () => {
    const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
    const { page, close } = await visit("", phone);
    await page.waitForSelector(".model-line:has-text('60 classes')");
    const bottom = await page.$eval(".finder .button-primary", (button) => button.getBoundingClientRect().bottom);
    assert.ok(bottom < 600, `“Choose photos” ends at ${bottom}`);
    const height = await page.$eval(".model-card", (card) => card.getBoundingClientRect().height);
    assert.ok(height < 90, `the model takes ${height} pixels`);
    await page.click(".model-card summary");
    await page.waitForSelector(".model-card .shipped button");
    await s.assertFits(page);
    await s.screenshot(page, "landing-phone");
    await close();
  });
});

test("with forced colors the current view, the chosen segment and the bars are seen", options, async () => {
  const { page, close } = await visit("", { forcedColors: "active" });
  await page.click(".sample >> nth=0");
  await s.waitForAnswers(page, 1);
  const background = (selector) => page.$eval(selector, (element) => getComputedStyle(element).backgroundColor);
  assert.notEqual(await background(".views a[aria-current]"), await background(".views a:not([aria-current])"));
  assert.notEqual(
    await background(".segments input:checked + span"),
    await background(".segments input:not(:checked) + span"),
  );
  assert.notEqual(await background(".predictions li:first-child .bar span"), await background(".predictions .bar"));
  assert.equal(await page.$eval(".tile[aria-pressed=true]", (tile) => getComputedStyle(tile).outlineStyle), "solid");
  await s.screenshot(page, "forced-colors");
  await close();
});

test("on paper there are the photo and its answer, without controls", options, async () => {
  const { page, close } = await visit();
  await page.click(".sample >> nth=0");
  await s.waitForAnswers(page, 1);
  await page.emulateMedia({ media: "print" });
  for (const selector of [".best", ".predictions", ".viewfinder canvas"])
    assert.ok(await page.isVisible(selector), selector);
  for (const selector of [".views", "footer", ".history-head .button", ".segments"])
    assert.equal(await page.isVisible(selector), false, selector);
  await s.screenshot(page, "print");
  await close();
});

test("each view has a title of its own", options, async () => {
  const { page, close } = await visit();
  const titles = [await page.title()];
  for (const view of ["Train", "Inspect"]) {
    await page.click(`.views >> text=${view}`);
    await page.waitForFunction((old) => document.title !== old, titles.at(-1));
    titles.push(await page.title());
  }
  assert.deepEqual(titles, ["AlexNet: a photo in, a label out", "Train · AlexNet", "Inspect · AlexNet"]);
  await close();
});

describe("many photos", () => {
  test("are walked through in two dimensions, filtered, sorted and saved", options, async () => {
    const { page, close } = await visit();
    await page.waitForSelector(".model-summary");
    await s.drop(page, photos(24));
    await s.waitForAnswers(page, 24);
    const selected = () => page.$$eval(".tile", (all) => all.findIndex((tile) => tile.ariaPressed === "true"));
    const columns = await page.$$eval(".tile", (all) => all.filter((one) => one.offsetTop === all[0].offsetTop).length);
    await page.focus(".tile[aria-pressed=true]");
    for (const [key, expected] of [
      ["ArrowDown", columns],
      ["ArrowRight", columns + 1],
      ["ArrowUp", 1],
      ["End", 23],
      ["Home", 0],
    ]) {
      await page.keyboard.press(key);
      assert.equal(await selected(), expected, key);
      await page.waitForFunction((at) => document.activeElement === document.querySelectorAll(".tile")[at], expected);
    }
    await page.locator(".list-controls select").nth(1).selectOption("name");
    const names = await page.$$eval(".tile", (all) => all.map(({ title }) => title));
    assert.deepEqual(names.slice(0, 3), ["photo 0.png", "photo 1.png", "photo 2.png"]);
    await page.locator(".list-controls select").nth(0).selectOption("unsure");
    const unsure = await page.$$eval(".tile-label", (all) => all.map(({ textContent }) => textContent));
    assert.ok(unsure.length < 24 && unsure.every((text) => text === "Not sure"), unsure.join());
    await page.locator(".list-controls select").nth(0).selectOption("all");
    const saved = async (name) => {
      const download = page.waitForEvent("download");
      await page.click(`.list-save >> text=${name}`);
      return readFileSync(await (await download).path(), "utf8");
    };
    const answers = JSON.parse(await saved("JSON"));
    assert.deepEqual(
      answers.map(({ photo }) => photo),
      names,
    );
    assert.equal(answers[0].predictions.length, 5);
    const lines = (await saved("CSV")).trimEnd().split("\r\n");
    assert.equal(lines.length, 25);
    assert.match(lines[0], /^\ufeffphoto,sure,label 1,probability 1,/);
    await s.screenshot(page, "many-photos");
    await close();
  });

  test("that cannot be read are grouped by their reason, and removed together", options, async () => {
    const { page, close } = await visit();
    await page.waitForSelector(".model-summary");
    await s.drop(page, [
      ...photos(1),
      ...Array.from({ length: 5 }, (_, i) => ({ name: `empty ${i}.png`, bytes: Buffer.alloc(0) })),
    ]);
    await s.waitForAnswers(page, 6);
    await page.waitForSelector(".failures");
    assert.equal(await page.$$eval(".failures li", (all) => all.length), 1);
    assert.match(await page.textContent(".failures li"), /Each of 5 photos.*empty 0\.png.*and 2 more/s);
    await page.click(".failures >> text=Remove these");
    assert.equal(await page.$$eval(".tile", (all) => all.length), 1);
    await page.click(".undo .link");
    assert.equal(await page.$$eval(".tile", (all) => all.length), 6);
    await close();
  });
});

test("a worker that ends without a word is replaced, and photos get their answers", options, async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  // Every worker keeps a way to be ended from the page: as the browser would, without a message.
  await page.addInitScript(() => {
    const Real = Worker;
    window.started = [];
    window.Worker = class extends Real {
      constructor(...all) {
        super(...all);
        window.started.push(this);
      }
    };
  });
  await page.goto(server.url);
  page.setDefaultTimeout(60_000);
  await page.waitForSelector(".model-summary");
  await page.waitForTimeout(500);
  await page.evaluate(() => window.started[0].terminate());
  await page.waitForFunction(() => window.started.length > 1);
  await page.waitForSelector(".model-summary");
  await page.click(".sample >> nth=0");
  await s.waitForAnswers(page, 1);
  assert.equal(await page.textContent(".tile-label"), "ship");
  await context.close();
});

test("fc8 and prob name their strongest classes", options, async () => {
  const { page, close } = await visit("?photo=samples/nagasaki-boats.jpg#inside?layer=prob");
  await page.waitForSelector(".class-bars li");
  const first = await page.textContent(".class-bars li");
  assert.match(first, /^ship\d/);
  assert.equal(await page.$$eval(".class-bars li", (all) => all.length), 10);
  await close();
});

test("a link into the network shows a sample where there is no photo", options, async () => {
  const { page, close } = await visit("#inside?layer=conv1&unit=2");
  await page.waitForSelector("#inspect-layer:has-text('conv1')");
  assert.equal(await page.textContent(".inspect-head h2"), "Boats at Nagasaki.jpg");
  await close();
});
