// The memory of a WebAssembly module of the core. Only this file accesses it.
import { LocalizedError } from "../shared/localized_error.ts";
import type { RgbaImage } from "./protocol.ts";

export interface ReadOptions {
  size: number | null; // the expected number of bytes, if known; the stream may contain more or fewer
  signal?: AbortSignal;
  onBytes?: (loaded: number, done: boolean) => void;
}

// What every module of the core exports.
export interface HeapModule {
  wasmMemory: WebAssembly.Memory;
  _alexnet_allocate(bytes: number): number;
  _alexnet_free(block: number): void;
}

const kAddressable = 2 ** 32;
const kBlobPart = 4 << 20; // copies of this size are soon free again

export class Heap {
  #module: HeapModule;

  constructor(module: HeapModule) {
    this.#module = module;
  }

  // Returns a new block with the contents of the stream. There is no second copy of the bytes, except while a stream of unknown
  // length outgrows its block.
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
    // A larger number would wrap around when converted to 32 bits.
    const address = bytes < kAddressable ? this.#module._alexnet_allocate(bytes) >>> 0 : 0;
    if (address === 0) {
      throw new LocalizedError(["noMemory", Math.ceil(bytes / 1e6)]);
    }
    return address;
  }

  // A new view each time: views become invalid when the memory grows.
  bytes(address: number, length: number): Uint8Array {
    return new Uint8Array(this.#module.wasmMemory.buffer, address, length);
  }

  text(pointer: number): string {
    const address = pointer >>> 0;
    const heap = new Uint8Array(this.#module.wasmMemory.buffer);
    return new TextDecoder().decode(heap.slice(address, heap.indexOf(0, address))); // a copy, since TextDecoder rejects shared memory
  }

  // Passes the address of the text as zero-terminated UTF-8 to `use`; it is valid only meanwhile.
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

  // Passes the address of a new block to `use`; it is valid only meanwhile.
  withBlock<T>(size: number, use: (address: number) => T): T {
    const address = this.allocate(size);
    try {
      return use(address);
    } finally {
      this.free(address);
    }
  }

  // Passes the address and size of the bytes of a blob to `use`; they are valid only meanwhile.
  async withBlob<T>(blob: Blob, use: (address: number, size: number) => T): Promise<T> {
    const { address, size } = await this.read(blob.stream(), { size: blob.size });
    try {
      return use(address, size);
    } finally {
      this.free(address);
    }
  }

  // Returns a copy of an image. `find` returns the address of its pixels and stores its size at the given addresses.
  image(find: (width: number, height: number) => number): RgbaImage {
    return this.withBlock(8, (sides) => {
      const address = find(sides, sides + 4) >>> 0;
      const [width, height] = [this.view.getInt32(sides, true), this.view.getInt32(sides + 4, true)];
      return { width, height, pixels: new Uint8ClampedArray(this.bytes(address, width * height * 4)) };
    });
  }

  // Returns a copy of bytes. `find` returns their address and stores their number at the given address. Empty if it returns 0.
  copy(find: (size: number) => number): Uint8Array<ArrayBuffer> {
    return this.withBlock(4, (size) => {
      const address = find(size) >>> 0;
      return new Uint8Array(this.bytes(address, address === 0 ? 0 : this.view.getUint32(size, true)));
    });
  }

  // Returns a file that the core hands out in pieces: `find` returns the address of one and stores its size at the given address. Browsers
  // keep blobs outside of this worker's memory, which therefore holds no more than a copy of a part.
  file(pieces: number, find: (index: number, size: number) => number): Blob {
    const parts: Blob[] = [];
    for (let index = 0; index < pieces; ++index) {
      const [address, size] = this.withBlock(4, (size) => [find(index, size) >>> 0, this.view.getUint32(size, true)]);
      for (let at = 0; at < size!; at += kBlobPart)
        parts.push(new Blob([this.bytes(address! + at, Math.min(kBlobPart, size! - at)).slice()]));
    }
    return new Blob(parts);
  }

  // A new view each time, as for bytes().
  get view(): DataView {
    return new DataView(this.#module.wasmMemory.buffer);
  }

  free(address: number): void {
    this.#module._alexnet_free(address);
  }
}
