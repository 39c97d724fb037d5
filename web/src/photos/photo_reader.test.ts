import { afterEach, describe, expect, test, vi } from "vitest";
import { CoreError } from "../core/core_error.ts";
import type { Heap } from "../core/heap.ts";
import { kDrawnSvg, withoutOpacity } from "./browser_decoder.ts";
import { readPhoto } from "./photo_reader.ts";

// A heap whose blocks are the blobs themselves.
let seen: Blob[] = [];
const heap = {
  withBlob: async <T>(blob: Blob, use: (address: number, size: number) => T) => (seen.push(blob), use(0, blob.size)),
} as unknown as Heap;

// A canvas that shows a bitmap of one color.
class FakeCanvas {
  constructor(
    public width: number,
    public height: number,
  ) {}
  getContext = () => ({
    fillRect: () => {},
    drawImage: () => {},
    getImageData: (_x: number, _y: number, width: number, height: number) => ({
      data: new Uint8ClampedArray(new Uint32Array(width * height).fill(0xff1e140a).buffer), // RGBA, 10 20 30 255
    }),
  });
}

function browserThatDecodes(bitmap: object | null): ReturnType<typeof vi.fn> {
  const decode = vi.fn(async () => {
    if (!bitmap) throw new DOMException("", "InvalidStateError");
    return { close: () => {}, ...bitmap };
  });
  vi.stubGlobal("createImageBitmap", decode);
  vi.stubGlobal("OffscreenCanvas", FakeCanvas);
  return decode;
}

const refusal = (format: string, code = "image_unsupported_format") =>
  new CoreError({ code, kind: "unsupported", where: "", message: `is ${format}`, args: { format } });
const coreThatReadsOnlyPpm = (error: CoreError) => () => {
  if (seen.length === 1) throw error;
  return "answer";
};

afterEach(() => {
  seen = [];
  vi.unstubAllGlobals();
});

describe("a photo", () => {
  const photo = new Blob(["photo"]);

  test("that the core decodes is never decoded by the browser", async () => {
    const decode = browserThatDecodes({ width: 1, height: 1 });
    expect(await readPhoto(heap, photo, "ignore", () => 5)).toEqual({ value: 5, decodedBy: "core" });
    expect(decode).not.toHaveBeenCalled();
  });

  test.each([
    ["image_unsupported_format", "ignore", "none"],
    ["image_format_not_built", "convert", "default"],
  ] as const)("with %s is decoded by the browser", async (code, color, colorSpaceConversion) => {
    const decode = browserThatDecodes({ width: 3, height: 2 });
    const read = await readPhoto(heap, photo, color, coreThatReadsOnlyPpm(refusal("AVIF", code)));
    expect(read).toEqual({ value: "answer", decodedBy: "browser" });
    expect(decode).toHaveBeenCalledWith(photo, { colorSpaceConversion, premultiplyAlpha: "none" });
    const ppm = Buffer.from(await seen[1]!.arrayBuffer());
    expect(ppm.subarray(0, 11).toString()).toBe("P6\n3 2\n255\n");
    expect([...ppm.subarray(11)]).toEqual(Array.from({ length: 6 }, () => [10, 20, 30]).flat());
  });

  test("larger than a band of the canvas arrives completely", async () => {
    browserThatDecodes({ width: 3000, height: 3001 });
    await readPhoto(heap, photo, "ignore", coreThatReadsOnlyPpm(refusal("AVIF")));
    expect(seen[1]!.size).toBe("P6\n3000 3001\n255\n".length + 3000 * 3001 * 3);
  });

  test.each([
    ["HEIC", /Most Compatible/],
    ["TIFF", /TIFF.*magick/],
  ])("that neither can decode: %s", async (format, advice) => {
    browserThatDecodes(null);
    await expect(readPhoto(heap, photo, "ignore", coreThatReadsOnlyPpm(refusal(format)))).rejects.toThrow(advice);
  });

  test("that is damaged, of no image format or an SVG stays refused by the core", async () => {
    const decode = browserThatDecodes({ width: 1, height: 1 });
    for (const error of [refusal("a video", "image_other_file"), refusal("JPEG", "image_damaged"), refusal("SVG")]) {
      const core = () => {
        throw error;
      };
      await expect(readPhoto(heap, photo, "ignore", core)).rejects.toBe(error);
    }
    expect(decode).not.toHaveBeenCalled();
  });

  test("that the page has drawn counts as the browser's", async () => {
    const drawn = new Blob(["png"], { type: kDrawnSvg });
    expect((await readPhoto(heap, drawn, "ignore", () => 0)).decodedBy).toBe("browser");
  });
});

test("opacity is left out", () => {
  expect([...withoutOpacity(Uint8ClampedArray.of(1, 2, 3, 255, 4, 5, 6, 255))]).toEqual([1, 2, 3, 4, 5, 6]);
});
