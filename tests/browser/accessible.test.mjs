// WCAG 2.2 AA, as far as axe-core checks it, in every state of the page: light, dark and on a phone.
import { describe, test } from "node:test";
import { assertAccessible, withAxe } from "./axe.mjs";
import * as s from "./support.mjs";

describe("axe-core finds no violation", () => {
  const built = s.builtPage();

  const phone = {
    viewport: { width: 360, height: 740 },
    isMobile: true,
    hasTouch: true,
  };
  for (const [name, options] of [
    ["light", { colorScheme: "light" }],
    ["dark", { colorScheme: "dark" }],
    ["on a phone", phone],
  ])
    test(name, { timeout: 90_000 }, async () => {
      const { page, close } = await s.openPage(built.browser, built.url, options);
      await withAxe(page);
      await page.waitForSelector("footer >> text=are kept in this browser");
      await assertAccessible(page, "welcome");
      await page.click('.sample-photos img[alt="Boats at Nagasaki"]');
      await s.waitForAnswers(page, 1);
      await assertAccessible(page, "answer");
      await s.drop(page, [{ name: "broken.jpg", bytes: Buffer.from("not an image") }]);
      await s.waitForAnswers(page, 2);
      await assertAccessible(page, "a photo that cannot be read");
      await page.click(".model-button");
      await assertAccessible(page, "another model");
      await page.keyboard.press("Escape");
      await page.click(".chip");
      await assertAccessible(page, "how it runs");
      await page.keyboard.press("Escape");
      await page.click("text=Inspect");
      await page.click(".tile >> nth=1");
      await page.waitForSelector(".inspect-overlay:not([aria-busy=true]) .inspect-overlay-top");
      await page.click(".inspect-strip-layer:has-text('fc6')");
      await page.waitForSelector(".inspect-contributions");
      await page.click(".inspect-methods label:has-text('Ideal image')");
      await page.click(".inspect-begin");
      await page.waitForSelector(".inspect-working");
      await assertAccessible(page, "inspect");
      await page.click("text=Train");
      await page.waitForSelector("text=Train it on your own classes");
      await page.click("summary:has-text('More options')");
      await assertAccessible(page, "train");
      await close();
    });
});
