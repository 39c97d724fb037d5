// What the browser tests share: a server, a browser, a small model, and what a visitor does.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";

const root = resolve(import.meta.dirname, "../..");
// playwright-core is the page's, so it is looked up from there.
const { chromium } = createRequire(join(root, "web/package.json"))("playwright-core");

export const dist = join(root, "build/web/dist");
const screenshots = join(root, "build/web/screenshots");
const native = join(root, "build/release/bin/alexnet");

export const temporary = mkdtempSync(join(tmpdir(), "alexnet-browser-"));
process.on("exit", () => rmSync(temporary, { recursive: true, force: true }));

// tools/serve on a free port: {url, stop}.
export async function serve(folder, ...options) {
  const server = spawn(join(root, "tools/serve"), [folder, "--port", "0", ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const line = await new Promise((resolve, reject) => {
    server.stdout.once("data", (data) => resolve(String(data)));
    server.once("exit", (code) => reject(new Error(`tools/serve ended with ${code}`)));
  });
  return { url: /http:\/\/\S+/.exec(line)[0], stop: () => server.kill() };
}

const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
flags.push("--disable-component-update", "--disable-sync");

export function launchBrowser() {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, headless: true, args: flags });
}

// A page in a fresh profile. `problems` collects console errors and exceptions; a test expects none.
export async function openPage(browser, url, options = {}) {
  const { viewport = { width: 1280, height: 860 }, ...more } = options;
  const context = await browser.newContext({ viewport, ...more });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const problems = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(String(error)));
  await page.goto(url);
  return { page, problems, close: () => context.close() };
}

export async function screenshot(page, name, options = {}) {
  mkdirSync(screenshots, { recursive: true });
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(300); // bars glide for 0.2 s
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true, ...options });
}

// The text of the chip that says how it runs, once it runs.
export async function runtimeText(page) {
  await page.waitForSelector(".dot-ready, .dot-failed");
  return (await page.textContent(".chip")).trim();
}

// Rows as the page shows them: [{label, percent}].
export function rows(page) {
  return page.$$eval(".predictions li", (items) =>
    items.map((item) => ({
      label: item.querySelector(".label").textContent,
      percent: Number(item.querySelector(".percent").textContent.replace(/[<% ]/g, "")),
    })),
  );
}

export async function waitForAnswers(page, count) {
  await page.waitForFunction(
    (count) =>
      [...document.querySelectorAll(".tile-label")].filter((tile) => tile.textContent !== "Waiting").length === count,
    count,
  );
  await page.waitForSelector(".predictions-busy", { state: "detached" });
}

// Drops files on the window, as a file manager would: [{name, bytes}].
export async function drop(page, files) {
  const encoded = files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString("base64") }));
  await page.evaluate(async (files) => {
    const transfer = new DataTransfer();
    for (const { name, base64 } of files) {
      transfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
    }
    for (const type of ["dragenter", "dragover", "drop"]) {
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }
  }, encoded);
}

// A narrow network with random weights, written by the native program.
export function makeModel(file, ...options) {
  const common = ["init", "--variant", "keras", "--classes", "10", "--width", "0.25", "--seed", "1"];
  execFileSync(native, [...common, ...options, "--out", file]);
  return readFileSync(file);
}

export function classifyNatively(model, photo) {
  return JSON.parse(execFileSync(native, ["classify", photo, "--model", model, "--json"], { encoding: "utf8" }))[0];
}

export const model = join(temporary, "ten.safetensors");
const site = join(temporary, "site"); // the page as built, plus a model beside it
let browser;
export let modelBytes;
export let isolated; // tools/serve as it is
export let plain; // tools/serve as a host that cannot set headers

before(async () => {
  assert.ok(existsSync(native), "build/release/bin/alexnet is missing: cmake --build --preset release");
  modelBytes = makeModel(model);
  cpSync(dist, site, { recursive: true });
  mkdirSync(join(site, "models"), { recursive: true });
  linkSync(model, join(site, "models/ten.safetensors"));
  browser = await launchBrowser();
  isolated = await serve(site);
  plain = await serve(site, "--no-isolation");
});
after(async () => {
  await browser?.close();
  isolated?.stop();
  plain?.stop();
});

// One test, one fresh page, no complaint on its console but the expected ones.
export function scenario(name, { query = "", server = () => isolated, expect = [], ...options }, body) {
  test(name, { timeout: 60_000 }, async () => {
    const { page, problems, close } = await openPage(browser, `${server().url}/${query}`, options);
    try {
      await body(page);
      const unexpected = problems.filter((problem) => !expect.some((pattern) => pattern.test(problem)));
      assert.deepEqual(unexpected, []);
    } catch (error) {
      await screenshot(page, "failed").catch(() => {});
      throw error;
    } finally {
      await close();
    }
  });
}

export const withModel = "?model=models/ten.safetensors";

export async function openModel(page) {
  await drop(page, [{ name: "ten.safetensors", bytes: modelBytes }]);
  await page.waitForSelector(".model-summary");
}

// The same labels in the same order, and percentages within what they are rounded to.
export function assertSameAnswers(shown, native) {
  assert.equal(shown.length, 5);
  assert.ok(shown.reduce((sum, { percent }) => sum + percent, 0) <= 100.3);
  shown.forEach(({ percent }, rank) => {
    assert.ok(Math.abs(percent / 100 - native.predictions[rank].probability) <= 1.5e-3, `rank ${rank}: ${percent}`);
  });
  assert.deepEqual(
    shown.map(({ label }) => label),
    native.predictions.map(({ label }) => label),
  );
}
