// Model files of other programs, read and written by the core's second WebAssembly module, which only this file loads.
import { LocalizedError } from "../shared/localized_error.ts";
import { ConverterApi, type ConverterModule } from "./converter_api.ts";
import { CoreError } from "./core_error.ts";
import { Heap, type ReadOptions } from "./heap.ts";
import type * as json from "./json_shapes.ts";
import { loadModule } from "./load_module.ts";
import type { ConvertRequest, ModelPart } from "./protocol.ts";

// Converts a file in this worker, which keeps the memory that it takes.
export async function convert(request: ConvertRequest, options: ReadOptions): Promise<Blob> {
  const module = await loadModule<ConverterModule>(request.folder, "converter", 0);
  return new Converter(module).convert(request, options);
}

export class Converter {
  #heap: Heap;
  #api: ConverterApi;
  #converter: number;

  constructor(module: ConverterModule) {
    this.#heap = new Heap(module);
    this.#api = new ConverterApi(module, this.#heap);
    this.#converter = this.#api.converterCreate();
    if (this.#converter === 0) throw new LocalizedError(["noMemoryToStart"]);
  }

  async convert({ file, to, parts, preprocessing }: ConvertRequest, options: ReadOptions): Promise<Blob> {
    const { address, size } = await this.#heap.read(file.stream(), options);
    for (const part of parts) await this.#addPart(part, options.signal);
    if (preprocessing) this.#api.converterChoosePreprocessing(this.#converter, JSON.stringify(preprocessing));
    // Both take ownership of the block.
    const status =
      to === null
        ? this.#api.converterImport(this.#converter, address, size)
        : this.#api.converterExport(this.#converter, to, address, size);
    if (status !== 0) throw new CoreError(JSON.parse(this.#api.converterErrorJson(this.#converter)) as json.Error);
    const count = this.#api.converterPieces(this.#converter);
    return this.#heap.file(count, (index, size) => this.#api.converterPiece(this.#converter, index, size));
  }

  async #addPart({ name, file }: ModelPart, signal?: AbortSignal): Promise<void> {
    const { address, size } = await this.#heap.read(file.stream(), { size: file.size, ...(signal && { signal }) });
    this.#api.converterAddCompanion(this.#converter, name, address, size); // takes ownership of the block
  }
}
