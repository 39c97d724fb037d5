// Nothing is lost: a trained model and a project outlast a reload, a second tab, a full storage, a broken connection and a mistake.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import * as images from "./images.mjs";
import { native } from "./scenario.mjs";
import * as s from "./support.mjs";

const kPhotos = 10; // per class
const folder = join(s.temporary, "lasting");
const options = { timeout: 240_000 };
let browser, server;

before(async () => {
  for (const kind of images.kinds.slice(0, 2)) {
    mkdirSync(join(folder, kind), { recursive: true });
    for (let i = 0; i < kPhotos; ++i) writeFileSync(join(folder, kind, `${kind} ${i}.png`), images.thing(kind, i));
  }
  browser = await s.launchBrowser();
  server = await s.serve(s.dist);
});
after(async () => {
  await browser?.close();
  server?.stop();
});

async function visit(hash = "#teach", url = server.url) {
  const opened = await s.openPage(browser, `${url}/${hash}`);
  opened.page.setDefaultTimeout(120_000);
  await s.runtimeText(opened.page);
  return opened;
}

async function addClasses(page) {
  await page.setInputFiles(".new-class input[type=file]", folder);
  await page.waitForFunction(() => document.querySelectorAll(".class-card").length === 2);
  await page.waitForSelector(".adding", { state: "detached" });
}

async function train(page, epochs = 2) {
  await page.waitForSelector(".scope:first-child input:enabled"); // the model is open
  await page.click("summary:has-text('More options')");
  await page.getByLabel("Epochs", { exact: true }).fill(String(epochs));
  await page.getByLabel("Epochs", { exact: true }).blur();
  await page.click("text=Start training");
}

// Reloads, and answers the question whether to leave. Returns whether it was asked.
async function reload(page) {
  let asked = false;
  const answer = (dialog) => {
    asked = dialog.type() === "beforeunload";
    void dialog.accept();
  };
  page.on("dialog", answer);
  await page.reload();
  page.off("dialog", answer);
  return asked;
}

const classesOf = (page) =>
  page.$$eval(".class-card", (all) =>
    all.map((card) => [card.ariaLabel, card.querySelectorAll(".thumbnails li").length]),
  );

describe("a trained model", () => {
  test("is found again after a reload: opened, downloaded, forgotten and taken back", options, async () => {
    const { page, close } = await visit();
    await addClasses(page);
    await train(page);
    await page.waitForSelector(".evaluation");
    assert.match(await page.textContent(".evaluation h2"), /^\d of 4 .*photos correct \(\d+\.\d %\)/);
    assert.match(
      await page.textContent(".evaluation .card-text"),
      /epoch [12], the best of 2.*between \d+ % and \d+ %/s,
    );
    assert.equal(await reload(page), false, "everything is stored");
    await page.waitForSelector(".trained-models li");
    const name = `${images.kinds[0]}-${images.kinds[1]}.safetensors`;
    const text = await page.textContent(".trained-models li");
    assert.match(
      text,
      new RegExp(`${name}.*20\\d\\d.*${images.kinds[0]}, ${images.kinds[1]}.*\\d of 4 correct.*MB`, "s"),
    );
    await s.screenshot(page, "trained-again");
    await page.click(`[aria-label='Open ${name}']`);
    await page.waitForSelector(`.model-button-name:has-text("${name}")`);
    const download = page.waitForEvent("download");
    await page.click(`[aria-label='Download ${name}']`);
    const file = join(s.temporary, name);
    await (await download).saveAs(file);
    const info = JSON.parse(execFileSync(native, ["info", file, "--json"], { encoding: "utf8" }));
    assert.equal(info.classes, 2);
    await page.click(`[aria-label='Remove ${name}']`);
    assert.equal(await page.$(".trained-models li"), null);
    await page.click(".trained-models .undo .link");
    await page.waitForSelector(".trained-models li");
    // Among the models of the other views, too.
    await page.goto(`${server.url}/#`);
    await page.waitForSelector(`.landing .trained-models li:has-text("${name}")`);
    await close();
  });

  test("that is being trained makes the page ask before it is left", options, async () => {
    const { page, close } = await visit();
    await addClasses(page);
    await train(page, 400);
    await page.waitForSelector(".curve canvas");
    assert.equal(await reload(page), true);
    await close();
  });

  test("is made although the storage is full, which is said", options, async () => {
    const { page, close } = await visit();
    await addClasses(page);
    const session = await page.context().newCDPSession(page);
    await session.send("Storage.overrideQuotaForOrigin", { origin: new URL(page.url()).origin, quotaSize: 1 });
    await train(page, 4);
    await page.waitForSelector(".evaluation");
    assert.match(await page.textContent(".trained-models li"), /Not stored/);
    assert.equal(await reload(page), true, "it would be lost");
    await close();
  });
});

describe("a project", () => {
  test(
    "belongs to one tab; the other says so, gets it on request, and every photo stays in its class",
    options,
    async () => {
      const { page: first, close } = await visit();
      await addClasses(first);
      const expected = await classesOf(first);
      const second = await first.context().newPage();
      await second.goto(`${server.url}/#teach`);
      await second.waitForSelector(".elsewhere button");
      assert.deepEqual(await classesOf(second), []);
      await s.screenshot(second, "train-elsewhere");
      await second.click(".elsewhere button");
      await second.waitForSelector(".class-card");
      assert.deepEqual(await classesOf(second), expected);
      await first.waitForSelector(".elsewhere button");
      assert.deepEqual(await classesOf(first), []);
      await second.click("text=New class");
      await second.setInputFiles(
        ".class-card >> nth=2 >> input[type=file]",
        join(folder, images.kinds[0], `${images.kinds[0]} 3.png`),
      );
      await second.waitForSelector(".class-card >> nth=2 >> .thumbnails li");
      await second.waitForTimeout(1000); // changes are stored a moment later
      await second.close();
      await first.waitForSelector(".class-card"); // it gets the project back by itself
      assert.deepEqual((await classesOf(first)).slice(0, 2), expected);
      assert.equal((await classesOf(first))[2][1], 1);
      await close();
    },
  );

  test("being trained is handed over with its checkpoint", options, async () => {
    const { page: first, close } = await visit();
    await addClasses(first);
    await train(first, 400);
    await first.waitForSelector(".curve canvas");
    const second = await first.context().newPage();
    second.setDefaultTimeout(120_000);
    await second.goto(`${server.url}/#teach`);
    await second.click(".elsewhere button");
    await second.waitForSelector(".interrupted-run");
    assert.match(await second.textContent(".interrupted-run"), /after epoch \d+ of 400/);
    await first.waitForSelector(".elsewhere button");
    assert.equal(await first.$(".training"), null);
    await close();
  });

  test("is saved as an archive on which the command line trains, and which the page opens again", options, async () => {
    const { page, close } = await visit();
    await addClasses(page);
    await train(page);
    await page.waitForSelector(".evaluation");
    const download = page.waitForEvent("download");
    await page.click("text=Save the project");
    const file = join(s.temporary, "project.zip");
    await (await download).saveAs(file);
    await close();
    const run = join(s.temporary, "run-of-project");
    const command = ["train", "--data", file, "--out", run, "--width", "0.125", "--epochs", "1", "--batch", "4"];
    const { stderr: said, status } = spawnSync(native, command, { encoding: "utf8" });
    assert.equal(status, 0, said);
    for (const kind of images.kinds.slice(0, 2)) assert.match(said, new RegExp(`${kind} +8 +2`));

    const other = await visit();
    await other.page.setInputFiles(".new-class input[accept='.zip,.tar']", file);
    await other.page.waitForFunction(() => document.querySelectorAll(".class-card").length === 2);
    await other.page.waitForSelector(".adding", { state: "detached" });
    assert.deepEqual(
      (await classesOf(other.page)).sort(),
      images.kinds
        .slice(0, 2)
        .map((kind) => [kind, kPhotos])
        .sort(),
    );
    assert.match(await other.page.textContent(".trained-models li"), /of 4 correct/);
    await other.page.click("summary:has-text('More options')");
    assert.equal(await other.page.getByLabel("Epochs", { exact: true }).inputValue(), "2");
    assert.equal(await other.page.$(".failures"), null);
    await other.close();
  });
});

describe("photos", () => {
  test("are taken away one by one or all, and come back", options, async () => {
    const { page, close } = await visit("");
    const files = [0, 1, 2].map((i) => join(folder, images.kinds[0], `${images.kinds[0]} ${i}.png`));
    await page.setInputFiles(".finder input[type=file]", files);
    await s.waitForAnswers(page, 3);
    await page.focus(".tile[aria-pressed=true]");
    await page.keyboard.press("Delete");
    assert.equal(await page.$$eval(".tile", (all) => all.length), 2);
    await page.click(".history-head >> text=Clear");
    await page.waitForSelector(".landing");
    await page.click(".undo .link");
    await page.waitForSelector(".tile");
    assert.equal(await page.$$eval(".tile", (all) => all.length), 2);
    await close();
  });
});

describe("a model's download", () => {
  // Serves the page; the model breaks off after `breaks` times so many bytes.
  function breaking(breaks) {
    const types = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css" };
    Object.assign(types, { ".wasm": "application/wasm", ".json": "application/json" });
    const ranges = [];
    const started = createServer((request, response) => {
      const path = new URL(request.url, "http://localhost").pathname;
      let bytes;
      try {
        bytes = readFileSync(join(s.dist, path === "/" ? "index.html" : path));
      } catch {
        return response.writeHead(404).end();
      }
      const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
      const part = bytes.subarray(from);
      response.writeHead(from > 0 ? 206 : 200, {
        "Content-Type": types[/\.\w+$/.exec(path)?.[0] ?? ".html"] ?? "application/octet-stream",
        "Content-Length": part.length,
        ...(from > 0 && { "Content-Range": `bytes ${from}-${bytes.length - 1}/${bytes.length}` }),
        ...{ "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" },
        "Cache-Control": "no-store",
      });
      if (!path.endsWith("everyday.safetensors")) return response.end(part);
      ranges.push(request.headers.range ?? "whole");
      if (ranges.length > breaks) return response.end(part);
      response.write(part.subarray(0, 1_000_000), () => setTimeout(() => response.destroy(), 200));
    });
    return new Promise((resolve) =>
      started.listen(0, "127.0.0.1", () =>
        resolve({ url: `http://127.0.0.1:${started.address().port}`, ranges, stop: () => started.close() }),
      ),
    );
  }

  test("that breaks off goes on, and the model is whole", options, async () => {
    const host = await breaking(2);
    const { page, close } = await visit("", host.url);
    await page.waitForSelector(".model-summary");
    assert.equal(host.ranges[0], "whole");
    assert.match(host.ranges[1], /^bytes=\d+-$/);
    assert.notEqual(host.ranges[1], "bytes=0-");
    await close();
    host.stop();
  });
});

describe("without a network", () => {
  test("training has its curves, the second shipped model opens, and an archive is read", options, async () => {
    const site = join(s.temporary, "offline-site");
    cpSync(s.dist, site, { recursive: true });
    const host = await s.serve(site);
    const { page, close } = await visit("", host.url);
    await page.waitForSelector("footer >> text=are kept in this browser");
    host.stop();
    rmSync(site, { recursive: true });
    await page.goto(`${host.url}/#teach`);
    await page.reload();
    await s.runtimeText(page);
    await addClasses(page);
    await train(page);
    await page.waitForSelector(".curve canvas");
    await page.waitForSelector(".evaluation");
    await page.goto(`${host.url}/#`);
    await page.click(".shipped button:has-text('bikes-ships')");
    await page.waitForSelector(".model-summary:has-text('bikes-ships')");
    await close();
  });
});
