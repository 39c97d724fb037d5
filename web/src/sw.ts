// For hosts that cannot set headers: answers with this site's own documents and workers as the server gave them, plus the headers
// that isolate the page (and so allow threads) and the policy that keeps it from asking other servers.
import { contentSecurityPolicy } from "../content_security_policy.ts";

const scope = self as unknown as ServiceWorkerGlobalScope;
// Anything else (models, pictures) needs no header and goes straight to the network.
const kinds: RequestDestination[] = ["document", "iframe", "worker", "script"];

scope.addEventListener("install", () => void scope.skipWaiting());
scope.addEventListener("activate", (event) => event.waitUntil(scope.clients.claim()));
scope.addEventListener("fetch", (event) => {
  const { request } = event;
  if (!kinds.includes(request.destination) || new URL(request.url).origin !== scope.location.origin) return;
  event.respondWith(isolated(request));
});

async function isolated(request: Request): Promise<Response> {
  const response = await fetch(request);
  if (response.type === "error" || response.type === "opaqueredirect") return response;
  const headers = new Headers(response.headers);
  headers.set("Cross-Origin-Opener-Policy", "same-origin");
  headers.set("Cross-Origin-Embedder-Policy", "require-corp");
  headers.set("Content-Security-Policy", contentSecurityPolicy);
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}
