// Measures the waiting times of a visitor in Chromium, and prints them. After building the preset `web`:
//   node tests/bench/page_speed.mjs [RUNS (5)] [MODEL to time as well]...
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { basename, join, resolve } from "node:path";
import * as images from "../browser/images.mjs";
import * as s from "../browser/support.mjs";

const runs = Number(process.argv[2] ?? 5);
const models = process.argv.slice(3).map((path) => resolve(path));
const samples = JSON.parse(readFileSync(join(s.dist, "samples.json"), "utf8"));
const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
const spread = (numbers) => `${median(numbers).toFixed(0)} (best ${Math.min(...numbers).toFixed(0)})`;

const browser = await s.launchBrowser();
const { url, stop } = await s.serve(s.dist);
console.log(`${cpus()[0].model.trim()}, ${cpus().length} cores, Chromium ${browser.version()}`);

// Runs in the page: `answered` resolves to the time at which the frame with the answer is presented.
function watchForAnswer() {
  window.answered = new Promise((resolve) => {
    const check = () => {
      if (document.querySelector(".predictions:not(.predictions-busy) li")) {
        const { port1, port2 } = new MessageChannel(); // received after the frame
        port1.onmessage = () => resolve(performance.now());
        requestAnimationFrame(() => port2.postMessage(null));
      } else requestAnimationFrame(check);
    };
    requestAnimationFrame(check);
  });
}

const kWindowMs = 2000; // a new window keeps Chromium busy for about a second; a visitor's is already open

// The time from navigation to the first answer, with an empty cache.
async function firstAnswer() {
  const times = [];
  let bytes = 0;
  for (let i = 0; i < runs; ++i) {
    const { page, close } = await s.openPage(browser, "about:blank");
    bytes = 0;
    page.context().on("response", (response) => (bytes += Number(response.headers()["content-length"] ?? 0)));
    await page.addInitScript(watchForAnswer);
    await page.waitForTimeout(kWindowMs);
    await page.goto(`${url}/?photo=${encodeURIComponent(samples[0].file)}`, { waitUntil: "commit" });
    times.push(await page.evaluate(() => window.answered));
    await close();
  }
  console.log(`first answer: ${spread(times)} ms after navigation, ${(bytes / 1e6).toFixed(1)} MB fetched`);
}

// The time from choosing a photo on an open page until its maps are drawn.
async function maps() {
  const { page, close } = await s.openPage(browser, `${url}/?photo=${encodeURIComponent(samples[0].file)}#inside`);
  const taken = () => performance.getEntriesByName("inside-maps").map(({ duration }) => duration);
  const times = [];
  for (let i = 0; i < 4 * runs; ++i) {
    await page.waitForFunction((n) => performance.getEntriesByName("inside-maps").length > n, i);
    times.push((await page.evaluate(taken))[i]);
    await page.waitForTimeout(700); // until the page is quiet
    await page.setInputFiles("input[type=file]", join(s.dist, samples[(i + 1) % samples.length].file));
  }
  console.log(`a photo's maps: ${spread(times.slice(1))} ms`); // the first one loads the page, too
  await close();
}

// The network time that the page reports, for many photos.
async function answers(model) {
  const { page, close } = await s.openPage(browser, url);
  page.setDefaultTimeout(120_000);
  await s.runtimeText(page);
  await page.setInputFiles("input[type=file]", model);
  await page.waitForSelector(`text=${basename(model)}`);
  const photos = Array.from({ length: 6 * runs }, (_, i) => join(s.dist, samples[i % samples.length].file));
  await page.setInputFiles("input[accept^=image]", photos);
  await s.waitForAnswers(page, photos.length);
  const times = [];
  for (const tile of await page.$$(".tile")) {
    await tile.click();
    times.push(Number(/[\d.]+(?= ms)/.exec(await page.textContent(".timing"))[0]));
  }
  console.log(`${basename(model)}, in the page, a photo of ${times.length}: ${spread(times)} ms`);
  await close();
}

// The network time without other work: one photo again and again, sent directly to the page's worker.
async function alone(model) {
  const folder = mkdtempSync(join(s.temporary, "alone-"));
  for (const name of readdirSync(s.dist)) symlinkSync(join(s.dist, name), join(folder, name));
  symlinkSync(model, join(folder, "timed.safetensors"));
  const worker = `assets/${readdirSync(join(s.dist, "assets")).find((name) => name.startsWith("worker-"))}`;
  const own = await s.serve(folder);
  const { page, close } = await s.openPage(browser, `${own.url}/models.json`);
  const times = await page.evaluate(
    async ({ worker, photo, count }) => {
      const core = new Worker(worker, { type: "module" });
      const ask = (name, request) =>
        new Promise((resolve, reject) => {
          core.onmessage = ({ data: { response, fault } }) => {
            if (response) resolve(response);
            if (fault) reject(new Error(fault.message));
          };
          core.postMessage({ id: 1, name, request });
        });
      const base = new URL(".", location).href;
      await ask("start", { base, flavor: null, threads: null, notIsolated: null });
      await ask("openModel", { source: { kind: "url", url: `${base}timed.safetensors` } });
      const request = { photo: await (await fetch(photo)).blob(), fit: "model", top: 5 };
      const times = [];
      while (times.length < count) times.push((await ask("classify", request)).networkMs);
      return times;
    },
    { worker, photo: samples[0].file, count: 12 * runs },
  );
  console.log(`${basename(model)}, a photo again and again: ${spread(times.slice(runs))} ms`);
  await close();
  own.stop();
}

// Training of the whole network from random weights, and the frame rate of the page meanwhile.
async function training() {
  const folder = join(s.temporary, "speed");
  for (const kind of images.kinds) {
    mkdirSync(join(folder, kind), { recursive: true });
    for (let i = 0; i < 8; ++i) writeFileSync(join(folder, kind, `${i}.png`), images.thing(kind, i));
  }
  const { page, close } = await s.openPage(browser, `${url}/#teach`);
  page.setDefaultTimeout(600_000);
  await s.runtimeText(page);
  await page.setInputFiles(".new-class input[type=file]", folder);
  await page.waitForFunction(() => document.querySelectorAll(".class-card").length === 3);
  await page.click(".scope:last-child");
  await page.click(".drawer summary");
  await page.getByLabel("Width of the network").selectOption("1");
  for (const [label, value] of [
    ["Epochs", "3"],
    ["Batch size", "8"],
  ]) {
    await page.getByLabel(label, { exact: true }).fill(value);
    await page.getByLabel(label, { exact: true }).blur();
  }
  await page.click(".plan .button-primary");
  await page.waitForSelector(".training-numbers");
  const frames = page.evaluate(
    () =>
      new Promise((resolve) => {
        const gaps = [];
        let last = performance.now();
        const frame = (now) => {
          gaps.push(now - last);
          last = now;
          if (gaps.length < 300) requestAnimationFrame(frame);
          else resolve(gaps);
        };
        requestAnimationFrame(frame);
      }),
  );
  const gaps = await frames;
  await page.waitForFunction(() =>
    /photos per second/.test(document.querySelector(".training-numbers")?.textContent ?? ""),
  );
  console.log(`training, batches of 8 photos: ${(await page.textContent(".training-numbers")).trim()}`);
  gaps.sort((a, b) => a - b);
  console.log(
    `a frame meanwhile: ${median(gaps).toFixed(1)} ms, 99 of 100 within ${gaps[Math.floor(0.99 * gaps.length)].toFixed(1)} ms`,
  );
  await close();
}

await firstAnswer();
await maps();
for (const model of models) {
  await alone(model);
  await answers(model);
}
await training();
await browser.close();
stop();
