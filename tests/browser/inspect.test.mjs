// Inspecting the shipped model: its layers, units, explanations and links, and the appearance of the view (build/web/screenshots).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import * as s from "./support.mjs";

const [sample] = JSON.parse(readFileSync(join(s.dist, "samples.json"), "utf8"));

describe("the inspector", () => {
  const built = s.builtPage();

  // Opens a fresh page that inspects the sample photo; its console must stay empty.
  function scenario(name, { hash = "#inside", query = "", ...options }, body) {
    test(name, { timeout: 90_000 }, async () => {
      const address = `${built.url}/?threads=2&photo=${encodeURIComponent(sample.file)}${query}${hash}`;
      const { page, problems, close } = await s.openPage(built.browser, address, options);
      await page.waitForSelector(".inspect-grid canvas");
      await explained(page);
      await body(page);
      assert.deepEqual(problems, []);
      await close();
    });
  }

  const explained = (page) => page.waitForSelector(".inspect-overlay:not([aria-busy=true]) .inspect-overlay-top");
  const text = (page, selector) => page.textContent(selector).then((all) => all.trim());
  const layer = (page) => text(page, "#inspect-layer");
  const unit = (page) => text(page, "#inspect-unit-title");
  const facts = (page) =>
    page.$$eval(".inspect-numbers > div", (all) =>
      Object.fromEntries(all.map((one) => [one.querySelector("dt").textContent, one.querySelector("dd").textContent])),
    );
  const pixels = (page, selector) => page.$eval(selector, (canvas) => canvas.toDataURL());

  scenario("the keyboard steps through layers and pins a unit, which shows its statistics", {}, async (page) => {
    const layers = await page.$$eval(".inspect-strip-layer .inspect-strip-name", (all) =>
      all.map((one) => one.textContent),
    );
    assert.deepEqual([layers[0], layers[1], layers.at(-1)], ["conv1", "relu1", "prob"]);
    assert.equal(await layer(page), "conv1");
    for (const name of layers.slice(1)) {
      await page.keyboard.press("o");
      assert.equal(await layer(page), name);
      await page.waitForSelector(".inspect-grid canvas");
    }
    while ((await layer(page)) !== "relu1") await page.keyboard.press("u");

    await page.focus(".inspect-grid");
    const before = await unit(page);
    await page.keyboard.press("ArrowLeft");
    await s.untilText(page, "#inspect-unit-title", (now) => now !== before);
    await page.keyboard.press("Enter");
    await page.waitForSelector(".inspect-cell-pinned");
    const pinned = await unit(page);
    assert.match(pinned, /^Unit \d+ of relu1$/);
    const numbers = await facts(page);
    assert.deepEqual(Object.keys(numbers), ["min", "max", "mean", "zeros"]);
    assert.equal(numbers.min, "0");
    assert.match(numbers.zeros, /^\d+\.\d %$/);
    assert.match(await text(page, ".inspect-field-text"), /^Receptive field: \d+ × \d+ of 240 × 240 pixels$/);
    // For a ReLU, the arithmetic of the layer before it is shown.
    assert.match(await text(page, ".inspect-sum"), /all 363 products.*\+ bias.*= conv1.*ReLU/s);

    // Move away and return.
    await page.keyboard.press("ArrowDown");
    await s.untilText(page, "#inspect-unit-title", (now) => now !== pinned);
    await page.keyboard.press("Escape");
    await s.untilText(page, "#inspect-unit-title", (now) => now === pinned);
    await page.keyboard.press("Escape");
    await page.waitForSelector(".inspect-cell-pinned", { state: "detached" });
  });

  scenario("the mouse previews and pins units; each value of a map has its own receptive field", {}, async (page) => {
    const box = await (await page.$(".inspect-grid")).boundingBox();
    await page.mouse.move(box.x + 4, box.y + 4);
    await s.untilText(page, "#inspect-unit-title", (now) => /^Unit 0 /.test(now));
    await page.mouse.click(box.x + 4, box.y + 4);
    await page.waitForSelector(".inspect-cell-pinned");
    const field = () => page.$eval(".inspect-field-frame", ({ style }) => `${style.left} ${style.top}`);
    const map = await (await page.$(".inspect-map")).boundingBox();
    await page.mouse.click(map.x + 3, map.y + 3);
    await s.untilText(page, "#inspect-place", (now) => /in row 0, column 0/.test(now));
    assert.equal(await field(), "0% 0%");
    await page.keyboard.press("f");
    await page.waitForSelector("text=All filters share one scale");
    const maps = await pixels(page, ".inspect-grid canvas");
    await page.keyboard.press("f");
    await page.waitForSelector(".inspect-legend");
    assert.notEqual(await pixels(page, ".inspect-grid canvas"), maps);
  });

  scenario("every method explains, and differently for another class", {}, async (page) => {
    const top = () => pixels(page, ".inspect-overlay-top canvas");
    const first = await top();
    const likeliest = await text(page, ".inspect-class[aria-pressed=true]");
    await page.selectOption(".inspect-all select", { label: "cat" });
    await page.waitForFunction(
      (old) =>
        document.querySelector(".inspect-overlay-top canvas")?.toDataURL() !== old &&
        document.querySelector(".inspect-overlay-top canvas"),
      first,
    );
    assert.match(await text(page, ".inspect-class[aria-pressed=true]"), /^cat/);
    assert.doesNotMatch(likeliest, /^cat/);
    for (const name of ["Gradient", "Guided"]) {
      await page.click(`.inspect-methods label:has-text('${name}')`);
      await page.waitForSelector(`.inspect-overlay-top canvas[aria-label="${name} for cat"]`);
    }
    for (const name of ["Occlusion", "Ideal image"]) {
      await page.click(`.inspect-methods label:has-text('${name}')`);
      await page.click(".inspect-begin");
      await page.waitForSelector(`.inspect-overlay-top canvas[aria-label="${name} for cat"]`);
      await s.screenshot(page, `inspect-${name.toLowerCase().replace(" ", "-")}`);
    }
    await page.click(".inspect-methods label:has-text('Grad-CAM')");
    await explained(page);
    await page.fill(".inspect-opacity input", "0.2");
    assert.equal(await page.$eval(".inspect-overlay-top", ({ style }) => style.opacity), "0.2");
  });

  const answer = (page) => page.$$eval(".inspect-answer", (all) => all.map((one) => one.textContent).join());
  const place = (page) => text(page, "#inspect-photo-text");
  const seenSince = (page, count) =>
    page.waitForFunction((count) => performance.getEntriesByName("inside-part").length > count, count);
  const seen = (page) => page.evaluate(() => performance.getEntriesByName("inside-part").length);

  scenario("the region is moved with keys and the mouse, and the answer follows", {}, async (page) => {
    await page.waitForSelector(".inspect-photo-image canvas");
    const before = {
      answer: await answer(page),
      place: await place(page),
      tile: await pixels(page, ".inspect-grid canvas"),
    };
    await page.focus(".inspect-frame");
    for (let i = 0; i < 6; ++i) await page.keyboard.press("-");
    await page.keyboard.press("Shift+ArrowLeft");
    await page.waitForFunction(
      (old) => document.querySelector("#inspect-photo-text").textContent !== old,
      before.place,
    );
    await seenSince(page, 0);
    await explained(page);
    assert.notEqual(await answer(page), before.answer);
    assert.notEqual(await pixels(page, ".inspect-grid canvas"), before.tile);

    // With the mouse, while its button is pressed.
    const box = await (await page.$(".inspect-frame")).boundingBox();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    const [count, start] = [await seen(page), Date.now()];
    for (let i = 1; i <= 90; ++i) {
      await page.mouse.move(x + 1.2 * i, y + 20 * Math.sin(i / 9));
      await page.waitForTimeout(12);
    }
    const updates = (await seen(page)) - count;
    const milliseconds = (Date.now() - start) / updates;
    assert.ok(updates >= 2, `${updates} answers during the drag`);
    await s.screenshot(page, "inspect-dragging", { fullPage: false });
    await page.mouse.up();
    await explained(page);
    const frame = await (await page.$(".inspect-frame")).boundingBox();
    assert.ok(frame.x > box.x + 30, `${box.x} ${frame.x}`);
    console.log(`dragging: ${updates} answers, one in ${milliseconds.toFixed(0)} ms`);
    const parts = await page.evaluate(() =>
      performance.getEntriesByName("inside-part").map(({ duration, detail }) => ({ duration, ...detail })),
    );
    const mean = (name) => (parts.reduce((sum, one) => sum + one[name], 0) / parts.length).toFixed(1);
    console.log(
      `of which preprocessing ${mean("preprocessMs")} ms, network ${mean("networkMs")} ms, in all ${mean("duration")} ms`,
    );

    // By its corner, and reset.
    const corner = await (await page.$(".inspect-frame-corner")).boundingBox();
    await page.mouse.move(corner.x + 12, corner.y + 12);
    await page.mouse.down();
    await page.mouse.move(corner.x - 40, corner.y - 40, { steps: 5 });
    await page.mouse.up();
    await page.waitForFunction(
      (old) => document.querySelector(".inspect-frame").getBoundingClientRect().width < old - 20,
      frame.width,
    );
    await page.click("text=Reset the region");
    await page.waitForFunction(
      (old) => document.querySelector("#inspect-photo-text").textContent === old,
      before.place,
    );
    assert.equal(await answer(page), before.answer);
  });

  scenario("a slow explanation shows partial results, and is cancelled by another choice", {}, async (page) => {
    await page.click(".inspect-methods label:has-text('Ideal image')");
    await page.click(".inspect-begin");
    const grown = () => page.waitForFunction(() => document.querySelector(".inspect-working progress")?.value > 3);
    await grown();
    const early = await pixels(page, ".inspect-overlay-top canvas");
    // Other requests are answered meanwhile.
    await page.keyboard.press("o");
    await page.waitForFunction(() => document.querySelector("#inspect-unit-title")?.textContent.endsWith("relu1"));
    assert.ok(await page.$(".inspect-working"), "it is still running");
    await page.waitForFunction(
      (old) => document.querySelector(".inspect-overlay-top canvas")?.toDataURL() !== old,
      early,
    );
    await s.screenshot(page, "inspect-growing");
    await page.keyboard.press("Escape");
    await page.waitForSelector("text=Continue to the end");
    assert.match(await text(page, ".inspect-status"), /, \d+ of 128$/);

    await page.click(".inspect-begin");
    await grown();
    const began = Date.now();
    await page.click(".inspect-methods label:has-text('Gradient')");
    await page.waitForSelector('.inspect-overlay-top canvas[aria-label^="Gradient"]');
    console.log(`another method's answer: ${Date.now() - began} ms after it was chosen`);
    await page.click(".inspect-methods label:has-text('Occlusion')");
    await page.click(".inspect-begin");
    await grown();
    await page.click(".inspect-working button");
    await page.waitForSelector(".inspect-begin");
    await page.click(".inspect-class >> nth=1");
    await s.untilText(page, ".inspect-begin", (now) => now === "Compute (takes seconds to a minute)");
  });

  scenario("a dense unit shows the inputs that contribute most", {}, async (page) => {
    await page.click(".inspect-strip-layer:has-text('fc6')");
    await page.waitForSelector(".inspect-contributions");
    const number = (text) => Number(text.replace("−", "-").replace(/,/g, ""));
    const rows = await page.$$eval(".inspect-contributions tbody tr", (all) =>
      all.map((row) => [...row.cells].map((cell) => cell.textContent)),
    );
    assert.equal(rows.length, 9);
    assert.match(rows[0][0], /^unit \d+ of .*row \d+, column \d+$/);
    assert.match(rows[8][0], /^the other /);
    const [, value, weight, product] = rows[0].map(number);
    assert.ok(Math.abs(value * weight - product) < 0.02 * Math.abs(product), rows[0].join(" "));
    const sum = rows.reduce((sum, row) => sum + number(row.at(-1)), 0);
    const shown = number(await text(page, ".inspect-sum li:first-child b"));
    assert.ok(Math.abs(sum - shown) < 0.05 * Math.max(1, Math.abs(shown)), `${sum} ${shown}`);
  });

  const link = "#inside?layer=relu3&unit=17&scale=layer&method=guided&class=10";
  scenario("a link keeps layer, unit, scale, method and class, also after a reload", { hash: link }, async (page) => {
    const check = async () => {
      assert.equal(await layer(page), "relu3");
      assert.equal(await unit(page), "Unit 17 of relu3");
      assert.ok(await page.isChecked(".inspect-scales label:has-text('Layer') input"));
      assert.ok(await page.isChecked(".inspect-methods label:has-text('Guided') input"));
      assert.match(await text(page, ".inspect-class[aria-pressed=true]"), /^cat/);
    };
    await check();
    await page.keyboard.press("u");
    await page.keyboard.press("o");
    await page.reload();
    await page.waitForSelector(".inspect-grid canvas");
    await explained(page);
    await check();
    assert.match(page.url(), /#inside\?layer=relu3&unit=17&scale=layer&method=guided&class=10$/);
  });

  const partLink = "#inside?layer=relu1&method=grad-cam&part=0.3,0.2,0.25,0.3";
  scenario(
    "a link keeps the region of the photo, and loses it when the region is reset",
    { hash: partLink },
    async (page) => {
      // The link's region is 256 x 246 pixels of 1024 x 819, so the square in its center has a side of 246.
      const within = "246 × 246 of 1024 × 819 pixels, 312 from the left, 164 from the top";
      const back = "text=Reset the region";
      await page.waitForSelector(back);
      await explained(page);
      assert.equal(await place(page), within);
      assert.equal(await seen(page), 1);

      // After a move, the region is in the address a moment later, and unchanged after a reload.
      await page.focus(".inspect-frame");
      await page.keyboard.press("Shift+ArrowRight");
      await page.waitForFunction(() => location.hash.includes("&part=0.34"));
      await explained(page);
      const before = { answer: await answer(page), place: await place(page) };
      assert.match(before.place, /352 from the left/);
      await page.reload();
      await page.waitForSelector(back);
      await explained(page);
      assert.equal(await place(page), before.place);
      assert.match(page.url(), /#inside\?layer=relu1&method=grad-cam&part=0\.34/);

      await page.click(back);
      await page.waitForFunction(
        (old) => document.querySelector("#inspect-photo-text").textContent !== old,
        before.place,
      );
      await explained(page);
      assert.notEqual(await answer(page), before.answer);
      await page.waitForFunction(() => !location.hash.includes("part"));
      assert.match(page.url(), /#inside\?layer=relu1&method=grad-cam$/);
    },
  );

  scenario("a key shows the help, and the other view keeps its state", {}, async (page) => {
    await page.keyboard.press("?");
    await page.waitForSelector("#inspect-help[open]");
    await s.screenshot(page, "inspect-help", { fullPage: false });
    await page.keyboard.press("Escape");
    await page.waitForSelector("#inspect-help[open]", { state: "hidden" });
    await page.click("nav >> text=Classify");
    await page.waitForSelector(".predictions");
    await page.click("nav >> text=Inspect");
    await page.waitForSelector(".inspect-grid canvas");
  });

  test("a photo that is chosen here is inspected, and its maps appear quickly", { timeout: 60_000 }, async () => {
    const { page, problems, close } = await s.openPage(built.browser, `${built.url}/?threads=2#inside`);
    await page.waitForSelector(".sample-photos button");
    await s.screenshot(page, "inspect-welcome");
    await page.click(".sample-photos button >> nth=0");
    await page.waitForSelector(".inspect-grid canvas");
    for (const name of ["rings.png", "checks.png"]) {
      const { rings, checks } = await import("./images.mjs");
      await s.drop(page, [{ name, bytes: name === "rings.png" ? rings() : checks() }]);
      await s.untilText(page, ".inspect-head h2", (now) => now === name);
      await s.waitForAnswers(page, name === "rings.png" ? 2 : 3);
      await page.waitForSelector(".inspect-grid canvas");
    }
    const times = await page.evaluate(() =>
      performance.getEntriesByName("inside-maps").map(({ duration }) => Math.round(duration)),
    );
    assert.ok(times.length >= 2, String(times));
    console.log(`from photo to maps, ms: ${times.join(", ")}`);
    assert.deepEqual(problems, []);
    await close();
  });

  async function everyState(page, name) {
    await s.screenshot(page, `inspect-${name}`);
    await s.assertFits(page);
    await page.keyboard.press("o");
    await page.keyboard.press("p");
    await s.screenshot(page, `inspect-relu1-${name}`);
    await page.click(".inspect-strip-layer:has-text('conv2')");
    await page.waitForSelector(".inspect-values-written");
    await s.screenshot(page, `inspect-conv2-${name}`);
    await s.assertFits(page);
    await page.click(".inspect-strip-layer:has-text('fc6')");
    await s.untilText(page, "#inspect-unit-title", (now) => /of fc6/.test(now));
    await s.screenshot(page, `inspect-fc6-${name}`);
    await s.assertFits(page);
  }
  const phone = {
    viewport: { width: 360, height: 740 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
  };
  scenario("light", { colorScheme: "light" }, async (page) => {
    await everyState(page, "light");
    assert.deepEqual(await s.faintTexts(page), []);
  });
  scenario("dark", { colorScheme: "dark" }, async (page) => {
    await everyState(page, "dark");
    assert.deepEqual(await s.faintTexts(page), []);
  });
  scenario("a phone, 360 pixels wide, never scrolls sideways", phone, (page) => everyState(page, "phone"));

  scenario("a finger drags the region, too", phone, async (page) => {
    await page.waitForSelector(".inspect-photo-image canvas");
    await page.locator(".inspect-photo-image").scrollIntoViewIfNeeded();
    const box = await (await page.$(".inspect-frame")).boundingBox();
    const before = await place(page);
    const touch = await page.context().newCDPSession(page);
    const send = (type, ...touchPoints) => touch.send("Input.dispatchTouchEvent", { type, touchPoints });
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await send("touchStart", { x, y });
    for (let i = 1; i <= 10; ++i) await send("touchMove", { x: x - 4 * i, y });
    await send("touchEnd");
    await s.untilText(page, "#inspect-photo-text", (now) => now !== before);
    await seenSince(page, 0);
  });
});
