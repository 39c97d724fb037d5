// The part of a photo that the network sees, as it is dragged about. Regions are in the photo's pixels.
#pragma once

#include <cstddef>

#include "app/photo.h"

namespace alexnet::viewer {

inline constexpr double kSmallestCrop = 8;  // pixels, either side

// Moved, but not beyond the photo's edges.
[[nodiscard]] Region moved(const Region& region, double right, double down, const Image& photo);

enum class Corner { kTopLeft, kTopRight, kBottomLeft, kBottomRight };
// With `corner` dragged to (x, y): the opposite one and the aspect stay, and all of it lies in the photo.
[[nodiscard]] Region stretched(const Region& region, Corner corner, double x, double y, const Image& photo);

}  // namespace alexnet::viewer
