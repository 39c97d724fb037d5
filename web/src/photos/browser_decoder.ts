// Decodes photos with the browser's own decoder, for formats that the core does not read. createImageBitmap() and not ImageDecoder:
// in Chromium the latter repeats each chroma sample of a 4:2:0 photo, so its pixels differ from those of other programs.

// What is done with a color profile inside a file, as in the preprocessing of a model.
export type ColorHandling = "ignore" | "convert";

// The type of a PNG that the page has drawn from an SVG (svg.ts).
export const kDrawnSvg = "image/png;source=svg";

const kBandPixels = 4e6; // drawn at a time, which bounds the memory that is taken beside the bitmap and the result

// Returns the pixels as a file that the core reads, a binary PPM: upright, transparency composed over white. Returns null if the
// browser cannot decode the photo. Runs in a worker.
export async function decodeInBrowser(photo: Blob, color: ColorHandling): Promise<Blob | null> {
  const colorSpaceConversion = color === "convert" ? "default" : "none";
  const bitmap = await createImageBitmap(photo, { colorSpaceConversion, premultiplyAlpha: "none" }).catch(() => null);
  if (!bitmap) return null;
  try {
    return toPpm(bitmap);
  } finally {
    bitmap.close();
  }
}

function toPpm(bitmap: ImageBitmap): Blob {
  const { width, height } = bitmap;
  const rows = Math.max(1, Math.min(height, Math.floor(kBandPixels / width)));
  // An opaque canvas in main memory: a graphics processor rounds colors differently.
  const canvas = new OffscreenCanvas(width, rows).getContext("2d", { alpha: false, willReadFrequently: true })!;
  const parts: BlobPart[] = [`P6\n${width} ${height}\n255\n`];
  for (let top = 0; top < height; top += rows) {
    canvas.fillStyle = "white";
    canvas.fillRect(0, 0, width, rows);
    canvas.drawImage(bitmap, 0, -top);
    parts.push(withoutOpacity(canvas.getImageData(0, 0, width, Math.min(rows, height - top)).data));
  }
  return new Blob(parts);
}

// Returns RGB of RGBA.
export function withoutOpacity(rgba: Uint8ClampedArray): Uint8Array<ArrayBuffer> {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    rgb[to] = rgba[from]!;
    rgb[to + 1] = rgba[from + 1]!;
    rgb[to + 2] = rgba[from + 2]!;
  }
  return rgb;
}
