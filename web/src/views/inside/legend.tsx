import { type Inside, largestOf } from "../../inside/inside.ts";
import { gradientOf } from "../../inside/paint.ts";
import { words } from "../../words/words.ts";

// A value as it is read: three digits that count.
export function number(value: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e5 || size < 0.001) return value.toExponential(1).replace("-", "−").replace("e−", "e−");
  return value.toPrecision(3).replace(/^-/, "−");
}

// The colours of the layer's maps with the numbers at their ends.
export function Legend({ inside }: { inside: Inside }) {
  const { grid, look } = inside;
  if (!grid || !look) return null;
  const { signed } = grid.units;
  const largest = largestOf(inside);
  return (
    <p class="inside-legend">
      <span>{signed ? number(-largest) : "0"}</span>
      <span
        class="inside-legend-bar"
        style={{ background: gradientOf(signed ? look.colours.signed : look.colours.plain) }}
      />
      {signed && <span class="visually-hidden">{words().inside.overZero}</span>}
      <span>{number(largest)}</span>
    </p>
  );
}
