import { percent } from "../../shared/format.ts";
import type { InspectedPhoto, Layer, UnitGrid } from "../../core/protocol.ts";
import { words } from "../../words/words.ts";
import type { InspectProps } from "../view.ts";
import { number } from "./legend.tsx";

const kMost = 10;

// Whether the units of a layer are the classes.
export const isOfClasses = ({ operation, name }: Layer) => operation === "softmax" || name === "fc8";

// The strongest units of a layer whose units are the classes, by name.
export function ClassBars({
  inspection,
  inspector,
  layer,
  units,
  inspected,
}: Pick<InspectProps, "inspection" | "inspector"> & {
  layer: Layer;
  units: UnitGrid;
  inspected: InspectedPhoto;
}) {
  if (!isOfClasses(layer)) return null;
  const values = units.statistics.map(({ mean }) => mean);
  const ranked = values.map((_, unit) => unit).sort((one, other) => values[other]! - values[one]!);
  const shown = ranked.slice(0, kMost);
  const [most, least] = [values[shown[0]!]!, Math.min(0, values[ranked.at(-1)!]!)];
  return (
    <ol class="class-bars" aria-label={words().inspect.strongestClasses}>
      {shown.map((unit) => (
        <li key={unit}>
          <button class="inspect-class" aria-pressed={unit === inspection.pinned} onClick={() => inspector.pin(unit)}>
            <span
              class="inspect-class-bar"
              style={{ transform: `scaleX(${(values[unit]! - least) / Math.max(most - least, 1e-9)})` }}
            />
            <span class="inspect-class-name">{inspected.labels[unit]}</span>
            <span class="inspect-class-share">
              {layer.operation === "softmax" ? percent(values[unit]!) : number(values[unit]!)}
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}
