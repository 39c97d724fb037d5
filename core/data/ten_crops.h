// Ten views of one image: what a network sees at a corner, it sees in ten places.
#pragma once

#include <array>

#include "base/error.h"
#include "data/image.h"

namespace alexnet {

inline constexpr std::size_t kTenCrops = 10;

// The four corners (top left, top right, bottom left, bottom right) and the center of a image as squares of `side`, then the
// same five mirrored left to right (Krizhevsky et al. 2012, section 4.1). The center's corner is rounded down. kInvalidArgument
// where the image is smaller than that; kOutOfMemory.
[[nodiscard]] Result<std::array<Image, kTenCrops>> ten_crops(const Image& image, std::size_t side);

}  // namespace alexnet
