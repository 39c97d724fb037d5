// The ten crops of an image whose predictions are averaged at test time.
#pragma once

#include <array>

#include "base/error.h"
#include "image/image.h"

namespace alexnet {

inline constexpr std::size_t kTenCrops = 10;

// Returns the four corners (top left, top right, bottom left, bottom right) and the center of an image as crops of side x side
// pixels, then the same five mirrored left to right (Krizhevsky et al. 2012, section 4.1). The position of the center crop is
// rounded down. Errors: kInvalidArgument if the image is smaller than a crop, kOutOfMemory.
[[nodiscard]] Result<std::array<Image, kTenCrops>> ten_crops(const Image& image, std::size_t side);

}  // namespace alexnet
