// The memory of the core's WebAssembly module: the only file that touches it.
import type { RgbaImage } from "./protocol.ts";
import { LocalizedError } from "../shared/localized_error.ts";

// What alexnet.mjs gives for memory. Pointers come back as signed numbers.
export interface HeapModule {
  wasmMemory: WebAssembly.Memory;
  _alexnet_allocate(bytes: number): number;
  _alexnet_free(block: number): void;
}

export interface ReadOptions {
  size: number | null; // bytes to come, as far as anyone said; the stream has the last word
  signal?: AbortSignal;
  onBytes?: (loaded: number, done: boolean) => void;
}

const kAddressable = 2 ** 32;

export class Heap {
  #module: HeapModule;

  constructor(module: HeapModule) {
    this.#module = module;
  }

  // One block with everything that the stream gives. Of a file's bytes there is never a second copy, except while a stream
  // that did not say its length outgrows its block.
  async read(stream: ReadableStream<Uint8Array>, options: ReadOptions): Promise<{ address: number; size: number }> {
    let capacity = Math.max(options.size ?? 1 << 20, 1);
    let address = this.allocate(capacity);
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
        this.bytes(address + size, value.length).set(value);
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
    const larger = this.allocate(capacity);
    new Uint8Array(this.#module.wasmMemory.buffer).copyWithin(larger, address, address + size);
    this.#module._alexnet_free(address);
    return larger;
  }

  allocate(bytes: number): number {
    // A larger number would wrap around on its way into 32 bits.
    const address = bytes < kAddressable ? this.#module._alexnet_allocate(bytes) >>> 0 : 0;
    if (address === 0) {
      throw new LocalizedError(["noMemory", Math.ceil(bytes / 1e6)]);
    }
    return address;
  }

  // Taken anew each time: when the memory grows, older views of it come to nothing.
  bytes(address: number, length: number): Uint8Array {
    return new Uint8Array(this.#module.wasmMemory.buffer, address, length);
  }

  text(pointer: number): string {
    const address = pointer >>> 0;
    const heap = new Uint8Array(this.#module.wasmMemory.buffer);
    return new TextDecoder().decode(heap.slice(address, heap.indexOf(0, address))); // a copy: it may be shared memory
  }

  // The text as UTF-8 with a zero behind it, for as long as `use` runs.
  withText<T>(text: string, use: (address: number) => T): T {
    return this.withBytes(new TextEncoder().encode(`${text}\0`), use);
  }

  withBytes<T>(bytes: Uint8Array, use: (address: number) => T): T {
    const address = this.allocate(Math.max(bytes.length, 1));
    this.bytes(address, bytes.length).set(bytes);
    try {
      return use(address);
    } finally {
      this.free(address);
    }
  }

  // A new block of so many bytes, for as long as `use` runs.
  withBlock<T>(size: number, use: (address: number) => T): T {
    const address = this.allocate(size);
    try {
      return use(address);
    } finally {
      this.free(address);
    }
  }

  // A copy of RGBA pixels; `find` gives their address and writes their sides where it is told.
  painting(find: (width: number, height: number) => number): RgbaImage {
    return this.withBlock(8, (sides) => {
      const address = find(sides, sides + 4) >>> 0;
      const [width, height] = [this.view.getInt32(sides, true), this.view.getInt32(sides + 4, true)];
      return { width, height, pixels: new Uint8ClampedArray(this.bytes(address, width * height * 4)) };
    });
  }

  // A copy of bytes; `find` gives their address and writes their number where it is told. Empty where it gives none.
  found(find: (size: number) => number): Uint8Array<ArrayBuffer> {
    return this.withBlock(4, (size) => {
      const address = find(size) >>> 0;
      return new Uint8Array(this.bytes(address, address === 0 ? 0 : this.view.getUint32(size, true)));
    });
  }

  // Taken anew each time, as bytes() are.
  get view(): DataView {
    return new DataView(this.#module.wasmMemory.buffer);
  }

  free(address: number): void {
    this.#module._alexnet_free(address);
  }
}
