// Heat maps, which say how important each position of an image is: resizing them, and drawing them over a photo.
#pragma once

#include "base/error.h"
#include "image/image.h"
#include "tensor/tensor.h"

namespace alexnet {

// Resizes a map [y][x] bilinearly, with clamped edges (PyTorch's interpolate with align_corners=False). kOutOfMemory.
[[nodiscard]] Result<Tensor> resize_map(const ConstTensorView& map, std::size_t height, std::size_t width);

// Returns the `share` quantile of the magnitudes of a map, which is drawn in the brightest color. At least the smallest
// positive float, so that a map of zeros can be divided by it.
[[nodiscard]] float upper_quantile(const ConstTensorView& map, double share);

// Draws a map over a photo. Resizes the map to the photo and blends each pixel with the color (render/color_map.h) of map /
// largest: the larger the value, the more of its color, at most `opacity` (0 to 1). Where the map is 0 or negative, the photo
// is only darkened a little. kOutOfMemory.
[[nodiscard]] Result<Image> overlay(const Image& photo, const ConstTensorView& map, float largest, float opacity);
// Draws a map [y][x] alone, with diverging colors if it has negative values. kOutOfMemory.
[[nodiscard]] Result<Image> draw_map(const ConstTensorView& map, float largest);

}  // namespace alexnet
