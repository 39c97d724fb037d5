// Numbers as colors, with the color tables of the core.
import type { InspectedPhoto, RgbaImage } from "../core/protocol.ts";

export interface ColorScale {
  largest: number; // magnitude of the brightest color
  signed: boolean;
  colors: InspectedPhoto["colors"];
}

export function paint(values: ArrayLike<number>, width: number, ink: ColorScale): RgbaImage {
  const pixels = new Uint8ClampedArray(values.length * 4);
  for (let i = 0; i < values.length; ++i) pixels.set(shade(values[i]!, ink), 4 * i);
  return { width, height: values.length / width, pixels };
}

export function shade(value: number, { largest, signed, colors }: ColorScale): Uint8Array {
  const share = largest > 0 ? value / largest : 0;
  const index = Math.round(255 * Math.min(1, Math.max(0, signed ? 0.5 + 0.5 * share : share)));
  return (signed ? colors.signed : colors.plain).subarray(4 * index, 4 * index + 4);
}

// Returns a CSS gradient from the smallest to the largest color.
export function gradientOf(table: Uint8Array): string {
  const stops = Array.from({ length: 9 }, (_, i) => {
    const at = 4 * Math.round((i * 255) / 8);
    return `rgb(${table[at]} ${table[at + 1]} ${table[at + 2]})`;
  });
  return `linear-gradient(90deg, ${stops.join(", ")})`;
}
