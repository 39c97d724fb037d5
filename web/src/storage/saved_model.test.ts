import { describe, expect, test } from "vitest";
import { isSavedFile, isSavedStart, recognize } from "./saved_model.ts";

function safetensors(header: unknown, tail = 10): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const file = new Uint8Array(8 + text.length + tail);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  file.fill(7, 8 + text.length);
  return file;
}

const metadata = { variant: "keras", classes: "2", labels: '["bicycle","ship"]' };
const saved = safetensors({ __metadata__: metadata });

describe("a model file of this program", () => {
  test.each([
    ["with its description", saved, true],
    ["without labels", safetensors({ __metadata__: { variant: "keras", classes: "2" } }), true],
    ["of 1,000 classes without labels", safetensors({ __metadata__: { variant: "paper", classes: "1000" } }), false],
    ["of PyTorch's names", safetensors({ __metadata__: { format: "pt" }, "features.0.weight": {} }), false],
    ["without metadata", safetensors({ "conv1.weight": {} }), false],
    ["that is cut in its header", saved.subarray(0, 40), false],
    ["with a damaged header", saved.map((byte, at) => (at === 20 ? 1 : byte)), false],
    ["with an impossible length", saved.map((byte, at) => (at === 5 ? 255 : byte)), false],
    ["that is another format", new TextEncoder().encode("\x08\x07\x12\x07pytorch"), false],
    ["that is empty", new Uint8Array(), false],
  ])("%s", async (_, file, isSaved) => {
    expect(isSavedStart(file)).toBe(isSaved);
    expect(await isSavedFile(new Blob([file]))).toBe(isSaved);
  });

  test.each([1, 7, 9, 1000])("is recognized in a stream of %i bytes at a time, which stays whole", async (step) => {
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < saved.length; at += step) controller.enqueue(saved.slice(at, at + step));
        controller.close();
      },
    });
    const found = await recognize(stream);
    expect(found.isSaved).toBe(true);
    const bytes = await new Response(found.stream as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer();
    expect(new Uint8Array(bytes)).toEqual(saved);
  });

  test.each([0, 5, 30])("a stream that ends after %i bytes is no such file", async (length) => {
    const found = await recognize(new Blob([saved.slice(0, length)]).stream());
    expect(found.isSaved).toBe(false);
    expect((await new Response(found.stream as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer()).byteLength).toBe(
      length,
    );
  });
});
