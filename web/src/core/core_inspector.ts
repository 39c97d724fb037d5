// Looking inside the model that is open in the core, as core/capi/alexnet.h has it.
import { type GridJson, layoutOf } from "./grid_json.ts";
import type { LocalizedError } from "../shared/localized_error.ts";
import type { Heap } from "./heap.ts";
import { paint } from "../inspect/color_scale.ts";
import type * as protocol from "./protocol.ts";
import type {
  ExplanationResult,
  FilterGrid,
  Fit,
  Layer,
  InspectedPhoto,
  ValueBreakdown,
  RgbaImage,
} from "./protocol.ts";
import type { Position, ExplainRequest, Region, RequestOf, Statistics, UnitGrid, UnitMap } from "./protocol.ts";

export interface InspectorModule {
  _alexnet_inspector_create(session: number): number;
  _alexnet_inspector_destroy(inspector: number): void;
  _alexnet_inspector_look_at(inspector: number, photo: number, size: number, fit: number): number;
  // prettier-ignore
  _alexnet_inspector_look_at_part(inspector: number, left: number, top: number, width: number, height: number): number;
  _alexnet_inspector_photo(inspector: number, side: number): number;
  _alexnet_inspector_units(inspector: number, layer: number, scale: number, side: number): number;
  _alexnet_inspector_unit(inspector: number, layer: number, unit: number): number;
  _alexnet_inspector_value(inspector: number, layer: number, unit: number, y: number, x: number): number;
  _alexnet_inspector_filters(inspector: number): number;
  _alexnet_inspector_explain(inspector: number, question: number): number;
  _alexnet_inspector_go_on(inspector: number): number;
  _alexnet_inspector_picture(inspector: number, width: number, height: number): number;
  _alexnet_inspector_numbers(inspector: number, count: number): number;
  _alexnet_inspector_colours(inspector: number, isSigned: number): number;
}

export const kFits: Record<Fit, number> = { model: 0, crop: 1, stretch: 2 };
const kShades = 256;
const kTileSide = 64; // pixels

type LayerJson = Omit<Layer, "tile">;

export class CoreInspector {
  #module: InspectorModule;
  #heap: Heap;
  #inspector: number;
  #coreError: () => LocalizedError;

  constructor(module: InspectorModule, heap: Heap, session: number, coreError: () => LocalizedError) {
    this.#module = module;
    this.#heap = heap;
    this.#coreError = coreError;
    this.#inspector = module._alexnet_inspector_create(session);
    if (this.#inspector === 0) throw coreError();
  }

  end(): void {
    this.#module._alexnet_inspector_destroy(this.#inspector);
  }

  async inspected(photo: Blob, fit: Fit): Promise<Omit<InspectedPhoto, "labels">> {
    const { address, size } = await this.#heap.read(photo.stream(), { size: photo.size });
    try {
      return this.#inspect(this.#module._alexnet_inspector_look_at(this.#inspector, address, size, kFits[fit]));
    } finally {
      this.#heap.free(address);
    }
  }

  inspectRegion({ left, top, width, height }: Region): Omit<InspectedPhoto, "labels"> {
    return this.#inspect(this.#module._alexnet_inspector_look_at_part(this.#inspector, left, top, width, height));
  }

  #inspect(answer: number): Omit<InspectedPhoto, "labels"> {
    const json = this.#json<LookJson>(answer);
    const input = this.#image();
    const probabilities = [...this.#numbers()];
    const colors = { plain: this.#colors(0), signed: this.#colors(1) };
    return {
      photo: json.photo,
      region: json.region,
      layers: json.layers.map((layer) => ({ ...layer, tile: this.#tile(layer, colors) })),
      probabilities,
      input,
      largest: json.largest,
      colors,
      preprocessMs: json.picture_milliseconds,
      networkMs: json.network_milliseconds,
    };
  }

  // The photo that is pending at, upright, its longer side `side` pixels at most.
  photo(side: number): RgbaImage {
    this.#json(this.#module._alexnet_inspector_photo(this.#inspector, side));
    return this.#image();
  }

  units({ layer, scale, side }: RequestOf<"units">): UnitGrid {
    const json = this.#heap.withText(layer, (layer) =>
      this.#heap.withText(scale, (scale) =>
        this.#json<GridJson & { signed: boolean; largest: number }>(
          this.#module._alexnet_inspector_units(this.#inspector, layer, scale, side),
        ),
      ),
    );
    const numbers = this.#numbers();
    const statistics = Array.from({ length: numbers.length / 4 }, (_, unit): Statistics => {
      const [min, max, mean, zeros] = numbers.subarray(4 * unit, 4 * unit + 4) as unknown as number[];
      return { min: min!, max: max!, mean: mean!, zeros: zeros! };
    });
    const { signed, largest } = json;
    return { image: this.#image(), layout: layoutOf(json), statistics, signed, largest };
  }

  filters(): FilterGrid {
    const json = this.#json<GridJson>(this.#module._alexnet_inspector_filters(this.#inspector));
    return { image: this.#image(), layout: layoutOf(json) };
  }

  unit(layer: string, unit: number): UnitMap {
    const statistics = this.#heap.withText(layer, (layer) =>
      this.#json<Statistics>(this.#module._alexnet_inspector_unit(this.#inspector, layer, unit)),
    );
    return { statistics, values: this.#numbers() };
  }

  value(layer: string, unit: number, { y, x }: Position): ValueBreakdown {
    const json = this.#heap.withText(layer, (layer) =>
      this.#json<ValueJson>(this.#module._alexnet_inspector_value(this.#inspector, layer, unit, y, x)),
    );
    const { value, field, arithmetic: made } = json;
    if (!made) return { value, field, arithmetic: null };
    const numbers = this.#numbers();
    const size = numbers.length / 3;
    const { first_channel: firstChannel, has_relu: hasRelu, ...rest } = made;
    const [patch, kernel, products] = [0, 1, 2].map((part) => numbers.slice(part * size, (part + 1) * size));
    return {
      value,
      field,
      arithmetic: { ...rest, firstChannel, hasRelu, patch: patch!, kernel: kernel!, products: products! },
    };
  }

  // As far as it comes in one step: where `done` is below `of`, resume() answers likewise, a step further on.
  explain(question: ExplainRequest): ExplanationResult {
    return this.#heap.withText(JSON.stringify(question), (question) =>
      this.#explained(this.#module._alexnet_inspector_explain(this.#inspector, question)),
    );
  }

  resume(): ExplanationResult {
    return this.#explained(this.#module._alexnet_inspector_go_on(this.#inspector));
  }

  #explained(answer: number): ExplanationResult {
    const {
      layer,
      class: index,
      value,
      start,
      done,
      of,
      milliseconds,
    } = this.#json<Omit<ExplanationResult, "image">>(answer);
    return { image: this.#image(), layer, class: index, value, start, done, of, milliseconds };
  }

  #tile({ name: layer, shape, strongest, statistics }: LayerJson, colors: InspectedPhoto["colors"]): RgbaImage {
    if (shape.length !== 3) return this.units({ layer, scale: "layer", side: kTileSide }).image;
    const map = this.unit(layer, strongest);
    const largest = Math.max(Math.abs(map.statistics.min), Math.abs(map.statistics.max));
    return paint(map.values, shape[1]!, { largest, signed: statistics.min < 0, colors });
  }

  #image(): RgbaImage {
    return this.#heap.painting((width, height) =>
      this.#module._alexnet_inspector_picture(this.#inspector, width, height),
    );
  }

  #numbers(): Float32Array<ArrayBuffer> {
    return this.#heap.withBlock(4, (count) => {
      const address = this.#module._alexnet_inspector_numbers(this.#inspector, count) >>> 0;
      const bytes = this.#heap.view.getInt32(count, true) * 4;
      return new Float32Array(new Uint8Array(this.#heap.bytes(address, bytes)).buffer); // a copy
    });
  }

  #colors(isSigned: number): Uint8Array {
    const address = this.#module._alexnet_inspector_colours(this.#inspector, isSigned) >>> 0;
    return new Uint8Array(this.#heap.bytes(address, kShades * 4)); // a copy
  }

  #json<T>(pointer: number): T {
    const text = this.#heap.text(pointer);
    if (text === "") throw this.#coreError();
    return JSON.parse(text) as T;
  }
}

interface LookJson extends Pick<InspectedPhoto, "photo" | "region" | "largest"> {
  layers: LayerJson[];
  picture_milliseconds: number;
  network_milliseconds: number;
}
interface ValueJson extends Omit<ValueBreakdown, "arithmetic"> {
  arithmetic:
    (Omit<protocol.Arithmetic, "firstChannel" | "hasRelu"> & { first_channel: number; has_relu: boolean }) | null;
}
