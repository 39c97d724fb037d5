// The service worker, between the page and its host. For hosts that cannot, it adds the headers that isolate the page (and so allow
// threads) and the policy that forbids requests to other servers. Without a network it answers with the files in the cache.
import { contentSecurityPolicy } from "../../content_security_policy.ts";
import type { CacheRequest, Kept } from "./offline.ts"; // types only: a service worker is one file

const kCache = "alexnet";
const scope = self as unknown as ServiceWorkerGlobalScope;
// The names that vite gives to built files, such as assets/index-BMeFvctL.js, contain a hash of the content.
const kNamedByContent = /\/assets\/[^/]+-[\w-]{8}\.\w+$/;
const kMentioned = /[\w.]+-[\w-]{8}\.(?:js|css)(?=["'`])/g; // such names in the code of the page
// The addresses that the page gives to shipped models have a part of their hash as ?v=.
const kModel = /\/models\/[^/]+$/;
const kindsWithHeaders: RequestDestination[] = ["document", "iframe", "worker", "script"];

scope.addEventListener("install", () => void scope.skipWaiting());
// It does not claim pages that are already open. Firefox would wait for a reply from every thread of the core; those sleep and do not
// reply, and meanwhile the page's requests would be blocked. The next load of the page uses this worker anyway.
scope.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== scope.location.origin) return;
  event.respondWith(answer(event));
});
scope.addEventListener("message", (event) => {
  const { urls, hashes } = event.data as CacheRequest;
  const done = urls ? keep(urls, hashes ?? {}) : caches.delete(kCache).then((): Kept => ({ bytes: 0 }));
  event.waitUntil(done.then((kept) => event.ports[0]!.postMessage(kept)));
});

// Returns the host's response, and the cached one only if there is none: an available newer version of the page is always used.
async function answer(event: FetchEvent): Promise<Response> {
  const { request } = event;
  const cache = await caches.open(kCache);
  const kept = await cache.match(request, { ignoreSearch: request.mode === "navigate" });
  try {
    const response = await fetch(request);
    // A response that breaks off is not put: the kept one stays then.
    if (kept && mayReplace(kept, response)) event.waitUntil(cache.put(kept.url, response.clone()).catch(() => {}));
    return withHeaders(request, response);
  } catch (error) {
    if (kept) return withHeaders(request, kept);
    throw error;
  }
}

// Whether a response is a newer version of the kept one, and not a part of it, nor what a host or network sends in its place.
function mayReplace(kept: Response, response: Response): boolean {
  const { pathname, searchParams } = new URL(kept.url);
  if (kNamedByContent.test(pathname) || (kModel.test(pathname) && searchParams.has("v"))) return false;
  const typeOf = ({ headers }: Response) => headers.get("content-type");
  return response.status === 200 && !response.redirected && typeOf(kept) === typeOf(response);
}

function withHeaders(request: Request, response: Response): Response {
  if (!kindsWithHeaders.includes(request.destination)) return response;
  if (response.type === "error" || response.type === "opaqueredirect") return response;
  const headers = new Headers(response.headers);
  headers.set("Cross-Origin-Opener-Policy", "same-origin");
  headers.set("Cross-Origin-Embedder-Policy", "require-corp");
  headers.set("Content-Security-Policy", contentSecurityPolicy);
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}

// Deletes files of earlier builds: those with a content hash in their names that are neither used nor mentioned in a used file.
// Parts of this build that have not been needed yet are mentioned, so they stay.
async function dropEarlierBuilds(cache: Cache, used: string[]): Promise<void> {
  const code = used.filter((url) => /(\/|\.html|\.js|\.css)$/.test(url));
  const texts = await Promise.all(code.map(async (url) => (await cache.match(url))?.text()));
  for (const { url } of await cache.keys()) {
    const name = url.slice(url.lastIndexOf("/") + 1);
    const isOfBuild = kNamedByContent.test(url) || kModel.test(new URL(url).pathname);
    const stays = !isOfBuild || used.includes(url) || texts.some((text) => text?.includes(name));
    if (!stays) await cache.delete(url);
  }
}

// Adds the addresses to the cache, and the parts of the page that have not been needed yet. Returns the size of the cache, or the reason
// for a failure.
async function keep(urls: string[], hashes: Record<string, string>): Promise<Kept> {
  const cache = await caches.open(kCache);
  try {
    for (const url of urls) await add(cache, url, hashes[url]);
    const parts = await mentioned(cache, urls);
    for (const url of parts) await add(cache, url).catch(() => {}); // the text may not be a name
    await dropEarlierBuilds(cache, [...urls, ...parts]);
    let bytes = 0;
    for (const response of await cache.matchAll()) bytes += (await response.blob()).size;
    return { bytes };
  } catch (error) {
    return { bytes: null, reason: error instanceof Error ? error.message : String(error) };
  }
}

// Adds what is not in the cache. What differs from its hash is refused.
async function add(cache: Cache, url: string, integrity?: string): Promise<void> {
  if (!(await cache.match(url))) await cache.add(integrity ? new Request(url, { integrity }) : url);
}

// Returns the parts of the page that its code loads when they are needed.
async function mentioned(cache: Cache, urls: string[]): Promise<string[]> {
  const found = new Set<string>();
  const waiting = urls.filter((url) => /\.js$/.test(url) && kNamedByContent.test(url));
  for (const url of waiting) {
    const text = (await (await cache.match(url))?.text()) ?? "";
    for (const [name] of text.matchAll(kMentioned)) found.add(new URL(name, url).href);
  }
  return [...found].filter((url) => !urls.includes(url));
}
