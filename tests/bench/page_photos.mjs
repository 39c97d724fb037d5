// Measures how long photos take from the drop until all have an answer, in Chromium, for pages in turns, beside createImageBitmap, which
// decodes one after another. After building the preset `web`:
//   node tests/bench/page_photos.mjs RUNS PHOTO... [--page DIST]...    a file, or a folder with photos; by default the built page
import { readdirSync, readFileSync, statSync } from "node:fs";
import { cpus } from "node:os";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import * as s from "../browser/support.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { page: { type: "string", multiple: true, default: [s.dist] } },
});
const [runs, ...paths] = positionals;
const filesOf = (path) => (statSync(path).isDirectory() ? readdirSync(path).map((name) => join(path, name)) : [path]);
const files = paths.flatMap((path) => filesOf(resolve(path)));
const bytes = files.map((file) => readFileSync(file).toString("base64"));
const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

// In the page: drops all photos, each as a new file, and waits for the answers.
function dropAll() {
  const transfer = new DataTransfer();
  for (const [index, raw] of window.photos.entries()) transfer.items.add(new File([raw], `${index}.jpg`));
  const answers = () =>
    [...document.querySelectorAll(".tile-label")].filter((tile) => !/^(Waiting|Working|)$|…/.test(tile.textContent)).length;
  const before = answers();
  const start = performance.now();
  for (const type of ["dragenter", "dragover", "drop"])
    document.body.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
  return new Promise((resolve) => {
    const check = () =>
      answers() >= before + window.photos.length ? resolve(performance.now() - start) : setTimeout(check, 2);
    check();
  });
}

async function decodeAll() {
  const start = performance.now();
  for (const raw of window.photos) (await createImageBitmap(new Blob([raw]))).close();
  return performance.now() - start;
}

const browser = await s.launchBrowser();
console.log(`${cpus()[0].model.trim()}, ${cpus().length} cores, Chromium ${browser.version()}, ${files.length} photos`);
const contenders = [];
const stops = [];
for (const dist of values.page) {
  const { url, stop } = await s.serve(resolve(dist));
  stops.push(stop);
  const { page } = await s.openPage(browser, `${url}/`);
  page.setDefaultTimeout(300_000);
  await page.waitForSelector(".model-summary");
  await page.evaluate((all) => {
    window.photos = all.map((text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)));
  }, bytes);
  contenders.push({ name: dist, page, run: dropAll, times: [] });
}
contenders.push({ name: "createImageBitmap", page: contenders[0].page, run: decodeAll, times: [] });
for (let i = 0; i <= Number(runs); ++i)
  for (const { page, run, times } of contenders) {
    const time = await page.evaluate(run);
    if (i > 0) times.push(time); // the first one grows the memory
  }
for (const { name, times } of contenders)
  console.log(`${basename(name)}: median ${median(times).toFixed(0)} ms, best ${Math.min(...times).toFixed(0)} ms (${name})`);
await browser.close();
for (const stop of stops) stop();
