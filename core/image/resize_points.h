// Resizing without antialiasing: each pixel of the result is taken from one pixel of the image, or from four. resize_part() calls
// these and has checked the plan. Errors: kOutOfMemory.
#pragma once

#include "base/error.h"
#include "image/resize.h"

namespace alexnet {

[[nodiscard]] Result<Image> resize_nearest(const Image& image, const PartialResize& plan);
[[nodiscard]] Result<Image> resize_bilinear(const Image& image, const PartialResize& plan);
// The same without rounding: [y][x][c], 0..255.
[[nodiscard]] Result<std::vector<float>> bilinear_floats(const Image& image, const PartialResize& plan);

}  // namespace alexnet
