// Draws the filters of the first layer as small color images.
#pragma once

#include "base/error.h"
#include "image/image.h"
#include "model/model.h"
#include "render/unit_grid.h"

namespace alexnet {

// Draws the weights of the first layer, a convolution over red, green and blue, in a grid with about as many rows as columns
// (96 filters: 10 x 10) on white. Each weight is a block of equal pixels. All filters share one scale: 0 is gray (128), and the
// weight with the largest magnitude is 0 or 255. kWrongShape if the first layer is not a convolution over three channels;
// kOutOfMemory.
[[nodiscard]] Result<Image> draw_filters(const Model& model);
// Returns the layout of that grid: cell i is filter i. kWrongShape as above.
[[nodiscard]] Result<UnitGridLayout> layout_filters(const Model& model);

}  // namespace alexnet
