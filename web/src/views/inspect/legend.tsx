import { type Inspection, largestOf } from "../../inspect/inspection.ts";
import { gradientOf } from "../../inspect/color_scale.ts";
import { words } from "../../words/words.ts";

// Formats a value with three significant digits.
export function number(value: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e5 || size < 0.001) return value.toExponential(1).replace("-", "−").replace("e−", "e−");
  return value.toPrecision(3).replace(/^-/, "−");
}

// The color bar of the layer's maps, with the numbers at its ends.
export function Legend({ inspection }: { inspection: Inspection }) {
  const { grid, inspected } = inspection;
  if (!grid || !inspected) return null;
  const { signed } = grid.units;
  const largest = largestOf(inspection);
  return (
    <p class="inspect-legend">
      <span>{signed ? number(-largest) : "0"}</span>
      <span
        class="inspect-legend-bar"
        style={{ background: gradientOf(signed ? inspected.colors.signed : inspected.colors.plain) }}
      />
      {signed && <span class="visually-hidden">{words().inspect.overZero}</span>}
      <span>{number(largest)}</span>
    </p>
  );
}
