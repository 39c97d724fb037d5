// A server, a browser, and the actions and observations of a visitor.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

export const root = resolve(import.meta.dirname, "../..");
// playwright-core is a package of the page, so it is resolved from there.
const { chromium } = createRequire(join(root, "web/package.json"))("playwright-core");

export const dist = join(root, "build/web/dist");
const screenshots = join(root, "build/web/screenshots");

export const temporary = mkdtempSync(join(tmpdir(), "alexnet-browser-"));
process.on("exit", () => rmSync(temporary, { recursive: true, force: true }));

// Starts tools/serve on a free port. Returns {url, stop}.
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

export function launchBrowser(...more) {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, headless: true, args: [...flags, ...more] });
}

// A browser and a server of the built page for the surrounding tests: {browser, url}.
export function builtPage() {
  const built = {};
  let server;
  before(async () => {
    built.browser = await launchBrowser();
    server = await serve(dist);
    built.url = server.url;
  });
  after(async () => {
    await built.browser?.close();
    server?.stop();
  });
  return built;
}

// Opens a page in a fresh profile. `problems` collects console errors, warnings and exceptions.
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
  await sleep(300); // bars animate for 0.2 s
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true, ...options });
}

// Returns the text of the runtime chip, once the core runs.
export async function runtimeText(page) {
  await page.waitForSelector(".dot-ready, .dot-failed");
  return (await page.textContent(".chip")).trim();
}

// Returns the predictions on the page: [{label, percent}].
export function rows(page, within = "") {
  return page.$$eval(`${within} .predictions li`, (items) =>
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

export async function assertFits(page) {
  const content = await page.evaluate(() => document.documentElement.scrollWidth);
  const { width } = page.viewportSize();
  assert.ok(content <= width, `the content is ${content} wide in a window of ${width}`);
}

// Returns every text whose contrast with its background is below WCAG's AA.
export async function faintTexts(page) {
  await page.waitForTimeout(300); // until color transitions have ended
  return page.evaluate(() => {
    const channels = (color) =>
      color.match(/[\d.]+/g).map((c) => Number(c) * (color.startsWith("color(srgb") ? 255 : 1));
    const luminance = (color) => {
      const [r, g, b] = channels(color).map((c) => (c <= 10 ? c / 3294 : ((c / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const groundOf = (element) => {
      for (let e = element; e; e = e.parentElement) {
        const color = getComputedStyle(e).backgroundColor;
        if (channels(color)[3] !== 0) return color;
      }
    };
    return [...document.querySelectorAll("#app *")]
      .filter((e) => [...e.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()))
      .filter((e) => e.checkVisibility())
      .map((e) => {
        const [dark, light] = [luminance(getComputedStyle(e).color), luminance(groundOf(e))].sort((a, b) => a - b);
        return { text: e.textContent.trim(), contrast: (light + 0.05) / (dark + 0.05) };
      })
      .filter(({ contrast }) => contrast < 4.5);
  });
}

// Waits until the text of the element passes `accept`. An element that is not there yet, or not there for a moment while another
// layer is read, has no text to judge.
export async function untilText(page, selector, accept) {
  let text = null;
  for (const end = Date.now() + 30_000; Date.now() < end; await sleep(20)) {
    text = await page.evaluate((name) => document.querySelector(name)?.textContent ?? null, selector);
    if (text !== null && accept(text)) return;
  }
  throw new Error(`${selector} still reads ${JSON.stringify(text)}`);
}
