import { describe, expect, test } from "vitest";
import type { RgbaImage } from "../core/protocol.ts";
import { appearanceOf, lookTheSame } from "./similar_photos.ts";

// A picture of 8 x 8 blocks, each of another color by `seed`.
export function blocks(seed: number, change: (value: number, at: number) => number = (value) => value): RgbaImage {
  const side = 112;
  const pixels = new Uint8ClampedArray(side * side * 4);
  for (let i = 0; i < side * side; ++i)
    for (let c = 0; c < 3; ++c) {
      const block = (Math.floor(i / side / 14) * 8 + Math.floor((i % side) / 14)) * 3 + c;
      pixels[i * 4 + c] = change((Math.imul(block + 1, 2654435761 + 977 * seed) >>> 9) % 256, i);
    }
  return { width: side, height: side, pixels };
}

describe("two pictures look the same", () => {
  const original = appearanceOf(blocks(1))!;

  test("after small changes of each pixel, as by compression", () => {
    expect(lookTheSame(original, appearanceOf(blocks(1, (value, at) => value + ((at * 7) % 9) - 4))!)).toBe(true);
  });

  test("but not if they are brighter, or others", () => {
    expect(lookTheSame(original, appearanceOf(blocks(1, (value) => value * 0.8))!)).toBe(false);
    expect(lookTheSame(original, appearanceOf(blocks(2))!)).toBe(false);
  });

  test("and blank ones look like nothing", () => {
    expect(appearanceOf(blocks(1, (value) => 128 + value / 100))).toBe(null);
  });
});
