// One channel of a patch, a kernel or their products, which lie as [row][column][channel].
import type { Arithmetic } from "../protocol.ts";

type Extent = Pick<Arithmetic, "rows" | "columns" | "channels">;

export function ofChannel(values: ArrayLike<number>, { rows, columns, channels }: Extent, channel: number): number[] {
  return Array.from({ length: rows * columns }, (_, i) => values[i * channels + channel]!);
}

// The one whose products, summed up, are farthest from 0.
export function loudestChannel(made: Extent & Pick<Arithmetic, "products">): number {
  let best = 0;
  let most = -1;
  for (let channel = 0; channel < made.channels; ++channel) {
    const size = Math.abs(ofChannel(made.products, made, channel).reduce((sum, value) => sum + value, 0));
    if (size > most) [best, most] = [channel, size];
  }
  return best;
}
