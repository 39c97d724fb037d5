// The core's C API (core/capi/alexnet.h) as a TypeScript class: the only file that touches the WebAssembly heap.
import type { Classification, Fit, Model, Prediction } from "./protocol.ts";

// What alexnet.mjs gives: one underscored function per function of alexnet.h. Pointers come back as signed numbers.
export interface AlexnetModule {
  wasmMemory: WebAssembly.Memory;
  _alexnet_create(threads: number): number;
  _alexnet_error(session: number): number;
  _alexnet_threads(session: number): number;
  _alexnet_allocate(bytes: number): number;
  _alexnet_free(block: number): void;
  _alexnet_open_model(session: number, bytes: number, size: number): number;
  _alexnet_model_json(session: number): number;
  _alexnet_class_name(session: number, index: number): number;
  // prettier-ignore
  _alexnet_classify(session: number, photo: number, size: number, fit: number, top: number, predictions: number, result: number): number;
  _alexnet_square(session: number): number;
}

// A fault of the world, in the core's or the page's words.
export class Refusal extends Error {}

const kAddressable = 2 ** 32;
const kFits: Record<Fit, number> = { model: 0, crop: 1, stretch: 2 };
const kPredictionBytes = 8; // alexnet_prediction: int32 index, float probability
const kClassificationBytes = 32; // alexnet_classification: int32 count, int32 square_side, 2 doubles, int32 is_sure

export interface ReadOptions {
  size: number | null; // bytes to come, as far as anyone said; the stream has the last word
  signal?: AbortSignal;
  onBytes?: (loaded: number, done: boolean) => void;
}

export class Core {
  #module: AlexnetModule;
  #session: number;

  constructor(module: AlexnetModule, threads: number) {
    this.#module = module;
    this.#session = module._alexnet_create(threads) >>> 0;
    if (this.#session === 0) throw new Refusal("There is not enough memory to start.");
  }

  get threads(): number {
    return this.#module._alexnet_threads(this.#session);
  }

  // Streams a model file into the heap, where it stays, and opens it. A model that was open stays open if this one is refused.
  async openModel(stream: ReadableStream<Uint8Array>, name: string, options: ReadOptions): Promise<Model> {
    const { address, size } = await this.#read(stream, options);
    this.#check(this.#module._alexnet_open_model(this.#session, address, size)); // takes the block over
    const json = JSON.parse(this.#text(this.#module._alexnet_model_json(this.#session)));
    const { variant, classes, parameters, preprocessing } = json;
    return { name, bytes: size, variant, classes, parameters, preprocessing };
  }

  async classify(photo: ReadableStream<Uint8Array>, size: number, fit: Fit, top: number): Promise<Classification> {
    const block = await this.#read(photo, { size });
    try {
      return this.#classifyBlock(block.address, block.size, fit, top);
    } finally {
      this.#module._alexnet_free(block.address);
    }
  }

  #classifyBlock(address: number, size: number, fit: Fit, top: number): Classification {
    const result = this.#allocate(kClassificationBytes + top * kPredictionBytes);
    const predictions = result + kClassificationBytes;
    try {
      this.#check(this.#module._alexnet_classify(this.#session, address, size, kFits[fit], top, predictions, result));
      const view = new DataView(this.#module.wasmMemory.buffer);
      const side = view.getInt32(result + 4, true);
      const square = this.#module._alexnet_square(this.#session) >>> 0;
      return {
        predictions: Array.from({ length: view.getInt32(result, true) }, (_, row) =>
          this.#prediction(view, predictions + row * kPredictionBytes),
        ),
        isSure: view.getInt32(result + 24, true) !== 0,
        pictureMs: view.getFloat64(result + 8, true),
        networkMs: view.getFloat64(result + 16, true),
        square: { side, pixels: new Uint8ClampedArray(this.#bytes(square, side * side * 4)) }, // a copy
      };
    } finally {
      this.#module._alexnet_free(result);
    }
  }

  #prediction(view: DataView, address: number): Prediction {
    const index = view.getInt32(address, true);
    const label = this.#text(this.#module._alexnet_class_name(this.#session, index));
    return { index, label: label || `class ${index}`, probability: view.getFloat32(address + 4, true) };
  }

  // One block with everything that the stream gives. Of a file's bytes there is never a second copy, except while a stream
  // that did not say its length outgrows its block.
  async #read(stream: ReadableStream<Uint8Array>, options: ReadOptions): Promise<{ address: number; size: number }> {
    let capacity = Math.max(options.size ?? 1 << 20, 1);
    let address = this.#allocate(capacity);
    let size = 0;
    const reader = stream.getReader();
    const abort = () => void reader.cancel().catch(() => {});
    options.signal?.addEventListener("abort", abort, { once: true });
    try {
      for (;;) {
        const { done, value } = await reader.read();
        options.signal?.throwIfAborted();
        if (done) {
          options.onBytes?.(size, true);
          return { address, size };
        }
        if (size + value.length > capacity) {
          capacity = Math.max(capacity * 2, size + value.length);
          address = this.#grow(address, size, capacity);
        }
        this.#bytes(address + size, value.length).set(value);
        size += value.length;
        options.onBytes?.(size, false);
      }
    } catch (error) {
      this.#module._alexnet_free(address);
      abort();
      throw error;
    } finally {
      options.signal?.removeEventListener("abort", abort);
    }
  }

  #grow(address: number, size: number, capacity: number): number {
    const larger = this.#allocate(capacity);
    new Uint8Array(this.#module.wasmMemory.buffer).copyWithin(larger, address, address + size);
    this.#module._alexnet_free(address);
    return larger;
  }

  #allocate(bytes: number): number {
    // A larger number would wrap around on its way into 32 bits.
    const address = bytes < kAddressable ? this.#module._alexnet_allocate(bytes) >>> 0 : 0;
    if (address === 0) {
      throw new Refusal(`There is not enough memory for ${Math.ceil(bytes / 1e6)} MB: a page can use 4096 MB at most.`);
    }
    return address;
  }

  // Taken anew each time: when the memory grows, older views of it come to nothing.
  #bytes(address: number, length: number): Uint8Array {
    return new Uint8Array(this.#module.wasmMemory.buffer, address, length);
  }

  #text(pointer: number): string {
    const address = pointer >>> 0;
    const heap = new Uint8Array(this.#module.wasmMemory.buffer);
    return new TextDecoder().decode(heap.slice(address, heap.indexOf(0, address))); // a copy: it may be shared memory
  }

  #check(status: number): void {
    if (status !== 0) throw new Refusal(this.#text(this.#module._alexnet_error(this.#session)));
  }
}
