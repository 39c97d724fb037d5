// Photos from Chromium's pretended camera, for a class and to be classified; a camera that is refused or not there.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { assertAccessible, withAxe } from "./axe.mjs";
import * as s from "./support.mjs";

const pretended = [
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
];

// Whether the browser still holds a camera for the page: its streams are kept as they are given out.
const watchStreams = () => {
  const { mediaDevices } = navigator;
  const original = mediaDevices.getUserMedia.bind(mediaDevices);
  globalThis.tracks = [];
  mediaDevices.getUserMedia = async (wish) => {
    const stream = await original(wish);
    globalThis.tracks.push(...stream.getTracks());
    return stream;
  };
};
const states = (page) =>
  page.evaluate(() => globalThis.tracks.map(({ readyState }) => readyState));

describe("the camera", () => {
  let browser, server;
  before(async () => {
    browser = await s.launchBrowser(...pretended);
    server = await s.serve(s.dist);
  });
  after(async () => {
    await browser?.close();
    server?.stop();
  });

  for (const [look, options] of [
    ["light", { colorScheme: "light" }],
    [
      "phone",
      {
        viewport: { width: 360, height: 740 },
        isMobile: true,
        hasTouch: true,
        colorScheme: "dark",
      },
    ],
  ])
    test(
      `takes photos for a class, one after the other: ${look}`,
      { timeout: 90_000 },
      async () => {
        const { page, problems, close } = await s.openPage(
          browser,
          `${server.url}/#teach`,
          options,
        );
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
        await s.screenshot(page, `camera-${look}`, { fullPage: false });
        await s.assertFits(page);
        await assertAccessible(page, "the dialog");
        await page.keyboard.press("Escape");
        await page.waitForSelector("dialog.camera", { state: "detached" });
        assert.deepEqual(await states(page), ["ended"]);
        assert.match(
          await page.evaluate(() => document.activeElement.textContent),
          /Camera/,
        );
        await page.waitForSelector(".class-count:has-text('3 photos')");
        assert.equal(
          (await page.$$(".class-card .thumbnail canvas")).length,
          3,
        );
        await s.screenshot(page, `camera-class-${look}`);
        assert.deepEqual(problems, []);
        await close();
      },
    );

  test("takes one to be classified", { timeout: 90_000 }, async () => {
    const { page, problems, close } = await s.openPage(browser, server.url);
    await page.evaluate(watchStreams);
    await page.waitForSelector(".model-summary");
    await page.click("text=Camera");
    await page.click("dialog.camera .button-primary:enabled");
    await page.waitForSelector(".result .predictions:not(.predictions-busy)");
    assert.match(await page.textContent(".photo-name"), /^camera \d+\.jpg$/);
    assert.deepEqual(await states(page), ["ended"]);
    assert.deepEqual(problems, []);
    await close();
  });

  for (const [fault, words] of [
    ["NotAllowedError", /may not use the camera/],
    ["NotFoundError", /no camera/],
    ["NotReadableError", /another program/],
  ])
    test(`${fault} is told in words`, { timeout: 60_000 }, async () => {
      const { page, close } = await s.openPage(browser, server.url);
      await page.evaluate((name) => {
        navigator.mediaDevices.getUserMedia = async () => {
          throw new DOMException("", name);
        };
      }, fault);
      await page.click("text=Camera");
      await page.waitForSelector(".camera .fault");
      assert.match(await page.textContent(".camera .fault"), words);
      if (fault === "NotAllowedError")
        await s.screenshot(page, "camera-refused", { fullPage: false });
      await page.click(".camera [aria-label=Close]");
      assert.equal(await page.$(".camera"), null);
      await close();
    });

  test(
    "is not offered where the browser has none",
    { timeout: 60_000 },
    async () => {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.addInitScript(() =>
        Object.defineProperty(navigator, "mediaDevices", { value: undefined }),
      );
      await page.goto(server.url);
      await page.waitForSelector("text=Choose photos");
      assert.equal(await page.$("text=Camera"), null);
      await context.close();
    },
  );
});
