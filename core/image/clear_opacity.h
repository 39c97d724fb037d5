// A harmless fault of BMP and TGA files.
#pragma once

#include "image/reader.h"

namespace alexnet {

// Makes pixels opaque if all of them are fully transparent: some writers leave the bytes of the opacity zero and mean an opaque image.
inline void make_opaque_if_all_clear(DecodedPixels& pixels) {
  if (pixels.format != PixelFormat::kRgba) return;
  for (std::size_t i = 3; i < pixels.values.size(); i += 4) {
    if (pixels.values[i] != 0) return;
  }
  for (std::size_t i = 3; i < pixels.values.size(); i += 4) pixels.values[i] = 255;
}

}  // namespace alexnet
