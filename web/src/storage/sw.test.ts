import { afterEach, beforeEach, expect, test, vi } from "vitest";

// A fake browser: the events of the service worker, its cache, and a host whose responses a test chooses.
let listeners: Record<string, (event: any) => void>;
let cached: Map<string, Response>;
let put: string[];
let host: ((url: string) => Response) | null; // null: no network

const site = "https://site.test/page/";
// A response with an address, like those of fetch().
function response(url: string, text: string, status = 200): Response {
  const made = new Response(text, { status });
  return Object.defineProperties(made, { url: { value: url }, clone: { value: () => response(url, text, status) } });
}

beforeEach(async () => {
  [listeners, cached, put] = [{}, new Map(), []];
  host = (url) => response(url, "new");
  const cache = {
    match: async (asked: Request | string) => cached.get(typeof asked === "string" ? asked : asked.url)?.clone(),
    matchAll: async () => [...cached.values()].map((kept) => kept.clone()),
    keys: async () => [...cached.keys()].map((url) => ({ url })),
    add: async (url: string) => void cached.set(url, await fetch({ url } as Request)),
    delete: async (url: string) => cached.delete(url),
    put: async (url: string) => void put.push(url),
  };
  vi.stubGlobal("self", {
    addEventListener: (name: string, listener: (event: any) => void) => (listeners[name] = listener),
    location: new URL(site),
  });
  vi.stubGlobal("caches", { open: async () => cache });
  vi.stubGlobal("fetch", async ({ url }: Request) => {
    if (!host) throw new TypeError("Failed to fetch");
    return host(url);
  });
  vi.resetModules();
  await import("./sw.ts");
});
afterEach(() => vi.unstubAllGlobals());

function keep(...names: string[]): void {
  for (const name of names) cached.set(site + name, response(site + name, "kept"));
}
async function asked(name: string): Promise<string> {
  let answer: Promise<Response>;
  const request = { method: "GET", url: site + name, mode: "cors", destination: "" };
  const respondWith = (promised: Promise<Response>) => (answer = promised);
  listeners.fetch!({ request, respondWith, waitUntil: () => {} });
  return (await answer!).text();
}

const fixed = [
  "",
  "models.json",
  "core/simd/alexnet.wasm",
  "models/everyday.safetensors",
  "samples/nagasaki-boats.jpg",
];
const hashed = ["index-BMeFvctL.css", "uPlot.esm-BScb58at.js", "schibsted-grotesk-latin-wght-normal-Bb8V_r-G.woff2"];

test.each(fixed)("the cached %j is the latest response of the host", async (name) => {
  keep(name);
  expect(await asked(name)).toBe("new");
  expect(put).toEqual([site + name]);
});

test.each(hashed.map((name) => `assets/${name}`))("%s is cached once, since it never changes", async (name) => {
  keep(name);
  expect(await asked(name)).toBe("new");
  expect(put).toEqual([]);
});

test("only requested files and successful responses are cached", async () => {
  await asked("models.json");
  keep("samples.json");
  host = (url) => response(url, "not found", 404);
  await asked("samples.json");
  expect(put).toEqual([]);
});

test("cached files are served without a network", async () => {
  host = null;
  const names = ["", `assets/${hashed[0]}`];
  keep(...names);
  for (const name of names) expect(await asked(name)).toBe("kept");
  await expect(asked("models.json")).rejects.toThrow();
});

test("files of an earlier build are deleted, files that this build may need stay", async () => {
  const [page, code, chart, old] = [
    "",
    "assets/index-BMeFvctL.js",
    "assets/uPlot.esm-BScb58at.js",
    "assets/index-AAAAAAAA.js",
  ];
  keep(page, chart, old);
  host = (url) => response(url, 'import("./uPlot.esm-BScb58at.js")');
  const kept = await new Promise<unknown>((resolve) =>
    listeners.message!({
      data: { urls: [site + page, site + code] },
      ports: [{ postMessage: resolve }],
      waitUntil: () => {},
    }),
  );
  expect([...cached.keys()]).toEqual([page, chart, code].map((name) => site + name));
  expect(kept).toEqual({ bytes: expect.any(Number) });
});
