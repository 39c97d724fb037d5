// The run-length encodings of BMP, RLE8 and RLE4.
#pragma once

#include <cstdint>
#include <vector>

#include "base/file.h"

namespace alexnet {

// Writes the palette indices of a bitmap of width x height pixels, row after row in the order of the file. Pixels that the encoding skips
// keep their value. Runs past the end of a row are cut. Returns whether the whole bitmap was described: up to its last pixel, or up to
// the mark of its end.
[[nodiscard]] bool decode_bmp_rle(ByteSpan bytes, bool is_rle4, std::size_t width, std::size_t height,
                                  std::vector<std::uint8_t>& indices);

}  // namespace alexnet
