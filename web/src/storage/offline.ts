// Offline use: keeps the files that the page has loaded, the core and the open model, if it is small, in this browser's cache.
import { megabytes } from "../shared/format.ts";
import { reasonOf, LocalizedError } from "../shared/localized_error.ts";
import { type Message, say, words } from "../words/words.ts";

const kDeclined = "alexnet-not-offline";
const kPatienceMs = 120_000; // models are fetched meanwhile

// A message to the service worker: the addresses to keep in addition, or null to delete everything.
export interface CacheRequest {
  urls: string[] | null;
  hashes?: Record<string, string>; // of files whose content is known, by their addresses
}
export type Kept = { bytes: number } | { bytes: null; reason: string };

// The state of offline use; null if the browser has no service worker, and until the state is known.
export type Offline =
  { status: "kept"; bytes: number } | { status: "declined" } | { status: "failed"; reason: Message } | null;

export function offlineText(offline: NonNullable<Offline>): string {
  const { footer } = words();
  if (offline.status === "kept") return footer.kept(megabytes(offline.bytes));
  return offline.status === "declined" ? footer.declined : footer.notKept(say(offline.reason));
}

// Asks the service worker to keep the files that the page has loaded so far and `more`. Keeps nothing if the visitor has declined.
export async function keepForOffline(
  script: string,
  more: string[],
  hashes: Record<string, string> = {},
): Promise<Offline> {
  if (!isSecureContext || !("serviceWorker" in navigator)) return null;
  if (localStorage.getItem(kDeclined)) return { status: "declined" };
  try {
    await navigator.serviceWorker.register(script);
    const { active } = await navigator.serviceWorker.ready;
    const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
    const page = new URL("./", script).href;
    const urls = [...new Set([page, ...loaded, ...more])].filter(
      (url) => url.startsWith(page) && !url.startsWith("blob:"),
    );
    const kept = await ask(active!, { urls, hashes });
    return kept.bytes === null ? { status: "failed", reason: kept.reason } : { status: "kept", bytes: kept.bytes };
  } catch (error) {
    return { status: "failed", reason: reasonOf(error) };
  }
}

export async function forgetOffline(): Promise<Offline> {
  localStorage.setItem(kDeclined, "1");
  const { active } = await navigator.serviceWorker.ready;
  await ask(active!, { urls: null });
  return { status: "declined" };
}

export function allowOffline(): void {
  localStorage.removeItem(kDeclined);
}

function ask(worker: ServiceWorker, request: CacheRequest): Promise<Kept> {
  return new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    setTimeout(() => reject(new LocalizedError(["serviceWorkerSilent"])), kPatienceMs);
    worker.postMessage(request, [port2]);
  });
}
