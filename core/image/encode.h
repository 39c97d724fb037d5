// Encodes images as PNG and JPEG files with stb_image_write.
#pragma once

#include <cstdint>
#include <vector>

#include "base/error.h"
#include "image/image.h"

namespace alexnet {

// Returns a PNG file. decode() restores exactly the same pixels. The bytes are the same on every platform. Errors:
// kInvalidArgument (an empty image), kTooLarge (more than 500 million pixels), kOutOfMemory.
[[nodiscard]] Result<std::vector<std::uint8_t>> encode_png(const Image& image);

// Returns a baseline JPEG file. `quality` is from 1 (smallest file) to 100; up to 90 the color has half the resolution. Errors:
// those of encode_png, and kInvalidArgument for another quality or a side over 65535.
[[nodiscard]] Result<std::vector<std::uint8_t>> encode_jpeg(const Image& image, int quality);

}  // namespace alexnet
