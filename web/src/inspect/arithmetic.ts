// One channel of a patch, a kernel or their products, which lie as [row][column][channel].
import type { Arithmetic, Position } from "../core/protocol.ts";

type Extent = Pick<Arithmetic, "rows" | "columns" | "channels">;

export function ofChannel(values: ArrayLike<number>, { rows, columns, channels }: Extent, channel: number): number[] {
  return Array.from({ length: rows * columns }, (_, i) => values[i * channels + channel]!);
}

// The one whose products, summed up, are farthest from 0.
export function dominantChannel(made: Extent & Pick<Arithmetic, "products">): number {
  let best = 0;
  let most = -1;
  for (let channel = 0; channel < made.channels; ++channel) {
    const size = Math.abs(ofChannel(made.products, made, channel).reduce((sum, value) => sum + value, 0));
    if (size > most) [best, most] = [channel, size];
  }
  return best;
}

export interface Contribution {
  input: number; // its number among all that the unit reads
  value: number;
  weight: number;
  product: number;
}

type Products = Pick<Arithmetic, "patch" | "kernel" | "products">;

// What counts most of a dense unit's sum: the products that are farthest from 0, the farthest first.
export function largestContributions({ patch, kernel, products }: Products, count: number): Contribution[] {
  return Array.from(products.keys())
    .sort((a, b) => Math.abs(products[b]!) - Math.abs(products[a]!))
    .slice(0, count)
    .map((input) => ({ input, value: patch[input]!, weight: kernel[input]!, product: products[input]! }));
}

// Which value of the layer before a dense layer's input is: maps lie as [row][column][unit].
export function inputPosition(input: number, shape: number[]): { unit: number; at: Position | null } {
  if (shape.length !== 3) return { unit: input, at: null };
  const [, columns, units] = shape as [number, number, number];
  const place = Math.floor(input / units);
  return { unit: input % units, at: { y: Math.floor(place / columns), x: place % columns } };
}
