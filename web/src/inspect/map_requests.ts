// The questions about a photo's maps: the units of the layer, the unit that is shown, a value of it, the filters. Each has a latest
// answer; what comes late is dropped.
import type { Call } from "../core/client.ts";
import type { InspectorContext } from "./inspector_context.ts";
import * as inspections from "./inspection.ts";

const kGridSide = 900; // pixels of the grid's picture

export class MapRequests {
  #call: Call;
  #context: InspectorContext;

  constructor(call: Call, context: InspectorContext) {
    this.#call = call;
    this.#context = context;
  }

  // The units and, beside them, the one that is shown.
  async layer(): Promise<void> {
    const { inspection, set, generation } = this.#context;
    const { layer, scale } = inspection();
    const number = generation();
    const unit = this.unit();
    const units = await this.#call("units", { layer, scale, side: kGridSide }).catch(() => null);
    const isLate = number !== generation() || layer !== inspection().layer || scale !== inspection().scale;
    if (units && !isLate) set({ grid: { layer, units } });
    await unit;
  }

  // Its map, and the value that is pending at.
  async unit(): Promise<void> {
    const { inspection, set, generation } = this.#context;
    const { layer } = inspection();
    const unit = inspections.shownUnit(inspection());
    const number = generation();
    const map = await this.#call("unit", { layer, unit }).catch(() => null);
    if (!map || number !== generation() || layer !== inspection().layer || unit !== inspections.shownUnit(inspection()))
      return;
    const before = inspection().unit;
    const isSame = before?.layer === layer && before.unit === unit;
    set({ unit: { layer, unit, map }, ...(isSame ? {} : { channel: null }) });
    await this.value();
  }

  async value(): Promise<void> {
    const { inspection, set } = this.#context;
    const { unit, at, inspected } = inspection();
    const layer = inspected?.layers.find(({ name }) => name === unit?.layer);
    if (!unit || !layer) return;
    const place =
      at ?? inspections.strongestPosition(unit.map.values, inspections.hasMaps(layer) ? layer.shape[1]! : 1);
    const made = await this.#call("value", { layer: unit.layer, unit: unit.unit, ...place }).catch(() => null);
    if (made && unit === inspection().unit && at === inspection().at) set({ value: { at: place, made } });
  }

  // The model's, whatever the photo.
  async filters(): Promise<void> {
    const filters = await this.#call("filters", {}).catch(() => null);
    this.#context.set(filters ? { filters } : { showsFilters: false });
  }
}
