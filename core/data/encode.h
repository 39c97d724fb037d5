// An Image to the bytes of a file, by stb_image_write.
#pragma once

#include <cstdint>
#include <vector>

#include "base/error.h"
#include "data/image.h"

namespace alexnet {

// PNG: decode() gives the same pixels back, and the same image gives the same bytes everywhere. kInvalidArgument (an empty
// image), kTooLarge (more pixels than decode() would take back), kOutOfMemory.
[[nodiscard]] Result<std::vector<std::uint8_t>> encode_png(const Image& image);

// Baseline JPEG; `quality` from 1 (smallest) to 100, color at half resolution up to 90. The same errors, and kInvalidArgument
// for another quality or a side over 65535.
[[nodiscard]] Result<std::vector<std::uint8_t>> encode_jpeg(const Image& image, int quality);

}  // namespace alexnet
