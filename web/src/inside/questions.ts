// The questions about a photo's maps: the units of the layer, the unit that is shown, a value of it, the filters. Each has a latest
// answer; what comes late is dropped.
import type { Call } from "../client.ts";
import type { Held } from "./held.ts";
import * as insides from "./inside.ts";

const kGridSide = 900; // pixels of the grid's picture

export class Questions {
  #call: Call;
  #held: Held;

  constructor(call: Call, held: Held) {
    this.#call = call;
    this.#held = held;
  }

  // The units and, beside them, the one that is shown.
  async layer(): Promise<void> {
    const { inside, set, looks } = this.#held;
    const { layer, scale } = inside();
    const number = looks();
    const unit = this.unit();
    const units = await this.#call("units", { layer, scale, side: kGridSide }).catch(() => null);
    const isLate = number !== looks() || layer !== inside().layer || scale !== inside().scale;
    if (units && !isLate) set({ grid: { layer, units } });
    await unit;
  }

  // Its map, and the value that is looked at.
  async unit(): Promise<void> {
    const { inside, set, looks } = this.#held;
    const { layer } = inside();
    const unit = insides.shownUnit(inside());
    const number = looks();
    const map = await this.#call("unit", { layer, unit }).catch(() => null);
    if (!map || number !== looks() || layer !== inside().layer || unit !== insides.shownUnit(inside())) return;
    const before = inside().unit;
    const isSame = before?.layer === layer && before.unit === unit;
    set({ unit: { layer, unit, map }, ...(isSame ? {} : { channel: null }) });
    await this.value();
  }

  async value(): Promise<void> {
    const { inside, set } = this.#held;
    const { unit, at, look } = inside();
    const layer = look?.layers.find(({ name }) => name === unit?.layer);
    if (!unit || !layer) return;
    const place = at ?? insides.strongestPlace(unit.map.values, insides.hasMaps(layer) ? layer.shape[1]! : 1);
    const made = await this.#call("value", { layer: unit.layer, unit: unit.unit, ...place }).catch(() => null);
    if (made && unit === inside().unit && at === inside().at) set({ value: { at: place, made } });
  }

  // The model's, whatever the photo.
  async filters(): Promise<void> {
    const filters = await this.#call("filters", {}).catch(() => null);
    this.#held.set(filters ? { filters } : { showsFilters: false });
  }
}
