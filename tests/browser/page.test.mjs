// The page in Chromium, with the real core: the actions of a visitor.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe } from "node:test";
import * as images from "./images.mjs";
import { assertSameAnswers, classifyNatively, model, modelBytes, openModel, scenario, withModel } from "./scenario.mjs";
import * as s from "./support.mjs";

describe("an isolated page", () => {
  scenario("runs the relaxed SIMD build on threads", {}, async (page) => {
    assert.match(await s.runtimeText(page), /^[2-8] threads · relaxed SIMD$/);
    assert.equal(await page.evaluate(() => crossOriginIsolated), true);
    await page.click(".chip");
    assert.match(await page.textContent("#runtime-details"), /This is the fastest build/);
    await s.screenshot(page, "runtime-details");
  });

  scenario("opens a model from an address on this site", { query: withModel }, async (page) => {
    await page.waitForSelector(".model-summary");
    assert.match(
      await page.textContent(".model-summary"),
      /ten\.safetensors.*keras · 10 classes · 3\.9 million parameters · 15\.6 MB/,
    );
    const marks = await page.evaluate(() => performance.getEntriesByType("mark").map(({ name }) => name));
    assert.deepEqual(marks, ["model-bytes", "model-open"]);
  });

  scenario("opens a dropped model and classifies a dropped photo as the native program does", {}, async (page) => {
    await openModel(page);
    for (const [name, bytes] of [
      ["rings.png", images.rings()],
      ["sunset.jpg", await images.jpeg(page, images.sunset())],
    ]) {
      writeFileSync(join(s.temporary, name), bytes);
      await s.drop(page, [{ name, bytes }]);
      await page.waitForSelector(`.result[aria-label="${name}"] .predictions:not(.predictions-busy)`);
      assertSameAnswers(await s.rows(page), classifyNatively(model, join(s.temporary, name)));
    }
    assert.match(
      await page.textContent(".timing"),
      /^network [\d.]+ ms · preprocessing [\d.]+ ms · \d threads · relaxed SIMD$/,
    );
    assert.match(await page.textContent("figcaption"), /227 × 227/);
    const center = await page.$eval(".viewfinder canvas", (canvas) => [
      ...canvas.getContext("2d").getImageData(148, 113, 1, 1).data,
    ]);
    assert.ok(center[0] > 240 && center[3] === 255, `the sun is in the input image: ${center}`);
    assert.match(await page.textContent("[aria-live]"), /sunset\.jpg: not sure, perhaps class \d/);
  });

  // Without the service worker, whose requests a test cannot delay.
  const withoutServiceWorker = { serviceWorkers: "block", expect: [/blocked by Playwright/] };
  scenario("shows the bytes of a model as they arrive, and can cancel", withoutServiceWorker, async (page) => {
    await s.runtimeText(page);
    await page.route("**/slow.safetensors", () => {}); // never answered
    await page.fill("input[name=address]", "models/slow.safetensors");
    await page.click(".address button");
    await page.waitForSelector("[role=progressbar]");
    await page.click(".loading button");
    await page.waitForSelector("[role=progressbar]", { state: "detached" });
    assert.equal(await page.$(".fault"), null);
    await page.evaluate(() => {
      globalThis.seen = [];
      new MutationObserver(() => {
        const text = document.querySelector(".loading-text")?.textContent;
        if (text) globalThis.seen.push(text);
      }).observe(document.body, {
        subtree: true,
        childList: true,
        characterData: true,
      });
    });
    await page.setInputFiles(".model-sources input[type=file]", model);
    await page.waitForSelector(".model-summary");
    const seen = await page.evaluate(() => globalThis.seen);
    assert.ok(
      seen.some((text) => / of 15\.6 MB\d+ %/.test(text)),
      seen.join("; "),
    );
    assert.ok(seen.includes("Preparing the network"), seen.join("; "));
  });

  scenario(
    "names a broken photo with its reason, and classifies the others in order",
    { query: withModel },
    async (page) => {
      await page.waitForSelector(".model-summary");
      await s.drop(page, [
        { name: "rings.png", bytes: images.rings() },
        { name: "cut.png", bytes: images.checks().subarray(0, 300) },
        { name: "empty.jpg", bytes: Buffer.alloc(0) },
        { name: "sunset.png", bytes: images.sunset() },
      ]);
      await s.waitForAnswers(page, 4);
      const failures = await page.$$eval(".failures li", (items) => items.map((item) => item.textContent));
      assert.equal(failures.length, 2);
      assert.match(failures[0], /^cut\.png .{10,}/);
      assert.match(failures[1], /^empty\.jpg .{5,}/);
      const tiles = await page.$$eval(".tile", (items) => items.map((item) => item.title));
      assert.deepEqual(tiles, ["rings.png", "cut.png", "empty.jpg", "sunset.png"]);
      await page.click(".tile >> nth=1");
      assert.match(await page.textContent(".rejected-photo"), /cut\.png/);
      await s.screenshot(page, "photo-refused");
      await page.click(".tile >> nth=3");
      assert.equal((await s.rows(page)).length, 5);
      await page.keyboard.press("ArrowLeft");
      await page.keyboard.press("ArrowLeft");
      assert.equal(await page.getAttribute(".tile[aria-pressed=true]", "title"), "cut.png");
    },
  );

  scenario("classifies again when the fit is changed", { query: withModel }, async (page) => {
    await page.waitForSelector(".model-summary");
    await s.drop(page, [{ name: "sunset.png", bytes: images.sunset() }]);
    await s.waitForAnswers(page, 1);
    const pixels = () => page.$eval(".viewfinder canvas", (canvas) => canvas.toDataURL());
    const stretched = await pixels();
    await page.check("input[name=fit] >> nth=1", { force: true });
    await page.waitForFunction(
      (before) => document.querySelector(".viewfinder canvas").toDataURL() !== before,
      stretched,
    );
    await page.check("input[name=fit] >> nth=2", { force: true });
    await page.waitForFunction(
      (before) => document.querySelector(".viewfinder canvas").toDataURL() === before,
      stretched,
    );
  });

  scenario("photos wait for a model, and are classified when it opens", {}, async (page) => {
    await s.runtimeText(page);
    await s.drop(page, [{ name: "rings.png", bytes: images.rings() }]);
    await page.waitForSelector(".answer .model-panel");
    await s.screenshot(page, "photo-waits");
    await s.drop(page, [{ name: "ten.safetensors", bytes: modelBytes }]);
    await s.waitForAnswers(page, 1);
    assert.match(await page.textContent(".model-button"), /ten\.safetensors10 classes/);
  });

  scenario("classifies a pasted image", { query: withModel }, async (page) => {
    await page.waitForSelector(".model-summary");
    await page.evaluate(async (base64) => {
      const transfer = new DataTransfer();
      transfer.items.add(
        new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], "image.png", { type: "image/png" }),
      );
      document.body.dispatchEvent(
        new ClipboardEvent("paste", {
          clipboardData: transfer,
          bubbles: true,
          cancelable: true,
        }),
      );
    }, images.checks().toString("base64"));
    await s.waitForAnswers(page, 1);
    assert.equal(await page.textContent(".photo-name"), "image.png");
  });

  scenario(
    "rejects a broken model with a message, and the previous one stays open",
    { query: withModel },
    async (page) => {
      await page.waitForSelector(".model-summary");
      await s.drop(page, [{ name: "cut.safetensors", bytes: modelBytes.subarray(0, 100_000) }]);
      await page.waitForSelector(".fault");
      assert.match(
        await page.textContent(".fault"),
        /cut\.safetensors could not be opened\..{10,}ten\.safetensors stays open/,
      );
      await s.screenshot(page, "model-refused");
      await s.drop(page, [{ name: "rings.png", bytes: images.rings() }]);
      await s.waitForAnswers(page, 1);
      assert.equal((await s.rows(page)).length, 5);
    },
  );

  scenario("explains what is wrong with an address", { expect: [/404/] }, async (page) => {
    await s.runtimeText(page);
    const refusal = async (address) => {
      await page.fill("input[name=address]", address);
      await page.click(".address button");
      await page.waitForFunction(
        (address) => document.querySelector(".fault strong")?.textContent.includes(address),
        address.split("/").pop(),
      );
      return page.textContent(".fault p");
    };
    assert.match(
      await refusal("https://example.com/alexnet.safetensors"),
      /may not contact other servers \(example\.com\)/,
    );
    assert.match(await refusal("models/none.safetensors"), /There is no file at this address/);
  });

  scenario("restarts the core after a crash, and reopens the model", { query: withModel }, async (page) => {
    await page.waitForSelector(".model-summary");
    await s.drop(page, [{ name: "rings.png", bytes: images.rings() }]);
    await s.waitForAnswers(page, 1);
    // Observed in the page: the state may be too short to be polled from outside.
    await page.evaluate(() => {
      globalThis.restarted = new Promise((resolve) => {
        const observer = new MutationObserver(() => document.querySelector(".dot-starting") && resolve());
        observer.observe(document.body, { subtree: true, childList: true, attributes: true });
      });
    });
    const core = page.workers().find((worker) => worker.url().includes("/assets/worker"));
    await core.evaluate(
      () =>
        void setTimeout(() => {
          throw new Error("out of luck");
        }),
    );
    await page.evaluate(() => globalThis.restarted);
    await s.runtimeText(page);
    await page.waitForFunction(() => document.querySelector(".model-button-name")?.textContent === "ten.safetensors");
    await s.drop(page, [{ name: "sunset.png", bytes: images.sunset() }]);
    await s.waitForAnswers(page, 2);
  });
});
