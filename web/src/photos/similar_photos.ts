// Recognizes photos that look the same although their files differ, by their thumbnails: the rule of core/data/similar_photos.h, for
// the central square of a photo.
import type { RgbaImage } from "../core/protocol.ts";

const kMaxHashDistance = 7; // bits
const kMaxDistance = 3; // mean of the values' differences, of 255
const kMinContrast = 4; // standard deviation of gray: everything blank looks the same
const kSide = 16;
const kHashSide = 8;

export interface Appearance {
  hash: Uint8Array; // the difference hash of the gray image: bit x of byte y is set if, of 9 x 8 pixels, pixel (x + 1, y) is brighter
  pixels: Float32Array; // 16 x 16, RGB
}

// Returns the appearance of a thumbnail of at least 16 x 16 pixels; null if it has little contrast.
export function appearanceOf(thumbnail: RgbaImage): Appearance | null {
  const pixels = reduced(thumbnail, kSide, kSide);
  if (contrast(pixels) < kMinContrast) return null;
  const wide = reduced(thumbnail, kHashSide + 1, kHashSide);
  const hash = new Uint8Array(kHashSide);
  for (let y = 0; y < kHashSide; ++y)
    for (let x = 0; x < kHashSide; ++x) {
      const at = y * (kHashSide + 1) + x;
      if (gray(wide, at + 1) > gray(wide, at)) hash[y]! |= 1 << x;
    }
  return { hash, pixels };
}

export function lookTheSame(one: Appearance, other: Appearance): boolean {
  let bits = 0;
  for (let y = 0; y < kHashSide; ++y) for (let rest = one.hash[y]! ^ other.hash[y]!; rest; rest &= rest - 1) ++bits;
  if (bits > kMaxHashDistance) return false;
  const sum = one.pixels.reduce((sum, value, i) => sum + Math.abs(value - other.pixels[i]!), 0);
  return sum <= kMaxDistance * one.pixels.length;
}

// Returns the means of the pixels of width x height boxes.
function reduced({ width, height, pixels }: RgbaImage, columns: number, rows: number): Float32Array {
  const means = new Float32Array(columns * rows * 3);
  const edge = (index: number, count: number, side: number) => Math.floor((index * side) / count);
  for (let row = 0; row < rows; ++row)
    for (let column = 0; column < columns; ++column) {
      const [top, bottom] = [edge(row, rows, height), edge(row + 1, rows, height)];
      const [left, right] = [edge(column, columns, width), edge(column + 1, columns, width)];
      const area = (bottom - top) * (right - left);
      for (let y = top; y < bottom; ++y)
        for (let x = left; x < right; ++x)
          for (let c = 0; c < 3; ++c)
            means[(row * columns + column) * 3 + c]! += pixels[(y * width + x) * 4 + c]! / area;
    }
  return means;
}

function gray(pixels: Float32Array, index: number): number {
  return 0.299 * pixels[index * 3]! + 0.587 * pixels[index * 3 + 1]! + 0.114 * pixels[index * 3 + 2]!;
}

function contrast(pixels: Float32Array): number {
  const grays = Array.from({ length: pixels.length / 3 }, (_, index) => gray(pixels, index));
  const mean = grays.reduce((sum, value) => sum + value, 0) / grays.length;
  return Math.sqrt(grays.reduce((sum, value) => sum + (value - mean) ** 2, 0) / grays.length);
}
