// After one visit the page works offline: without its server it still classifies with the shipped model.
import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import * as s from "./support.mjs";

const weights = join(s.root, "tests/golden/weights/torchvision.pth");

describe("without a network", () => {
  let browser;
  before(async () => {
    browser = await s.launchBrowser();
  });
  after(() => browser?.close());
  const keptText = (page) => page.waitForSelector("footer >> text=are kept in this browser");

  for (const options of [[], ["--no-isolation"]])
    test(`the page loads, opens its model and classifies ${options.join("")}`, { timeout: 60_000 }, async () => {
      const server = await s.serve(s.dist, ...options);
      const { page, close } = await s.openPage(browser, server.url);
      const text = await (await keptText(page)).textContent();
      assert.match(text, /: \d+\.\d MB are kept/);
      server.stop();
      await page.reload();
      await page.click('.sample-photos img[alt="Boats at Nagasaki"]');
      await s.waitForAnswers(page, 1);
      assert.equal(await page.textContent(".tile-label"), "ship");
      assert.match(await s.runtimeText(page), /threads/);
      await close();
    });

  test("a file of another program opens, though none was opened before", { timeout: 60_000 }, async () => {
    const server = await s.serve(s.dist);
    const { page, close } = await s.openPage(browser, server.url);
    await keptText(page);
    server.stop();
    await page.reload();
    await s.runtimeText(page);
    await s.drop(page, [{ name: "torchvision.pth", bytes: readFileSync(weights) }]);
    await page.waitForSelector(".model-summary:has-text('torchvision.pth'), .model-fault");
    assert.match(await page.textContent(".model-summary"), /torchvision\.pth/);
    await close();
  });

  test("nothing is kept after Clear, until the visitor asks for it", { timeout: 60_000 }, async () => {
    const server = await s.serve(s.dist);
    const { page, problems, close } = await s.openPage(browser, server.url);
    await keptText(page);
    await page.click("footer >> text=Clear");
    await page.waitForSelector("footer >> text=Nothing is kept");
    assert.deepEqual(await page.evaluate(() => caches.keys()), []);
    await page.reload();
    await page.waitForSelector("footer >> text=Nothing is kept");
    await page.click("footer >> text=Save for offline use");
    await keptText(page);
    assert.deepEqual(problems, []);
    await close();
    server.stop();
  });

  test("a model that differs from the one of the build is rejected", { timeout: 60_000 }, async () => {
    const site = join(s.temporary, "changed");
    cpSync(s.dist, site, { recursive: true });
    writeFileSync(join(site, "models/everyday.safetensors"), "something else");
    const server = await s.serve(site);
    const { page, close } = await s.openPage(browser, server.url);
    const fault = await page.waitForSelector(".fault");
    assert.match(await fault.textContent(), /sent a file that does not belong to this page/);
    await close();
    server.stop();
  });
});
