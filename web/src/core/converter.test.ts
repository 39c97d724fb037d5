import { describe, expect, test } from "vitest";
import { Converter } from "./converter.ts";
import type { ConverterModule } from "./converter_api.ts";

// A converter whose files are in two pieces: what it was asked, and the bytes that it received.
class FakeModule implements ConverterModule {
  wasmMemory = new WebAssembly.Memory({ initial: 2 });
  next = 1024;
  freed: number[] = [];
  parts: string[] = [];
  pieces: string[] = [];
  error = "";

  #text(address: number, size: number): string {
    return new TextDecoder().decode(new Uint8Array(this.wasmMemory.buffer).slice(address, address + size));
  }
  #zeroTerminated(address: number): string {
    return this.#text(address, new Uint8Array(this.wasmMemory.buffer).indexOf(0, address) - address);
  }
  #put(text: string): number {
    const bytes = new TextEncoder().encode(`${text}\0`);
    const address = this._alexnet_allocate(bytes.length);
    new Uint8Array(this.wasmMemory.buffer).set(bytes, address);
    return address;
  }
  #convert(question: string, bytes: number, size: number): number {
    this.pieces = [`${question}: `, this.#text(bytes, size)];
    return this.error ? 3 : 0;
  }

  _alexnet_allocate = (bytes: number) => (this.next += Math.ceil(bytes / 8) * 8) - Math.ceil(bytes / 8) * 8;
  _alexnet_free = (block: number) => void this.freed.push(block);
  _alexnet_converter_create = () => 8;
  _alexnet_converter_destroy = () => {};
  _alexnet_converter_error_json = () =>
    this.#put(JSON.stringify({ code: "x", kind: "bad_format", where: "", message: this.error, args: {} }));
  _alexnet_converter_add_companion = (_: number, name: number, bytes: number, size: number) =>
    void this.parts.push(`${this.#zeroTerminated(name)}=${this.#text(bytes, size)}`);
  chosen: string[] = [];
  _alexnet_converter_choose_preprocessing = (_: number, text: number) =>
    void this.chosen.push(this.#zeroTerminated(text));
  _alexnet_converter_import = (_: number, bytes: number, size: number) => this.#convert("import", bytes, size);
  _alexnet_converter_export = (_: number, name: number, bytes: number, size: number) =>
    this.#convert(this.#zeroTerminated(name), bytes, size);
  _alexnet_converter_pieces = () => this.pieces.length;
  _alexnet_converter_piece = (_: number, index: number, size: number) => {
    new DataView(this.wasmMemory.buffer).setUint32(size, this.pieces[index]!.length, true);
    return this.#put(this.pieces[index]!);
  };
}

describe("the converter", () => {
  const request = { folder: "", file: new Blob(["weights"]), to: null, parts: [] };

  test("imports a file with its parts, and returns all pieces", async () => {
    const module = new FakeModule();
    const parts = [{ name: "a.onnx.data", file: new Blob(["more"]) }];
    const file = await new Converter(module).convert({ ...request, parts }, { size: 7 });
    expect(await file.text()).toBe("import: weights");
    expect(module.parts).toEqual(["a.onnx.data=more"]);
  });

  test("passes on what the visitor says about the preprocessing", async () => {
    const module = new FakeModule();
    await new Converter(module).convert({ ...request, preprocessing: { base: "caffe", input: 227 } }, { size: 7 });
    await new Converter(module).convert(request, { size: 7 });
    expect(module.chosen).toEqual(['{"base":"caffe","input":227}']);
  });

  test("exports to the format of a name", async () => {
    const file = await new Converter(new FakeModule()).convert({ ...request, to: "ten.onnx" }, { size: 7 });
    expect(await file.text()).toBe("ten.onnx: weights");
  });

  test("fails with the core's message", async () => {
    const module = new FakeModule();
    module.error = "not a model";
    await expect(new Converter(module).convert(request, { size: 7 })).rejects.toMatchObject({
      message: "not a model",
      code: "x",
    });
  });
});
