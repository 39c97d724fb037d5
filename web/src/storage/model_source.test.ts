import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { addressOnThisSite, modelName, openSource } from "./model_source.ts";

// A fake server: it sends `whole` in pieces, with `length` as its content length.
const whole = Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * 7) & 255);
const integrity = `sha256-${createHash("sha256").update(whole).digest("base64")}`;
let length: number | null;
let request: RequestInit;

beforeEach(() => {
  length = whole.length;
  vi.stubGlobal("self", { location: { href: "http://here/page/" } });
  vi.stubGlobal("fetch", async (_url: string, init: RequestInit) => {
    request = init;
    let at = 0;
    const body = new ReadableStream({
      pull: (controller) =>
        at < whole.length ? controller.enqueue(whole.slice(at, (at += 700_001))) : controller.close(),
    });
    return new Response(body, length === null ? {} : { headers: { "content-length": `${length}` } });
  });
});
afterEach(() => vi.unstubAllGlobals());

async function arrived(integrity?: string) {
  const seen: (number | null)[][] = [];
  const source = { kind: "url" as const, url: "models/a.safetensors", ...(integrity && { integrity }) };
  const { stream, size } = await openSource(source, new AbortController().signal, (...report) => seen.push(report));
  const pieces: Uint8Array[] = [];
  for await (const piece of stream as unknown as AsyncIterable<Uint8Array>) pieces.push(piece);
  return { bytes: Buffer.concat(pieces), size, seen };
}

describe("a file that has a hash", () => {
  test.each([
    ["whose length is said", whole.length],
    ["whose length is not", null],
    ["that is longer than was said", 10],
    ["that is shorter", 5_000_000],
  ])("%s arrives byte for byte and reports its progress", async (_, said) => {
    length = said;
    const { bytes, size, seen } = await arrived(integrity);
    expect(bytes.equals(whole)).toBe(true);
    expect(size).toBe(whole.length);
    expect(seen[0]).toEqual([700_001, said]);
    expect(seen.at(-1)).toEqual([whole.length, said]);
  });

  test("is rejected if its content differs", async () => {
    const other = `sha256-${createHash("sha256").update("other").digest("base64")}`;
    await expect(arrived(other)).rejects.toThrow("a file that does not belong to this page");
  });

  test("is verified by the browser if the page cannot hash", async () => {
    vi.stubGlobal("crypto", {});
    await arrived(integrity);
    expect(request.integrity).toBe(integrity);
  });
});

test("a file without a hash is streamed", async () => {
  const { bytes, size, seen } = await arrived();
  expect(bytes.equals(whole)).toBe(true);
  expect(size).toBe(whole.length);
  expect(seen).toEqual([]);
  expect(request.integrity).toBe("");
});

describe("a model's address", () => {
  const base = "http://here:8080/page/index.html";
  test.each([
    ["models/a.safetensors", "http://here:8080/page/models/a.safetensors"],
    ["/a.safetensors", "http://here:8080/a.safetensors"],
    ["http://here:8080/a", "http://here:8080/a"],
  ])("%s is on this site", (text, url) => expect(addressOnThisSite(text, base)).toBe(url));
  test.each(["http://here/a", "https://here:8080/a", "//elsewhere/a", "data:,x", "file:///a"])("%s is not", (text) =>
    expect(() => addressOnThisSite(text, base)).toThrow(/may not contact other servers/),
  );
  test("that is malformed is rejected", () =>
    expect(() => addressOnThisSite("http://", base)).toThrow(/is not a valid address/));
  test("names the model by its file", () => {
    expect(modelName({ kind: "url", url: "http://here/a%20b.safetensors?x=1" })).toBe("a b.safetensors");
    expect(modelName({ kind: "file", file: new File([], "c.safetensors") })).toBe("c.safetensors");
  });
});
