// The state of the inspector as plain data, and what follows from it.
import type {
  ExplanationResult,
  FilterGrid,
  GridLayout,
  Layer,
  InspectedPhoto,
  ValueBreakdown,
  MapScale,
} from "../core/protocol.ts";
import type { Method, RgbaImage, Position, Region, UnitGrid, UnitMap } from "../core/protocol.ts";
import type { Message } from "../words/words.ts";
import { type RelativeRegion, toRelative } from "./region.ts";

export interface Inspection {
  inspected: InspectedPhoto | null; // the last photo that was inspected
  isInspecting: boolean;
  reason: Message; // why the photo could not be inspected
  photo: RgbaImage | null; // the whole photo, reduced
  region: Region | null; // the chosen region of the photo, instead of the one of the fit
  linkedRegion: RelativeRegion | null; // the region of a link, until the photo is there
  milliseconds: number; // the time from the photo to its maps
  layer: string;
  scale: MapScale;
  showsFilters: boolean; // shows the filters of the first layer instead of its maps
  grid: { layer: string; units: UnitGrid } | null;
  filters: FilterGrid | null;
  cursor: number; // the unit under the keyboard cursor
  hovered: number | null; // the unit under the pointer
  pinned: number | null;
  unit: { layer: string; unit: number; map: UnitMap } | null; // the unit whose details are shown
  at: Position | null; // the chosen value of the map; null: the strongest
  value: { at: Position; breakdown: ValueBreakdown } | null;
  channel: number | null; // of the arithmetic; null: the one that contributes most
  method: Method;
  classIndex: number | null; // the class to explain; null: the most probable
  aboutUnit: boolean; // explains the unit instead of a class
  opacity: number; // 0..1
  explained: { key: string; answer: ExplanationResult } | null;
  explaining: boolean;
  explainFault: Message;
}

export const initialInspection: Inspection = {
  inspected: null,
  isInspecting: false,
  reason: "",
  photo: null,
  region: null,
  linkedRegion: null,
  milliseconds: 0,
  layer: "",
  scale: "unit",
  showsFilters: false,
  grid: null,
  filters: null,
  cursor: 0,
  hovered: null,
  pinned: null,
  unit: null,
  at: null,
  value: null,
  channel: null,
  method: "grad-cam",
  classIndex: null,
  aboutUnit: false,
  opacity: 0.75,
  explained: null,
  explaining: false,
  explainFault: "",
};

export const kScales: MapScale[] = ["unit", "layer", "network"];
export const kMethods: Method[] = ["grad-cam", "gradient", "guided", "occlusion", "maximize"];
// These methods take seconds, so they run only when asked for, not for every photo.
export const isSlow = (method: Method) => method === "occlusion" || method === "maximize";

export const layerOf = (inspection: Inspection): Layer | null =>
  inspection.inspected?.layers.find(({ name }) => name === inspection.layer) ?? null;
export const unitsOf = (layer: Layer): number => layer.shape.at(-1)!;
export const hasMaps = (layer: Layer): boolean => layer.shape.length === 3;
export const shownUnit = (inspection: Inspection): number => inspection.hovered ?? inspection.cursor;

// Filters can be shown for the first layer, a convolution over colors.
export const hasFilters = (inspection: Inspection): boolean =>
  inspection.layer !== "" && inspection.inspected?.layers[0]?.name === inspection.layer;

export const mostProbable = ({ probabilities }: InspectedPhoto): number =>
  probabilities.reduce((best, value, index) => (value > probabilities[best]! ? index : best), 0);
export const explainedClass = (inspection: Inspection): number =>
  inspection.classIndex ?? (inspection.inspected ? mostProbable(inspection.inspected) : 0);

// Returns the `count` most probable classes in descending order.
export const ranked = ({ probabilities }: InspectedPhoto, count: number): number[] =>
  probabilities
    .map((_, index) => index)
    .sort((a, b) => probabilities[b]! - probabilities[a]!)
    .slice(0, count);

// Returns the value that the brightest color represents.
export function largestOf(inspection: Inspection): number {
  const { grid, scale, inspected, unit } = inspection;
  if (!grid || !inspected) return 0;
  if (scale === "network") return inspected.largest;
  const layer = layerOf(inspection);
  if (scale === "layer" || !layer || !hasMaps(layer) || !unit) return grid.units.largest;
  return Math.max(Math.abs(unit.map.statistics.min), Math.abs(unit.map.statistics.max));
}

export function strongestPosition(values: ArrayLike<number>, width: number): Position {
  let best = 0;
  for (let i = 1; i < values.length; ++i) if (Math.abs(values[i]!) > Math.abs(values[best]!)) best = i;
  return { y: Math.floor(best / width), x: best % width };
}

// Limits the choices to what this network has. Returns nothing while no photo has been inspected.
export function validChoices(inspection: Inspection, choices: Partial<Inspection>): Partial<Inspection> {
  const { inspected, layer, grid, cursor, pinned, classIndex } = { ...inspection, ...choices };
  if (!inspected) return {};
  const found = inspected.layers.find(({ name }) => name === layer) ?? inspected.layers[0]!;
  const units = unitsOf(found);
  const isNew = pinned === null && !grid;
  return {
    layer: found.name,
    cursor: isNew ? found.strongest : Math.min(cursor, units - 1),
    pinned: pinned === null ? null : Math.min(pinned, units - 1),
    classIndex: classIndex !== null && classIndex < inspected.probabilities.length ? classIndex : null,
  };
}

// Returns the changes for another layer.
export function withLayer(inspection: Inspection, layer: Layer): Partial<Inspection> {
  const { cursor, pinned } = inspection;
  const before = layerOf(inspection);
  const sameUnits = before !== null && unitsOf(before) === unitsOf(layer);
  const sameShape = before !== null && before.shape.join() === layer.shape.join();
  return {
    layer: layer.name,
    hovered: null,
    // ReLU, normalization and pooling keep the channels; across other layers the number of a unit means nothing.
    cursor: sameUnits ? cursor : layer.strongest,
    pinned: sameUnits ? pinned : null,
    ...(sameShape ? {} : { at: null }),
    channel: null,
    showsFilters: false,
  };
}

// Returns the unit `right` columns and `down` rows from another one, within the grid.
export function neighbor(unit: number, columns: number, count: number, right: number, down: number): number {
  const column = Math.min(columns - 1, Math.max(0, (unit % columns) + right));
  const row = Math.min(Math.ceil(count / columns) - 1, Math.max(0, Math.floor(unit / columns) + down));
  return Math.min(row * columns + column, count - 1);
}

// Returns the rectangle of a unit in the image of the grid, in pixels.
export function cellOf(unit: number, { columns, map_width, map_height, zoom, gap }: GridLayout) {
  return {
    x: gap + (unit % columns) * (map_width * zoom + gap),
    y: gap + Math.floor(unit / columns) * (map_height * zoom + gap),
    width: map_width * zoom,
    height: map_height * zoom,
  };
}
export function unitAt(x: number, y: number, layout: GridLayout, count: number): number | null {
  const { columns, map_width, map_height, zoom, gap } = layout;
  const column = Math.floor((x - gap / 2) / (map_width * zoom + gap));
  const unit = Math.floor((y - gap / 2) / (map_height * zoom + gap)) * columns + column;
  return column >= 0 && column < columns && unit >= 0 && unit < count ? unit : null;
}

// ---- The address: #inside?layer=relu3&unit=17&scale=layer&method=guided&class=5&part=0.12,0.05,0.6,0.8 ----

const kShareDigits = 4; // after the decimal point: finer than a pixel of most photos
const kShare = /^[01](\.\d{1,6})?$/;

export function addressOf(inspection: Inspection): string {
  const parameters = new URLSearchParams();
  if (inspection.layer) parameters.set("layer", inspection.layer);
  if (inspection.pinned !== null) parameters.set("unit", String(inspection.pinned));
  if (inspection.scale !== "unit") parameters.set("scale", inspection.scale);
  parameters.set("method", inspection.method);
  if (inspection.classIndex !== null) parameters.set("class", String(inspection.classIndex));
  if (inspection.aboutUnit && inspection.pinned !== null) parameters.set("about", "unit");
  const part = partOf(inspection);
  // Appended as text, since URLSearchParams would write the commas as %2C.
  return `#inside?${parameters}${part ? `&part=${partText(part)}` : ""}`;
}

// Returns the chosen region, if it is not the one of the fit.
function partOf({ region, inspected, linkedRegion }: Inspection): RelativeRegion | null {
  return region && inspected ? toRelative(region, inspected.photo) : linkedRegion;
}

const partText = ({ left, top, width, height }: RelativeRegion): string =>
  [left, top, width, height].map((share) => Number(share.toFixed(kShareDigits))).join();

function partFrom(text: string): RelativeRegion | null {
  const parts = text.split(",");
  if (parts.length !== 4 || !parts.every((part) => kShare.test(part))) return null;
  const [left, top, width, height] = parts.map(Number) as [number, number, number, number];
  const most = 1 + 2 * 10 ** -kShareDigits; // both summands are rounded
  if (width === 0 || height === 0 || left + width > most || top + height > most) return null;
  return { left, top, width, height };
}

// Returns the valid choices of an address.
export function fromAddress(hash: string): Partial<Inspection> {
  const parameters = new URLSearchParams(hash.split("?")[1] ?? "");
  const choices: Partial<Inspection> = {};
  const number = (name: string) => {
    const text = parameters.get(name) ?? "";
    return /^\d{1,6}$/.test(text) ? Number(text) : null;
  };
  const layer = parameters.get("layer");
  if (layer) choices.layer = layer;
  const unit = number("unit");
  if (unit !== null) Object.assign(choices, { cursor: unit, pinned: unit });
  const scale = kScales.find((one) => one === parameters.get("scale"));
  if (scale) choices.scale = scale;
  const method = kMethods.find((one) => one === parameters.get("method"));
  if (method) choices.method = method;
  const classIndex = number("class");
  if (classIndex !== null) choices.classIndex = classIndex;
  if (parameters.get("about") === "unit" && unit !== null) choices.aboutUnit = true;
  const part = partFrom(parameters.get("part") ?? "");
  if (part) choices.linkedRegion = part;
  return choices;
}
