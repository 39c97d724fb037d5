// Every flavor of the core, hosts with and without headers, and the privacy of the page.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe } from "node:test";
import * as images from "./images.mjs";
import { assertSameAnswers, classifyNatively, isolated, model, plain, scenario, withModel } from "./scenario.mjs";
import * as s from "./support.mjs";

describe("each flavor", () => {
  for (const [flavor, text] of [
    ["relaxed-threads", /threads · relaxed SIMD$/],
    ["simd-threads", /threads · SIMD$/],
    ["simd", /^1 thread · SIMD$/],
  ]) {
    scenario(
      `${flavor} answers as the native program does`,
      { query: `${withModel}&flavor=${flavor}` },
      async (page) => {
        assert.match(await s.runtimeText(page), text);
        const file = join(s.temporary, `${flavor}.png`);
        writeFileSync(file, images.checks());
        await s.drop(page, [{ name: "checks.png", bytes: images.checks() }]);
        await s.waitForAnswers(page, 1);
        assertSameAnswers(await s.rows(page), classifyNatively(model, file));
      },
    );
  }
});

describe("a host that sends no headers", () => {
  const server = () => plain;

  scenario("is compensated by the service worker, after one reload", { server, query: withModel }, async (page) => {
    assert.match(await s.runtimeText(page), /^[2-8] threads · relaxed SIMD$/);
    assert.equal(await page.evaluate(() => crossOriginIsolated), true);
    await page.waitForSelector(".model-summary");
    await s.drop(page, [{ name: "rings.png", bytes: images.rings() }]);
    await s.waitForAnswers(page, 1);
  });

  scenario(
    "leaves one thread if service workers are off, and the page gives the reason",
    { server, query: withModel, serviceWorkers: "block", expect: [/blocked by Playwright/] },
    async (page) => {
      assert.equal(await s.runtimeText(page), "1 thread · SIMD");
      assert.match(
        await page.textContent("footer"),
        /One thread only: this host does not send the headers that threads require/,
      );
      await page.click("footer .link");
      await page.waitForSelector("#runtime-details:popover-open");
      await s.screenshot(page, "one-thread");
      await s.drop(page, [{ name: "rings.png", bytes: images.rings() }]);
      await page.keyboard.press("Escape");
      await s.waitForAnswers(page, 1);
    },
  );
});

describe("privacy", () => {
  for (const [name, server] of [
    ["headers", () => isolated],
    ["the meta element alone", () => plain],
  ]) {
    scenario(
      `no request reaches another server, by ${name}`,
      { server, serviceWorkers: "block", expect: [/Content Security Policy|violates|blocked by Playwright/] },
      async (page) => {
        const hits = [];
        const elsewhere = createServer((request, response) => {
          hits.push(request.url);
          response
            .writeHead(200, { "Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin" })
            .end();
        });
        await new Promise((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
        const url = `http://127.0.0.1:${elsewhere.address().port}/`;
        const refused = await page.evaluate(async (url) => {
          const tries = [
            fetch(url),
            import(url),
            new Promise((resolve, reject) => {
              const image = new Image();
              image.onload = resolve;
              image.onerror = reject;
              image.src = url;
            }),
          ];
          navigator.sendBeacon(url, "photo");
          return (await Promise.allSettled(tries)).map(({ status }) => status);
        }, url);
        assert.deepEqual(refused, ["rejected", "rejected", "rejected"]);
        assert.deepEqual(hits, []);
        elsewhere.close();
      },
    );
  }
});
