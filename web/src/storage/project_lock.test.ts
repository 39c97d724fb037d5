import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type LockBrowser, ProjectLock } from "./project_lock.ts";

// A fake of the browser's locks and channels for several pages. `order` records what happens.
let order: string[];
let holder: { reject: (error: Error) => void } | null;
let queue: { grant: () => void; signal: AbortSignal | undefined }[];
let channels: { onmessage: ((event: MessageEvent) => void) | null }[];

const browser: LockBrowser = {
  locks: {
    request: ((_: string, options: LockOptions, callback: (lock: Lock | null) => unknown) =>
      new Promise<unknown>((resolve, reject) => {
        const grant = () => {
          const mine = { reject };
          holder = mine;
          void Promise.resolve(callback({} as Lock)).then(() => {
            if (holder !== mine) return;
            holder = null;
            resolve(undefined);
            queue.shift()?.grant();
          });
        };
        if (options.steal) {
          holder?.reject(new DOMException("", "AbortError"));
          return grant();
        }
        if (!holder) return grant();
        if (options.ifAvailable) return resolve(callback(null));
        const entry = { grant, signal: options.signal };
        options.signal?.addEventListener("abort", () => {
          queue.splice(queue.indexOf(entry), 1);
          reject(new DOMException("", "AbortError"));
        });
        queue.push(entry);
      })) as unknown as LockManager["request"],
  },
  channel: () => {
    const own = {
      onmessage: null as ((event: MessageEvent) => void) | null,
      postMessage: (data: unknown) =>
        channels.filter((one) => one !== own).forEach((one) => one.onmessage?.({ data } as MessageEvent)),
    };
    channels.push(own);
    return own;
  },
};

beforeEach(() => {
  vi.useFakeTimers();
  [order, holder, queue, channels] = [[], null, [], []];
});
afterEach(() => vi.useRealTimers());

function page(name: string, release: () => Promise<void> = async () => {}) {
  const lock = new ProjectLock(browser);
  const owner = {
    granted: () => void order.push(`${name} granted`),
    release: async (isTaken: boolean) => {
      order.push(`${name} ${isTaken ? "robbed" : "asked"}`);
      await release();
      order.push(`${name} released`);
    },
  };
  return { lock, acquire: () => lock.acquire(owner) };
}

test("the first page has the project, the second has not", async () => {
  const [one, two] = [page("one"), page("two")];
  expect(await one.acquire()).toBe(true);
  expect(await two.acquire()).toBe(false);
  expect(order).toEqual([]);
});

test("it is passed on after the owner has stored its work, and back again", async () => {
  const [one, two] = [page("one"), page("two")];
  await one.acquire();
  await two.acquire();
  two.lock.takeOver();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(order).toEqual(["one asked", "one released", "two granted"]);
  one.lock.takeOver();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(order.slice(3)).toEqual(["two asked", "two released", "one granted"]);
});

test("it is taken from an owner that does not answer, who hears of it", async () => {
  const [one, two] = [page("one", () => new Promise(() => {})), page("two")];
  await one.acquire();
  await two.acquire();
  two.lock.takeOver();
  await vi.advanceTimersByTimeAsync(4000);
  expect(order).toEqual(["one asked"]);
  await vi.advanceTimersByTimeAsync(2000);
  expect(order).toEqual(["one asked", "two granted", "one robbed"]);
});

test("without locks every page may change it", async () => {
  expect(await new ProjectLock({ ...browser, locks: undefined }).acquire({ granted() {}, async release() {} })).toBe(
    true,
  );
});
