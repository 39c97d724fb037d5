// Cross-origin isolation, which threads require: the response headers COOP and COEP. If the host does not send them, the service
// worker adds them, from the next load of the page on.
import { reasonOf, LocalizedError } from "../shared/localized_error.ts";
import { type Message, say } from "../words/words.ts";

export type Isolation = { kind: "isolated" } | { kind: "reloading" } | { kind: "refused"; reason: Message };

const kReloaded = "alexnet-reloaded-for-isolation";
const kPatienceMs = 4000;

// The parts of the browser that are used here, so that a test can replace them.
export interface IsolationHost {
  crossOriginIsolated: boolean;
  isSecureContext: boolean;
  serviceWorker: Pick<ServiceWorkerContainer, "register" | "ready"> | undefined;
  storage: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  reload: () => void;
}

// Reloads the page at most once to isolate it. "refused" carries the reason why the page cannot be isolated.
export async function ensureIsolation(host: IsolationHost, script: string): Promise<Isolation> {
  if (host.crossOriginIsolated) {
    host.storage.removeItem(kReloaded);
    return { kind: "isolated" };
  }
  const refused = (reason: Message): Isolation => ({ kind: "refused", reason });
  if (!host.isSecureContext) return refused(["notIsolatedInsecure"]);
  if (!host.serviceWorker) return refused(["notIsolatedNoWorker"]);
  // Only once: if the page is not isolated after one reload, another does not help.
  if (host.storage.getItem(kReloaded)) return refused(["notIsolatedInVain"]);
  try {
    await host.serviceWorker.register(script);
    await Promise.race([
      host.serviceWorker.ready,
      new Promise((_, reject) => setTimeout(() => reject(new LocalizedError(["serviceWorkerLate"])), kPatienceMs)),
    ]);
    host.storage.setItem(kReloaded, "1");
  } catch (error) {
    return refused(["notIsolatedFailed", say(reasonOf(error))]);
  }
  host.reload();
  return { kind: "reloading" };
}

export function browserHost(): IsolationHost {
  return {
    crossOriginIsolated: self.crossOriginIsolated,
    isSecureContext: self.isSecureContext,
    serviceWorker: "serviceWorker" in navigator ? navigator.serviceWorker : undefined,
    storage: sessionStorage,
    reload: () => location.reload(),
  };
}
