// The appearance: every state in light, dark and on a phone (build/web/screenshots), contrast, focus.
import assert from "node:assert/strict";
import { describe } from "node:test";
import * as images from "./images.mjs";
import { openModel, scenario } from "./scenario.mjs";
import * as s from "./support.mjs";

describe("appearance", () => {
  const photos = () => [
    { name: "sunset over the sea.png", bytes: images.sunset() },
    { name: "rings.png", bytes: images.rings() },
    { name: "broken.jpg", bytes: Buffer.from("not an image") },
    { name: "checks.png", bytes: images.checks() },
  ];
  async function everyState(page, name) {
    await s.runtimeText(page);
    await s.screenshot(page, `welcome-${name}`);
    await s.assertFits(page);
    await openModel(page);
    await s.screenshot(page, `ready-${name}`);
    await s.assertFits(page);
    await s.drop(page, photos());
    await s.waitForAnswers(page, 4);
    await s.screenshot(page, `result-${name}`);
    await s.assertFits(page);
    await page.click(".model-button");
    await s.screenshot(page, `change-model-${name}`, { fullPage: false });
    await s.assertFits(page);
  }

  scenario("light", { colorScheme: "light" }, (page) => everyState(page, "light"));
  scenario("dark", { colorScheme: "dark" }, (page) => everyState(page, "dark"));
  const phone = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
  scenario("a phone, 360 pixels wide, never scrolls sideways", phone, (page) => everyState(page, "phone"));
  scenario("a phone in the dark", { ...phone, colorScheme: "dark" }, (page) => everyState(page, "phone-dark"));

  scenario("the theme button switches to dark, also for later visits", { colorScheme: "light" }, async (page) => {
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    await page.waitForSelector(".brand");
    assert.equal(await ground(), "rgb(244, 244, 244)");
    await page.click("[aria-label^='Switch between light']");
    assert.equal(await ground(), "rgb(17, 17, 17)");
    await page.reload();
    await page.waitForSelector(".brand");
    assert.equal(await ground(), "rgb(17, 17, 17)");
  });

  scenario("an overlay is shown while files are dragged over the window", {}, async (page) => {
    await s.runtimeText(page);
    await page.evaluate(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(["x"], "x.png"));
      document.body.dispatchEvent(
        new DragEvent("dragover", { dataTransfer: transfer, bubbles: true, cancelable: true }),
      );
    });
    await page.waitForSelector(".drop-overlay");
    await s.screenshot(page, "dragging");
  });

  scenario("the keyboard reaches every control, and the focus is visible", {}, async (page) => {
    await s.runtimeText(page);
    await page.waitForSelector(".sample");
    const reached = [];
    for (let i = 0; i < 16; ++i) {
      await page.keyboard.press("Tab");
      reached.push(
        await page.evaluate(() => {
          const element = document.activeElement.closest("label") ?? document.activeElement;
          return {
            name: element.textContent.trim() || element.ariaLabel || element.name,
            outline: getComputedStyle(element).outlineStyle,
          };
        }),
      );
    }
    assert.match(reached.pop().name, /threads/);
    assert.deepEqual(reached, [
      { name: "Classify", outline: "solid" },
      { name: "Train", outline: "solid" },
      { name: "Inspect", outline: "solid" },
      { name: "中文", outline: "solid" },
      { name: "Switch between light and dark", outline: "solid" },
      { name: "Choose photos", outline: "solid" },
      { name: "Camera", outline: "solid" },
      { name: "Boats at NagasakiFelice Beato, 1865", outline: "solid" },
      { name: "Airplane from aboveFédèle Azari, 1914–1929", outline: "solid" },
      { name: "Synthetic bicycleRendered by this program", outline: "solid" },
      { name: "Synthetic shipRendered by this program", outline: "solid" },
      { name: "Choose a model file", outline: "solid" },
      { name: "address", outline: "solid" },
      { name: "Open", outline: "solid" },
      { name: "The original, 1,000 classes", outline: "solid" },
    ]);
  });

  for (const colorScheme of ["light", "dark"]) {
    scenario(`text has a contrast of 4.5 to 1 or more, ${colorScheme}`, { colorScheme }, async (page) => {
      await openModel(page);
      assert.deepEqual(await s.faintTexts(page), []);
      await s.drop(page, photos());
      await s.waitForAnswers(page, 4);
      assert.deepEqual(await s.faintTexts(page), []);
    });
  }
});
