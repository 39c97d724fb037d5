// Numbers as colours, with the core's own tables.
import type { Look, Painting } from "../protocol.ts";

export interface Ink {
  largest: number; // magnitude of the brightest colour
  signed: boolean;
  colours: Look["colours"];
}

export function paint(values: ArrayLike<number>, width: number, ink: Ink): Painting {
  const pixels = new Uint8ClampedArray(values.length * 4);
  for (let i = 0; i < values.length; ++i) pixels.set(shade(values[i]!, ink), 4 * i);
  return { width, height: values.length / width, pixels };
}

export function shade(value: number, { largest, signed, colours }: Ink): Uint8Array {
  const share = largest > 0 ? value / largest : 0;
  const index = Math.round(255 * Math.min(1, Math.max(0, signed ? 0.5 + 0.5 * share : share)));
  return (signed ? colours.signed : colours.plain).subarray(4 * index, 4 * index + 4);
}

// As CSS has it: a bar from the least to the largest colour.
export function gradientOf(table: Uint8Array): string {
  const stops = Array.from({ length: 9 }, (_, i) => {
    const at = 4 * Math.round((i * 255) / 8);
    return `rgb(${table[at]} ${table[at + 1]} ${table[at + 2]})`;
  });
  return `linear-gradient(90deg, ${stops.join(", ")})`;
}
