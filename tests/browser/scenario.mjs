// Tests with a fresh page each, and a browser, two servers and a small model for all tests of a file.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { dist, drop, launchBrowser, openPage, root, screenshot, serve, temporary } from "./support.mjs";

export const native = join(root, "build/release/bin/alexnet");

// Writes a narrow network with random weights, with the native program.
export function makeModel(file, seed = 1) {
  const common = ["init", "--variant", "keras", "--classes", "10", "--width", "0.25", "--seed", String(seed)];
  execFileSync(native, [...common, "--out", file]);
  return readFileSync(file);
}

export function classifyNatively(model, photo, options = []) {
  const command = ["classify", photo, "--model", model, "--json", ...options];
  return JSON.parse(execFileSync(native, command, { encoding: "utf8" }))[0];
}

export const model = join(temporary, "ten.safetensors");
const site = join(temporary, "site"); // the built page, plus a model
let browser;
export let modelBytes;
export let isolated; // tools/serve with its headers
export let plain; // tools/serve as a host that sends no headers

before(async () => {
  assert.ok(existsSync(native), "build/release/bin/alexnet is missing: cmake --build --preset release");
  modelBytes = makeModel(model);
  cpSync(dist, site, { recursive: true });
  rmSync(join(site, "models"), { recursive: true, force: true });
  rmSync(join(site, "models.json"));
  writeFileSync(join(site, "models.json"), "[]"); // shipped.test.mjs tests the page as built
  mkdirSync(join(site, "models"));
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

// Runs a test on a fresh page. Its console must contain nothing but the expected messages.
export function scenario(
  name,
  { query = "", server = () => isolated, expect = [], timeout = 60_000, ...options },
  body,
) {
  test(name, { timeout }, async () => {
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

// Asserts the same labels in the same order, and the same percentages up to rounding.
export function assertSameAnswers(shown, native) {
  assert.equal(shown.length, 5);
  assert.ok(shown.reduce((sum, { percent }) => sum + percent, 0) <= 100.5); // rounded, and “< 0.1” counts as 0.1
  shown.forEach(({ percent }, rank) => {
    assert.ok(Math.abs(percent / 100 - native.predictions[rank].probability) <= 1.5e-3, `rank ${rank}: ${percent}`);
  });
  assert.deepEqual(
    shown.map(({ label }) => label),
    native.predictions.map(({ label }) => label),
  );
}
