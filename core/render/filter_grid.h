// What the first layer looks for: its filters as little colour pictures.
#pragma once

#include "base/error.h"
#include "data/image.h"
#include "model/model.h"
#include "render/unit_grid.h"

namespace alexnet {

// The weights of the first layer, a convolution over red, green and blue, in rows of about as many as there are rows (96 make
// 10 x 10), on white. Each weight is a square of equal pixels. All filters share one scale: 0 is grey (128), and the weight
// that is farthest from it is 0 or 255. kWrongShape where the first layer is another; kOutOfMemory.
[[nodiscard]] Result<Image> draw_filters(const Model& model);
// Where they are in it: filter i is the one of unit i. kWrongShape as above.
[[nodiscard]] Result<UnitGridLayout> layout_filters(const Model& model);

}  // namespace alexnet
