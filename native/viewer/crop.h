// Moving and resizing the crop with the mouse. Regions are in pixels of the photo.
#pragma once

#include <cstddef>

#include "app/photo.h"

namespace alexnet::viewer {

inline constexpr double kSmallestCrop = 8;  // of the shorter side, in pixels

// Returns the region moved, but not beyond the edges of the photo.
[[nodiscard]] Region move_region(const Region& region, double right, double down, const Image& photo);

enum class Corner { kTopLeft, kTopRight, kBottomLeft, kBottomRight };
// Returns the region with `corner` dragged to (x, y). The opposite corner and the aspect ratio stay, and the region stays
// inside the photo.
[[nodiscard]] Region resize_region(const Region& region, Corner corner, double x, double y, const Image& photo);

}  // namespace alexnet::viewer
