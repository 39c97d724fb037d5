// A heat map, how much each place matters, brought to the size of a photo and laid over it.
#pragma once

#include "base/error.h"
#include "data/image.h"
#include "tensor/tensor.h"

namespace alexnet {

// [y][x] at another size, bilinear between the centers of the values, the edges held (PyTorch's interpolate with
// align_corners=False). kOutOfMemory.
[[nodiscard]] Result<Tensor> resize_map(const ConstTensorView& map, std::size_t height, std::size_t width);

// What is the brightest in an image of a map: the value that `share` of the values stay below; at least the least positive
// float, for maps of nothing.
[[nodiscard]] float upper_quantile(const ConstTensorView& map, double share);

// Each pixel of `photo` mixed with the color (render/color_map.h) of map / largest there: the warmer, the more of it, up to
// `opacity` (0 to 1). Where the map is 0 or below, only the photo is seen, a little darker. The map is resized to the photo.
[[nodiscard]] Result<Image> overlay(const Image& photo, const ConstTensorView& map, float largest, float opacity);
// The map alone. With negative values: diverging colors around 0.
[[nodiscard]] Result<Image> draw_map(const ConstTensorView& map, float largest);

}  // namespace alexnet
