// Stands between the page and its host. It adds the headers that isolate the page (and so allow threads) and the policy that keeps
// it from asking other servers, for hosts that cannot; and it answers without a network with what the page asked it to keep.
import { contentSecurityPolicy } from "../../content_security_policy.ts";
import type { CacheRequest, Kept } from "./offline.ts"; // types alone: a service worker is one file

const kCache = "alexnet";
const scope = self as unknown as ServiceWorkerGlobalScope;
// As vite names what it builds, assets/index-BMeFvctL.js: another content has another name.
const kNamedByContent = /\/assets\/[^/]+-[\w-]{8}\.\w+$/;
const kindsWithHeaders: RequestDestination[] = ["document", "iframe", "worker", "script"];

scope.addEventListener("install", () => void scope.skipWaiting());
// It claims no page that runs already: the next load has it anyway, and Firefox would wait for an answer of every thread of the core,
// which sleep and give none, and would hold up whatever the page fetches meanwhile.
scope.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== scope.location.origin) return;
  event.respondWith(answer(event));
});
scope.addEventListener("message", (event) => {
  const { urls } = event.data as CacheRequest;
  const done = urls ? keep(urls) : caches.delete(kCache).then((): Kept => ({ bytes: 0 }));
  event.waitUntil(done.then((kept) => event.ports[0]!.postMessage(kept)));
});

// The host's answer, and what is kept only where it gives none: the page never runs in an older version than need be.
async function answer(event: FetchEvent): Promise<Response> {
  const { request } = event;
  const cache = await caches.open(kCache);
  const kept = await cache.match(request, { ignoreSearch: request.mode === "navigate" });
  try {
    const response = await fetch(request);
    if (kept && response.ok && !kNamedByContent.test(new URL(kept.url).pathname))
      event.waitUntil(cache.put(kept.url, response.clone()));
    return withHeaders(request, response);
  } catch (error) {
    if (kept) return withHeaders(request, kept);
    throw error;
  }
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

// What is named by its content, and neither in use nor named by what is: a part of this build that was not needed today stays.
async function dropEarlierBuilds(cache: Cache, used: string[]): Promise<void> {
  const code = used.filter((url) => /(\/|\.html|\.js|\.css)$/.test(url));
  const texts = await Promise.all(code.map(async (url) => (await cache.match(url))?.text()));
  for (const { url } of await cache.keys()) {
    const name = url.slice(url.lastIndexOf("/") + 1);
    const stays = !kNamedByContent.test(url) || used.includes(url) || texts.some((text) => text?.includes(name));
    if (!stays) await cache.delete(url);
  }
}

async function keep(urls: string[]): Promise<Kept> {
  const cache = await caches.open(kCache);
  try {
    for (const url of urls) if (!(await cache.match(url))) await cache.add(url);
    await dropEarlierBuilds(cache, urls);
    let bytes = 0;
    for (const response of await cache.matchAll()) bytes += (await response.blob()).size;
    return { bytes };
  } catch (error) {
    return { bytes: null, reason: error instanceof Error ? error.message : String(error) };
  }
}
