// The pixels of a PNG.
#pragma once

#include "base/error.h"
#include "image/reader.h"
#include "image/readers/png_chunks.h"

namespace alexnet {

// Returns the pixels with 8 bits a sample: fewer bits are scaled to 0..255, and of 16 the higher 8 are taken. Gray stays gray, colors of
// a palette become RGB, and transparency becomes opacity. Row after row is decompressed, so that this needs little more memory than
// the result. Errors: kBadFormat (pixels are missing or damaged), kOutOfMemory.
[[nodiscard]] Result<DecodedPixels> decode_png_pixels(const PngChunks& png);

}  // namespace alexnet
