// An inspector of the core: a handle, and access to what its functions return besides JSON.
import type { LocalizedError } from "../shared/localized_error.ts";
import { type CoreApi, kFit } from "./core_api.ts";
import type { ColorHandling } from "../photos/browser_decoder.ts";
import { readPhoto } from "../photos/photo_reader.ts";
import type { Heap } from "./heap.ts";
import type { Inspection } from "./json_shapes.ts";
import type { Fit, RgbaImage } from "./protocol.ts";

const kColors = 256;

export class CoreInspector {
  #api: CoreApi;
  #heap: Heap;
  #handle: number;
  #color: ColorHandling;
  #lastError: () => LocalizedError;

  // Throws `lastError` if no model is open in the session.
  constructor(api: CoreApi, heap: Heap, session: number, color: ColorHandling, lastError: () => LocalizedError) {
    this.#color = color;
    this.#api = api;
    this.#heap = heap;
    this.#lastError = lastError;
    this.#handle = api.inspectorCreate(session);
    if (this.#handle === 0) throw lastError();
  }

  dispose(): void {
    this.#api.inspectorDestroy(this.#handle);
  }

  async inspectPhoto(photo: Blob, fit: Fit): Promise<Inspection> {
    const read = await readPhoto(this.#heap, photo, this.#color, (address, size) =>
      this.json<Inspection>((api, handle) => api.inspectorLookAt(handle, address, size, kFit[fit])),
    );
    return read.value;
  }

  // Calls a function that returns JSON and parses it. Throws the core's error if the function fails.
  json<T>(call: (api: CoreApi, handle: number) => string): T {
    const text = call(this.#api, this.#handle);
    if (text === "") throw this.#lastError();
    return JSON.parse(text) as T;
  }

  // Returns a copy of the image of the last call.
  image(): RgbaImage {
    return this.#heap.image((width, height) => this.#api.inspectorPicture(this.#handle, width, height));
  }

  // Returns a copy of the numbers of the last call.
  numbers(): Float32Array<ArrayBuffer> {
    return this.#heap.withBlock(4, (count) => {
      const address = this.#api.inspectorNumbers(this.#handle, count);
      const bytes = this.#heap.view.getInt32(count, true) * 4;
      return new Float32Array(new Uint8Array(this.#heap.bytes(address, bytes)).buffer);
    });
  }

  // Returns a copy of the colors of maps, RGBA.
  colors(isSigned: boolean): Uint8Array {
    const address = this.#api.inspectorColors(this.#handle, Number(isSigned));
    return new Uint8Array(this.#heap.bytes(address, kColors * 4));
  }
}
