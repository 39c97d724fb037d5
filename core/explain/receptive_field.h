// Receptive fields: the pixels of the network input that an activation depends on.
#pragma once

#include "base/error.h"
#include "data/compose.h"
#include "explain/target.h"
#include "model/spec.h"

namespace alexnet {

// Returns the rectangle of the network input, in pixels, that the values at a position of the maps of layer `layer` (an index
// into spec.layers) depend on: pixels outside of it do not change them. Padding is not part of it. For a dense layer it is the
// union of the receptive fields of all its inputs. Errors as for infer_shapes().
[[nodiscard]] Result<Rectangle> receptive_field(const ModelSpec& spec, std::size_t layer, const Position& position);

}  // namespace alexnet
