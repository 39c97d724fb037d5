// Helpers for the arithmetic of a value. Patch, kernel and products are laid out as [row][column][channel].
import type { Arithmetic, Position } from "../core/protocol.ts";

type Extent = Pick<Arithmetic, "rows" | "columns" | "channels">;

export function ofChannel(values: ArrayLike<number>, { rows, columns, channels }: Extent, channel: number): number[] {
  return Array.from({ length: rows * columns }, (_, i) => values[i * channels + channel]!);
}

// Returns the channel whose sum of products has the largest magnitude.
export function dominantChannel(arithmetic: Extent & Pick<Arithmetic, "products">): number {
  let best = 0;
  let most = -1;
  for (let channel = 0; channel < arithmetic.channels; ++channel) {
    const size = Math.abs(ofChannel(arithmetic.products, arithmetic, channel).reduce((sum, value) => sum + value, 0));
    if (size > most) [best, most] = [channel, size];
  }
  return best;
}

export interface Contribution {
  input: number; // its index among all inputs of the unit
  value: number;
  weight: number;
  product: number;
}

type Products = Pick<Arithmetic, "patch" | "kernel" | "products">;

// Returns the `count` products of a dense unit with the largest magnitude, in descending order.
export function largestContributions({ patch, kernel, products }: Products, count: number): Contribution[] {
  return Array.from(products.keys())
    .sort((a, b) => Math.abs(products[b]!) - Math.abs(products[a]!))
    .slice(0, count)
    .map((input) => ({ input, value: patch[input]!, weight: kernel[input]!, product: products[input]! }));
}

// Returns which value of the previous layer an input of a dense layer is. Maps are flattened as [row][column][unit].
export function inputPosition(input: number, shape: number[]): { unit: number; at: Position | null } {
  if (shape.length !== 3) return { unit: input, at: null };
  const [, columns, units] = shape as [number, number, number];
  const position = Math.floor(input / units);
  return { unit: input % units, at: { y: Math.floor(position / columns), x: position % columns } };
}
