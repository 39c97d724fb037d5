import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { resumed } from "./resumed_download.ts";

const whole = Uint8Array.from({ length: 1000 }, (_, i) => (i * 7) & 255);
let ranges: (string | null)[];
let rest: (from: number) => Response;

beforeEach(() => {
  vi.useFakeTimers();
  ranges = [];
  vi.stubGlobal("fetch", async (_: string, { headers }: { headers: Record<string, string> }) => {
    ranges.push(headers.Range ?? null);
    return rest(Number(/\d+/.exec(headers.Range!)![0]));
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

// A body that fails, or ends, after so many bytes of `from`.
function body(from: Uint8Array<ArrayBuffer>, count: number, fails = true) {
  let isSent = false;
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (!isSent && count > 0) controller.enqueue(from.slice(0, count));
      else if (fails) controller.error(new TypeError("network error"));
      else controller.close();
      isSent = true;
    },
  });
}
const part = (from: number, count: number, fails = false, etag = '"a"') =>
  new Response(body(whole.subarray(from), count, fails), { status: 206, headers: { etag } });

async function loaded(first: ReadableStream<Uint8Array>, signal = new AbortController().signal): Promise<Uint8Array> {
  const stream = resumed(first, { url: "http://here/a", signal, size: whole.length, version: '"a"' });
  const arrived = new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer();
  arrived.catch(() => {});
  await vi.advanceTimersByTimeAsync(60_000);
  return new Uint8Array(await arrived);
}

describe("a download that breaks off", () => {
  test("goes on where it was, as often as needed", async () => {
    rest = (from) => part(from, 300, from < 700);
    expect(await loaded(body(whole, 100))).toEqual(whole);
    expect(ranges).toEqual(["bytes=100-", "bytes=400-", "bytes=700-"]);
  });

  test("goes on although the host sends the whole file again", async () => {
    rest = () => new Response(whole, { headers: { etag: '"a"' } });
    expect(await loaded(body(whole, 100))).toEqual(whole);
  });

  test("goes on if the browser takes its end for that of the file", async () => {
    rest = (from) => part(from, 900);
    expect(await loaded(body(whole, 100, false))).toEqual(whole);
  });

  test("is refused if the file on the host has changed", async () => {
    rest = (from) => part(from, 900, false, '"b"');
    await expect(loaded(body(whole, 100))).rejects.toThrow(/does not belong to this page/);
  });

  test("is given up after several tries in vain, which says how far it came", async () => {
    rest = () => {
      throw new TypeError("network error");
    };
    await expect(loaded(body(whole, 100))).rejects.toThrow(/broke off after 0\.0 MB/);
    expect(ranges.length).toBe(5);
  });

  test("is not resumed after it was cancelled", async () => {
    const cancelled = AbortSignal.abort();
    await expect(loaded(body(whole, 100), cancelled)).rejects.toThrow();
    expect(ranges).toEqual([]);
  });
});
