// Which pixels of the square a value of a map has seen.
#pragma once

#include "base/error.h"
#include "data/compose.h"
#include "explain/target.h"
#include "model/spec.h"

namespace alexnet {

// The rectangle of the input square that layer `layer` (in spec.layers) sees at a position of its maps: what lies outside
// cannot change the value there. Padding is not part of it. A dense layer sees what the maps before it see together. The errors
// of infer_shapes.
[[nodiscard]] Result<Rectangle> receptive_field(const ModelSpec& spec, std::size_t layer, const Position& at);

}  // namespace alexnet
