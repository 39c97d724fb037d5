import { describe, expect, test, vi } from "vitest";
import { ensureIsolation, type IsolationHost } from "./isolation.ts";
import { say } from "../words/words.ts";

function host(change: Partial<IsolationHost> = {}): IsolationHost {
  const kept = new Map<string, string>();
  return {
    crossOriginIsolated: false,
    isSecureContext: true,
    serviceWorker: { register: vi.fn(async () => ({}) as never), ready: Promise.resolve({} as never) },
    storage: {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    },
    reload: vi.fn(),
    ...change,
  };
}

describe("isolation", () => {
  test("by the host's headers needs nothing else", async () => {
    const page = host({ crossOriginIsolated: true });
    expect(await ensureIsolation(page, "sw.js")).toEqual({ kind: "isolated" });
    expect(page.serviceWorker!.register).not.toHaveBeenCalled();
  });

  test("comes from the service worker after a reload", async () => {
    const page = host();
    expect(await ensureIsolation(page, "sw.js")).toEqual({ kind: "reloading" });
    expect(page.reload).toHaveBeenCalledTimes(1);
  });

  test("is tried once: a second load without isolation does not reload", async () => {
    const page = host();
    await ensureIsolation(page, "sw.js");
    expect(await ensureIsolation(page, "sw.js")).toEqual({ kind: "refused", reason: ["notIsolatedInVain"] });
    expect(page.reload).toHaveBeenCalledTimes(1);
  });

  test("may be tried again after a success", async () => {
    const page = host();
    await ensureIsolation(page, "sw.js");
    await ensureIsolation({ ...page, crossOriginIsolated: true }, "sw.js");
    expect(await ensureIsolation(page, "sw.js")).toEqual({ kind: "reloading" });
  });

  test.each([
    ["without HTTPS", { isSecureContext: false }, /without HTTPS/],
    ["without service workers", { serviceWorker: undefined }, /allows no service worker/],
    [
      "when the worker cannot be registered",
      {
        serviceWorker: { register: async () => Promise.reject(new Error("404")), ready: new Promise<never>(() => {}) },
      },
      /failed \(404\)/,
    ],
  ])("fails with a message %s", async (_, change, reason) => {
    const page = host(change as Partial<IsolationHost>);
    const isolation = await ensureIsolation(page, "sw.js");
    expect(isolation.kind).toBe("refused");
    expect(isolation.kind === "refused" && say(isolation.reason)).toMatch(reason);
    expect(page.reload).not.toHaveBeenCalled();
  });
});
