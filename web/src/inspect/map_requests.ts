// Requests about a photo's maps: the units of the layer, the unit that is shown, a value of it, the filters. Answers to outdated
// requests are dropped.
import type { Call } from "../core/client.ts";
import type { InspectorContext } from "./inspector_context.ts";
import * as inspections from "./inspection.ts";

const kGridSide = 900; // pixels of the grid's image

export class MapRequests {
  #call: Call;
  #context: InspectorContext;

  constructor(call: Call, context: InspectorContext) {
    this.#call = call;
    this.#context = context;
  }

  // Requests the units of the layer and, at the same time, the unit that is shown.
  async layer(): Promise<void> {
    const { inspection, set, generation } = this.#context;
    const { layer, scale } = inspection();
    const started = generation();
    const unit = this.unit();
    const units = await this.#call("units", { layer, scale, side: kGridSide }).catch(() => null);
    const isLate = started !== generation() || layer !== inspection().layer || scale !== inspection().scale;
    if (units && !isLate) set({ grid: { layer, units } });
    await unit;
  }

  // Requests the map of the unit that is shown, and the chosen value.
  async unit(): Promise<void> {
    const { inspection, set, generation } = this.#context;
    const { layer } = inspection();
    const unit = inspections.shownUnit(inspection());
    const started = generation();
    const map = await this.#call("unit", { layer, unit }).catch(() => null);
    if (
      !map ||
      started !== generation() ||
      layer !== inspection().layer ||
      unit !== inspections.shownUnit(inspection())
    )
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
    const position =
      at ?? inspections.strongestPosition(unit.map.values, inspections.hasMaps(layer) ? layer.shape[1]! : 1);
    const breakdown = await this.#call("value", { layer: unit.layer, unit: unit.unit, ...position }).catch(() => null);
    if (breakdown && unit === inspection().unit && at === inspection().at) set({ value: { at: position, breakdown } });
  }

  // Requests the filters of the first layer; they do not depend on the photo.
  async filters(): Promise<void> {
    const filters = await this.#call("filters", {}).catch(() => null);
    this.#context.set(filters ? { filters } : { showsFilters: false });
  }
}
