import { beforeEach, describe, expect, test } from "vitest";
import { Core } from "./core.ts";
import type { CoreModule } from "./core_api.ts";

// A fake WebAssembly module: a bump allocator that grows the memory at every call, so that tests notice stale views, and a core
// that stores what it receives.
const kPage = 65536;
class FakeModule {
  wasmMemory = new WebAssembly.Memory({ initial: 1, maximum: 2000 });
  blocks = new Map<number, number>();
  next = 1024;
  limit = 100 * 2 ** 20;
  opened: Uint8Array | null = null;
  error = "";

  _alexnet_create = () => 8;
  _alexnet_create_beside = (session: number) => session + 8;
  destroyed: number[] = [];
  _alexnet_destroy = (session: number) => void this.destroyed.push(session);
  _alexnet_threads = () => 3;
  _alexnet_error_json = () =>
    this.#put(JSON.stringify({ code: "", kind: "bad_format", where: "", message: this.error, args: {} }));
  _alexnet_allocate = (bytes: number) => {
    if (bytes > this.limit) return 0;
    const address = this.next;
    this.next += Math.ceil(bytes / 64) * 64;
    const missing = this.next - this.wasmMemory.buffer.byteLength;
    this.wasmMemory.grow(Math.max(1, Math.ceil(missing / kPage)));
    this.blocks.set(address, bytes);
    return address;
  };
  _alexnet_free = (address: number) => void this.blocks.delete(address);
  _alexnet_open_saved_model = (_session: number, address: number, size: number) => {
    this.opened = new Uint8Array(this.wasmMemory.buffer).slice(address, address + size);
    this.blocks.delete(address); // it is the session's now
    return this.error ? 3 : 0;
  };
  _alexnet_model_json = () =>
    this.#put(
      '{"variant":"keras","classes":2,"parameters":7,"preprocessing":{},"assumptions":[],"width":1,"dense_width":1,"layers":[]}',
    );
  _alexnet_warnings_json = () => this.#put('[{"code":"png_end_missing","text":"its end is missing","args":{}}]');
  _alexnet_class_name = (_session: number, index: number) => this.#put(index === 1 ? "Katze ✓" : "");
  _alexnet_square = () => {
    new Uint8Array(this.wasmMemory.buffer).set([1, 2, 3, 255], 64);
    return 64;
  };
  // prettier-ignore
  _alexnet_classify = (_s: number, _photo: number, _size: number, _fit: number, _top: number, predictions: number, result: number) => {
    if (this.error) return 3;
    const view = new DataView(this.wasmMemory.buffer);
    view.setInt32(predictions, 1, true);
    view.setFloat32(predictions + 4, 0.75, true);
    view.setInt32(predictions + 8, 0, true);
    view.setFloat32(predictions + 12, 0.25, true);
    view.setInt32(result, 2, true);
    view.setInt32(result + 4, 1, true);
    view.setFloat64(result + 8, 1.5, true);
    view.setFloat64(result + 16, 20.5, true);
    view.setInt32(result + 24, 1, true);
    return 0;
  };
  _alexnet_add_to_batch = () => (this.error ? 3 : 0);
  _alexnet_classify_batch = () => 0;
  _alexnet_batch_result = (session: number, index: number, predictions: number, result: number) =>
    index === 1 ? 3 : this._alexnet_classify(session, 0, 0, 0, 5, predictions, result);
  #put(text: string): number {
    new Uint8Array(this.wasmMemory.buffer).set([...new TextEncoder().encode(text), 0], 128);
    return 128;
  }
}

let module: FakeModule;
let core: Core;
beforeEach(() => {
  module = new FakeModule();
  core = new Core(module as unknown as CoreModule, 3);
});

const bytes = (size: number) => Uint8Array.from({ length: size }, (_, i) => (i * 7) & 255);

function streamOf(whole: Uint8Array, piece: number): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= whole.length) return controller.close();
      controller.enqueue(whole.slice(at, (at += piece)));
    },
  });
}

describe("a model", () => {
  test.each([
    ["whose size is known", 300_000],
    ["of unknown size: its block doubles", null],
    ["longer than was said", 1000],
    ["shorter than was said", 5_000_000],
  ])("%s arrives byte for byte, and nothing else stays allocated", async (_, size) => {
    const whole = bytes(size === null ? 3_000_000 : 300_000);
    const model = await core.openModel(streamOf(whole, 65_537), "a.safetensors", { size });
    expect(Buffer.from(module.opened!).equals(whole)).toBe(true);
    expect(model).toMatchObject({ name: "a.safetensors", bytes: whole.length, variant: "keras", classes: 2 });
    expect(module.blocks.size).toBe(0);
  });

  test("reports its bytes as they arrive, and its end once", async () => {
    const seen: [number, boolean][] = [];
    await core.openModel(streamOf(bytes(250), 100), "a", { size: 250, onBytes: (...report) => seen.push(report) });
    expect(seen).toEqual([[100, false], [200, false], [250, false], [250, true]]); // prettier-ignore
  });

  test("that is cancelled frees its memory", async () => {
    const controller = new AbortController();
    const onBytes = () => controller.abort();
    const options = { size: 250, signal: controller.signal, onBytes };
    await expect(core.openModel(streamOf(bytes(250), 100), "a", options)).rejects.toThrow();
    expect(module.blocks.size).toBe(0);
    expect(module.opened).toBeNull();
  });

  test("that does not fit fails with a message before a byte is read, above 2^32 too", async () => {
    for (const size of [2 ** 30, 2 ** 32 + 5]) {
      await expect(core.openModel(streamOf(bytes(10), 10), "a", { size })).rejects.toThrow(
        /not enough memory for \d+ MB/,
      );
    }
  });

  test("that the core rejects fails with the core's message", async () => {
    module.error = "safetensors: header is not JSON";
    await expect(core.openModel(streamOf(bytes(10), 10), "a", { size: 10 })).rejects.toThrow(module.error);
  });
});

describe("several photos", () => {
  const photos = [1, 2, 3].map((size) => new Blob([bytes(size)]));

  test("are classified at once; one that cannot be read is null", async () => {
    const results = await core.classifyBatch(photos, "model", 5);
    expect(results.map((result) => result?.predictions[0]?.label ?? null)).toEqual(["Katze ✓", null, "Katze ✓"]);
    expect(module.blocks.size).toBe(0);
  });

  test("are freed if they cannot be classified", async () => {
    module.error = "no model is open";
    await expect(core.classifyBatch(photos, "model", 5)).rejects.toThrow(module.error);
    expect(module.blocks.size).toBe(0);
  });
});

describe("a photo", () => {
  test("is classified with labels, times and a copy of the input image", async () => {
    const result = await core.classify(new Blob([bytes(99)]), "crop", 5);
    expect(result).toEqual({
      predictions: [
        { index: 1, label: "Katze ✓", probability: 0.75 },
        { index: 0, label: "class 0", probability: 0.25 },
      ],
      preprocessMs: 1.5,
      isSure: true,
      networkMs: 20.5,
      input: { width: 1, height: 1, pixels: new Uint8ClampedArray([1, 2, 3, 255]) },
      decodedBy: "core",
      warnings: [{ code: "png_end_missing", text: "its end is missing", args: {} }],
    });
    expect(result.input.pixels.buffer).not.toBe(module.wasmMemory.buffer);
    expect(module.blocks.size).toBe(0);
  });

  test("that cannot be read frees its memory", async () => {
    module.error = "is not an image";
    await expect(core.classify(new Blob([bytes(9)]), "model", 5)).rejects.toThrow("is not an image");
    expect(module.blocks.size).toBe(0);
  });
});

describe("a second model's core", () => {
  test("has a session of its own, and frees it", () => {
    const second = core.createSecond();
    second.dispose();
    expect(module.destroyed).toEqual([16]);
  });

  test("that is closed while bytes arrive rejects them and frees their memory", async () => {
    const second = core.createSecond();
    const opening = second.openModel(streamOf(bytes(10), 5), "a", { size: 10 });
    const classifying = second.classify(new Blob([bytes(10)]), "model", 5);
    second.dispose();
    await expect(opening).rejects.toThrow("The model was closed.");
    await expect(classifying).rejects.toThrow("The model was closed.");
    expect(module.opened).toBeNull();
    expect(module.blocks.size).toBe(0);
  });
});
