// Measures what a visitor with a JPEG photo downloads before the first answer, compressed with gzip -9 and with brotli: the files that
// Chromium requests from a server of the built page, and beside them those that are fetched in the background for offline use.
//   node tests/bench/page_bytes.mjs [FOLDER of a built page (build/web/dist)] [FOLDER to compare with]
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { extname, join, resolve } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import * as s from "../browser/support.mjs";

const folders = process.argv.slice(2).map((path) => resolve(path));
if (folders.length === 0) folders.push(s.dist);
const mediaTypes = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css" };
Object.assign(mediaTypes, { ".wasm": "application/wasm", ".json": "application/json", ".svg": "image/svg+xml" });
const photo = "/samples/nagasaki-boats.jpg"; // the visitor's: not counted

// Serves a folder, isolated as the page needs it, and notes which files were asked for.
function serveCounting(folder, asked) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const file = path === "/" ? "/index.html" : path;
    let body;
    try {
      body = readFileSync(join(folder, file));
    } catch {
      return response.writeHead(404).end();
    }
    asked.add(file);
    response.writeHead(200, {
      "Content-Type": mediaTypes[extname(file)] ?? "application/octet-stream",
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Embedder-Policy": "require-corp",
    });
    response.end(body);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

// Returns the files of a first visit: those before the answer, and those after it.
async function filesOf(browser, folder) {
  const asked = new Set();
  const server = await serveCounting(folder, asked);
  const url = `http://127.0.0.1:${server.address().port}/?photo=${encodeURIComponent(photo.slice(1))}`;
  const { page, close } = await s.openPage(browser, url);
  await page.waitForSelector(".predictions:not(.predictions-busy) li");
  const before = new Set(asked);
  await page.waitForSelector("footer >> text=are kept in this browser");
  await close();
  server.close();
  const isCounted = (file) => !file.startsWith("/samples/") && !file.startsWith("/favicon");
  return {
    before: [...before].filter(isCounted),
    after: [...asked].filter((file) => isCounted(file) && !before.has(file)),
  };
}

const known = new Map();
function sizesOf(path) {
  if (!known.has(path)) {
    const bytes = readFileSync(path);
    known.set(path, [bytes.length, gzipSync(bytes, { level: 9 }).length, brotliCompressSync(bytes).length]);
  }
  return known.get(path);
}

function sizes(folder, files) {
  const all = files.map((file) => sizesOf(join(folder, file)));
  const sum = (column) => all.reduce((total, sizes) => total + sizes[column], 0);
  return { raw: sum(0), gzip: sum(1), brotli: sum(2) };
}

const browser = await s.launchBrowser();
const totals = [];
for (const folder of folders) {
  const { before, after } = await filesOf(browser, folder);
  const code = before.filter((file) => !file.startsWith("/models/"));
  console.log(`\n${folder}`);
  for (const [title, files] of [...before, ...after].map((file) => [file, [file]])) report(title, sizes(folder, files));
  const total = { code: sizes(folder, code), all: sizes(folder, before), later: sizes(folder, [...before, ...after]) };
  report("before the first answer, without the model", total.code);
  report("before the first answer", total.all);
  report("with what is fetched after it", total.later);
  totals.push(total);
}
await browser.close();

function report(title, { raw, gzip, brotli }) {
  const columns = [raw, gzip, brotli].map((bytes) => String(bytes).padStart(9));
  console.log(`${columns.join(" ")}  ${title}`);
}

if (totals.length === 2)
  for (const part of ["code", "all", "later"])
    for (const how of ["gzip", "brotli"])
      console.log(
        `${part}, ${how}: ${(totals[0][part][how] / totals[1][part][how]).toFixed(3)} times the second folder's`,
      );
