// The page as shipped: its model opens automatically and classifies the sample photos, in every flavor.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import * as s from "./support.mjs";

// The expected answers.
const answers = {
  "Boats at Nagasaki": "ship",
  "Airplane from above": "Not sure",
  "Synthetic bicycle": "bicycle",
  "Synthetic ship": "ship",
};

describe("the shipped model", () => {
  const built = s.builtPage();

  for (const flavor of ["relaxed-threads", "simd-threads", "simd"])
    test(`opens automatically and classifies the sample photos: ${flavor}`, { timeout: 60_000 }, async () => {
      const { page, problems, close } = await s.openPage(built.browser, `${built.url}/?flavor=${flavor}`);
      await page.waitForSelector(".sample-photos button");
      if (flavor === "simd") await s.screenshot(page, "shipped-welcome");
      for (const [name, answer] of Object.entries(answers)) {
        await page.click(`.sample-photos img[alt="${name}"]`);
        await s.waitForAnswers(page, 1);
        assert.equal(await page.textContent(".tile-label"), answer, name);
        if (flavor === "simd") await s.screenshot(page, `shipped-${name.replaceAll(" ", "-").toLowerCase()}`);
        await page.click(".history-head >> text=Clear");
      }
      assert.deepEqual(problems, []);
      await close();
    });

  test("is listed with its size and description", () => {
    const [first] = JSON.parse(readFileSync(join(s.dist, "models.json"), "utf8"));
    assert.equal(first.name, "everyday");
    assert.ok(first.bytes <= 10e6);
    assert.match(first.description, /60 /);
  });
});
