// Two models on one photo: the page and the native program give the same answers.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe } from "node:test";
import { assertAccessible, withAxe } from "./axe.mjs";
import * as images from "./images.mjs";
import { assertSameAnswers, classifyNatively, makeModel, model, modelBytes, scenario, withModel } from "./scenario.mjs";
import * as s from "./support.mjs";

const other = join(s.temporary, "other.safetensors");
const photos = [
  { name: "sunset.png", bytes: images.sunset() },
  { name: "rings.png", bytes: images.rings() },
];

async function rowsOf(page, name) {
  await page.waitForSelector(`.answer-of[aria-label="${name}"] .predictions:not(.predictions-busy)`);
  return s.rows(page, `.answer-of[aria-label="${name}"]`);
}

describe("comparing", () => {
  const themes = [
    ["light", { colorScheme: "light" }],
    ["phone", { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, colorScheme: "dark" }],
  ];
  for (const [theme, options] of themes)
    scenario(`a second model answers next to the first: ${theme}`, { query: withModel, ...options }, async (page) => {
      makeModel(other, 2);
      for (const { name, bytes } of photos) writeFileSync(join(s.temporary, name), bytes);
      await page.waitForSelector(".model-summary");
      await withAxe(page);
      await s.drop(page, photos);
      await s.waitForAnswers(page, 2);
      assert.equal(await page.$(".answer-of"), null);
      await page.click(".model-button");
      await page.click("summary:has-text('Compare with')");
      await s.screenshot(page, `compare-with-${theme}`, { fullPage: false });
      await assertAccessible(page, "the choice");
      await page.setInputFiles(".compare-choices input", other);
      await page.waitForSelector("text=Compared with other.safetensors, 10 classes");
      await page.keyboard.press("Escape");
      for (const [number, { name }] of photos.entries()) {
        await page.click(`.tile >> nth=${number}`);
        const file = join(s.temporary, name);
        assertSameAnswers(await rowsOf(page, "ten.safetensors"), classifyNatively(model, file));
        assertSameAnswers(await rowsOf(page, "other.safetensors"), classifyNatively(other, file));
      }
      await s.screenshot(page, `compare-${theme}`);
      await s.assertFits(page);
      assert.deepEqual(await s.faintTexts(page), []);
      await assertAccessible(page, "two answers");

      await page.click(".model-button");
      await page.click("text=Stop comparing");
      await page.keyboard.press("Escape");
      assert.equal(await page.$(".answer-of"), null);
      assert.equal((await s.rows(page)).length, 5);
    });

  scenario("the previously open model can be chosen", { query: withModel }, async (page) => {
    await page.waitForSelector(".model-summary");
    await s.drop(page, [{ name: "newer.safetensors", bytes: modelBytes }, photos[0]]);
    await page.waitForSelector(".model-button-name:has-text('newer.safetensors')");
    await page.click(".model-button");
    await page.click("summary:has-text('Compare with')");
    await page.click(".compare-choices >> text=ten.safetensors");
    await page.waitForSelector("text=Compared with ten.safetensors");
    await page.keyboard.press("Escape");
    assert.deepEqual(await rowsOf(page, "ten.safetensors"), await rowsOf(page, "newer.safetensors"));
  });

  scenario(
    "an invalid model file is rejected with a message, and nothing else changes",
    { query: withModel },
    async (page) => {
      await page.waitForSelector(".model-summary");
      await page.click("summary:has-text('Compare with')");
      await page.setInputFiles(".compare-choices input", {
        name: "cut.safetensors",
        mimeType: "application/octet-stream",
        buffer: modelBytes.subarray(0, 1000),
      });
      await page.waitForSelector(".compare-fault");
      assert.match(await page.textContent(".compare-fault"), /cut\.safetensors could not be opened\. .{10,}/);
      await s.drop(page, [photos[0]]);
      await s.waitForAnswers(page, 1);
      assert.equal((await s.rows(page)).length, 5);
    },
  );
});
