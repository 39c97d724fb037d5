// The camera, simulated by Chromium: photos for a class and for classification, and a camera that is refused or missing.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { assertAccessible, withAxe } from "./axe.mjs";
import * as s from "./support.mjs";

const simulated = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];

// Collects the tracks of every stream that the page opens, and their states at the moment when the camera's dialog is removed.
const watchStreams = () => {
  const { mediaDevices } = navigator;
  const original = mediaDevices.getUserMedia.bind(mediaDevices);
  const states = () => globalThis.tracks.map(({ readyState }) => readyState);
  globalThis.tracks = [];
  globalThis.statesAtRemoval = null;
  mediaDevices.getUserMedia = async (constraints) => {
    const stream = await original(constraints);
    globalThis.tracks.push(...stream.getTracks());
    return stream;
  };
  const remove = Element.prototype.remove;
  const removeChild = Node.prototype.removeChild;
  const note = (node) => {
    const isDialog = (element) => element.matches?.("dialog.camera") || element.querySelector?.("dialog.camera");
    if (isDialog(node)) globalThis.statesAtRemoval = states();
  };
  Element.prototype.remove = function () {
    note(this);
    return remove.call(this);
  };
  Node.prototype.removeChild = function (node) {
    note(node);
    return removeChild.call(this, node);
  };
};
const statesAtRemoval = (page) => page.evaluate(() => globalThis.statesAtRemoval);

describe("the camera", () => {
  let browser, server;
  before(async () => {
    browser = await s.launchBrowser(...simulated);
    server = await s.serve(s.dist);
  });
  after(async () => {
    await browser?.close();
    server?.stop();
  });

  for (const [theme, options] of [
    ["light", { colorScheme: "light" }],
    ["phone", { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, colorScheme: "dark" }],
  ])
    test(`takes photos for a class, one after another: ${theme}`, { timeout: 90_000 }, async () => {
      const { page, problems, close } = await s.openPage(browser, `${server.url}/#teach`, options);
      await withAxe(page);
      await page.evaluate(watchStreams);
      await s.runtimeText(page);
      await page.click("text=New class");
      await page.click(".class-card >> text=Camera");
      await page.waitForSelector("dialog.camera .button:enabled");
      await page.keyboard.press("Space");
      await page.waitForSelector("text=1 photo taken");
      await page.keyboard.press("Space");
      await page.waitForSelector("text=2 photos taken");
      await page.click("text=Take a photo");
      await page.waitForSelector("text=3 photos taken");
      await s.screenshot(page, `camera-${theme}`, { fullPage: false });
      await s.assertFits(page);
      await assertAccessible(page, "the dialog");
      await page.keyboard.press("Escape");
      await page.waitForSelector("dialog.camera", { state: "detached" });
      assert.deepEqual(await statesAtRemoval(page), ["ended"]);
      assert.match(await page.evaluate(() => document.activeElement.textContent), /Camera/);
      await page.waitForSelector(".class-count:has-text('3 photos')");
      assert.equal((await page.$$(".class-card .thumbnail canvas")).length, 3);
      await s.screenshot(page, `camera-class-${theme}`);
      assert.deepEqual(problems, []);
      await close();
    });

  test("takes a photo and classifies it", { timeout: 90_000 }, async () => {
    const { page, problems, close } = await s.openPage(browser, server.url);
    await page.evaluate(watchStreams);
    await page.waitForSelector(".model-summary");
    await page.click("text=Camera");
    await page.click("dialog.camera .button-primary:enabled");
    await page.waitForSelector(".result .predictions:not(.predictions-busy)");
    assert.match(await page.textContent(".photo-name"), /^camera \d+\.jpg$/);
    assert.deepEqual(await statesAtRemoval(page), ["ended"]);
    assert.deepEqual(problems, []);
    await close();
  });

  for (const [fault, words] of [
    ["NotAllowedError", /may not use the camera/],
    ["NotFoundError", /no camera/],
    ["NotReadableError", /another program/],
  ])
    test(`${fault} is explained in words`, { timeout: 60_000 }, async () => {
      const { page, close } = await s.openPage(browser, server.url);
      await page.evaluate((name) => {
        navigator.mediaDevices.getUserMedia = async () => {
          throw new DOMException("", name);
        };
      }, fault);
      await page.click("text=Camera");
      await page.waitForSelector(".camera .fault");
      assert.match(await page.textContent(".camera .fault"), words);
      if (fault === "NotAllowedError") await s.screenshot(page, "camera-refused", { fullPage: false });
      await page.click(".camera [aria-label=Close]");
      await page.waitForSelector(".camera", { state: "detached" });
      await close();
    });

  test("is not offered if the browser has none", { timeout: 60_000 }, async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.addInitScript(() => Object.defineProperty(navigator, "mediaDevices", { value: undefined }));
    await page.goto(server.url);
    await page.waitForSelector("text=Choose photos");
    assert.equal(await page.$("text=Camera"), null);
    await context.close();
  });
});
