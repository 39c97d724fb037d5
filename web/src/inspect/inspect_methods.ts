// The worker's methods that inspect the open model. inspectPhoto comes first; the others are about that photo.
import type { Core } from "../core/core.ts";
import type { CoreInspector } from "../core/core_inspector.ts";
import type * as json from "../core/json_shapes.ts";
import { messages } from "../core/message_queue.ts";
import type {
  Arithmetic,
  ExplainRequest,
  ExplanationResult,
  Fit,
  InspectedPhoto,
  MapScale,
  Position,
  Region,
  RgbaImage,
  Statistics,
  UnitGrid,
  UnitMap,
} from "../core/protocol.ts";
import type { WorkerContext } from "../core/worker_context.ts";
import { paint } from "./color_scale.ts";

const kTileSide = 64; // pixels
const kReportEveryMs = 100; // partial results of an explanation

interface UnitsRequest {
  layer: string;
  scale: MapScale;
  side: number; // of the image, in pixels, approximately
}
interface UnitRequest {
  layer: string;
  unit: number;
}

export const inspectMethods = {
  async inspectPhoto({ photo, fit }: { photo: Blob; fit: Fit }, { state }: WorkerContext) {
    const core = await state.core();
    return describe(core, await core.inspector().inspectPhoto(photo, fit));
  },

  async inspectRegion({ left, top, width, height }: Region, { state }: WorkerContext) {
    const core = await state.core();
    const inspector = core.inspector();
    return describe(
      core,
      inspector.json((api, handle) => api.inspectorLookAtPart(handle, left, top, width, height)),
    );
  },

  // Returns the inspected photo, upright, its longer side at most `side` pixels.
  async photo({ side }: { side: number }, { state }: WorkerContext) {
    const inspector = (await state.core()).inspector();
    inspector.json((api, handle) => api.inspectorPhoto(handle, side));
    return { image: inspector.image() };
  },

  async units(request: UnitsRequest, { state }: WorkerContext) {
    return unitsOf((await state.core()).inspector(), request);
  },

  async filters(_: object, { state }: WorkerContext) {
    const inspector = (await state.core()).inspector();
    const layout = inspector.json<json.GridLayout>((api, handle) => api.inspectorFilters(handle));
    return { image: inspector.image(), layout };
  },

  async unit(request: UnitRequest, { state }: WorkerContext) {
    return unitOf((await state.core()).inspector(), request);
  },

  async value({ layer, unit, y, x }: UnitRequest & Position, { state }: WorkerContext) {
    const inspector = (await state.core()).inspector();
    const breakdown = inspector.json<json.ValueBreakdown>((api, handle) =>
      api.inspectorValue(handle, layer, unit, y, x),
    );
    const { arithmetic } = breakdown;
    return { ...breakdown, arithmetic: arithmetic && withNumbers(arithmetic, inspector.numbers()) };
  },

  // Runs step by step, so that the worker handles other requests in between.
  async explain(request: ExplainRequest, { state, signal, report }: WorkerContext<ExplanationResult>) {
    const core = await state.core();
    signal.throwIfAborted();
    const question = JSON.stringify(request);
    let explanation = explanationOf(core.inspector(), (api, handle) => api.inspectorExplain(handle, question));
    let reported = -Infinity;
    while (explanation.done < explanation.of) {
      if (performance.now() - reported > kReportEveryMs) {
        reported = performance.now();
        report(explanation);
      }
      await messages();
      signal.throwIfAborted();
      // Throws if another model has been opened meanwhile: its inspector has no explanation in progress.
      explanation = explanationOf(core.inspector(), (api, handle) => api.inspectorGoOn(handle));
    }
    return explanation;
  },
};

function describe(core: Core, inspection: json.Inspection): InspectedPhoto {
  const inspector = core.inspector();
  const input = inspector.image();
  const probabilities = [...inspector.numbers()];
  const colors = { plain: inspector.colors(false), signed: inspector.colors(true) };
  return {
    ...inspection,
    layers: inspection.layers.map((layer) => ({ ...layer, tile: tileOf(inspector, layer, colors) })),
    labels: probabilities.map((_, index) => core.className(index)),
    probabilities,
    input,
    colors,
  };
}

function tileOf(
  inspector: CoreInspector,
  { name: layer, shape, strongest, statistics }: json.InspectedLayer,
  colors: InspectedPhoto["colors"],
): RgbaImage {
  if (shape.length !== 3) return unitsOf(inspector, { layer, scale: "layer", side: kTileSide }).image;
  const map = unitOf(inspector, { layer, unit: strongest });
  const largest = Math.max(Math.abs(map.statistics.min), Math.abs(map.statistics.max));
  return paint(map.values, shape[1]!, { largest, signed: statistics.min < 0, colors });
}

function unitsOf(inspector: CoreInspector, { layer, scale, side }: UnitsRequest): UnitGrid {
  const grid = inspector.json<json.UnitGrid>((api, handle) => api.inspectorUnits(handle, layer, scale, side));
  const numbers = inspector.numbers();
  const statistics = Array.from({ length: numbers.length / 4 }, (_, unit): Statistics => {
    const [min, max, mean, zeros] = numbers.subarray(4 * unit, 4 * unit + 4) as unknown as number[];
    return { min: min!, max: max!, mean: mean!, zeros: zeros! };
  });
  const { signed, largest, ...layout } = grid;
  return { image: inspector.image(), layout, statistics, signed, largest };
}

function unitOf(inspector: CoreInspector, { layer, unit }: UnitRequest): UnitMap {
  const statistics = inspector.json<json.Statistics>((api, handle) => api.inspectorUnit(handle, layer, unit));
  return { statistics, values: inspector.numbers() };
}

// The numbers of a value are its patch, kernel and products, one after another.
function withNumbers(arithmetic: json.Arithmetic, numbers: Float32Array<ArrayBuffer>): Arithmetic {
  const size = numbers.length / 3;
  const [patch, kernel, products] = [0, 1, 2].map((part) => numbers.slice(part * size, (part + 1) * size));
  return { ...arithmetic, patch: patch!, kernel: kernel!, products: products! };
}

function explanationOf(inspector: CoreInspector, call: Parameters<CoreInspector["json"]>[0]): ExplanationResult {
  const explanation = inspector.json<json.Explanation>(call);
  return { ...explanation, image: inspector.image() };
}
