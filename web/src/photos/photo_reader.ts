// Passes photos to the core. The core decodes most formats itself; a photo in any other reaches it as pixels, if the browser can
// decode it. Every method of the worker that takes a photo reads it here.
import { CoreError } from "../core/core_error.ts";
import type { Heap } from "../core/heap.ts";
import { LocalizedError } from "../shared/localized_error.ts";
import type { CoreErrorMessage } from "../words/words.ts";
import { type ColorHandling, decodeInBrowser, kDrawnSvg } from "./browser_decoder.ts";

// The codes of errors about an image of a format that the core knows by name only.
const kFormatIsUnsupported: ReadonlySet<string> = new Set(["image_unsupported_format", "image_format_not_built"]);

export interface ReadPhoto<T> {
  value: T; // what `use` returned
  decodedBy: "core" | "browser";
}

// Passes the address and the size of a file that the core decodes to `use`, which throws the core's error. They are valid only
// meanwhile.
export async function readPhoto<T>(
  heap: Heap,
  photo: Blob,
  color: ColorHandling,
  use: (address: number, size: number) => T,
): Promise<ReadPhoto<T>> {
  try {
    return { value: await heap.withBlob(photo, use), decodedBy: photo.type === kDrawnSvg ? "browser" : "core" };
  } catch (error) {
    if (!(error instanceof CoreError) || !kFormatIsUnsupported.has(error.code)) throw error;
    const { format } = (error.reason as CoreErrorMessage).args;
    if (format === "SVG") throw error; // the page draws it (photo_call.ts)
    const decoded = await decodeInBrowser(photo, color);
    if (!decoded)
      throw new LocalizedError(format === "HEIC" ? ["heicNotDecoded"] : ["formatNotDecoded", String(format)]);
    return { value: await heap.withBlob(decoded, use), decodedBy: "browser" };
  }
}
