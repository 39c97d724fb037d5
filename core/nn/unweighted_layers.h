// The layers without weights.
#pragma once

#include <memory>

#include "nn/layer.h"
#include "ops/average_pool.h"
#include "ops/lrn.h"
#include "ops/max_pool.h"
#include "tensor/shape.h"

namespace alexnet {

// `input`: the shape of one image, [y, x, c] or [c].
[[nodiscard]] std::unique_ptr<Layer> make_max_pool_layer(const MaxPoolGeometry& geometry, const Shape& input);
[[nodiscard]] std::unique_ptr<Layer> make_average_pool_layer(const AveragePoolGeometry& geometry);
[[nodiscard]] std::unique_ptr<Layer> make_norm_layer(const LrnGeometry& geometry, const Shape& input);
[[nodiscard]] std::unique_ptr<Layer> make_relu_layer(const Shape& input);
[[nodiscard]] std::unique_ptr<Layer> make_softmax_layer(float temperature, const Shape& input);
// `number` tells the dropout layers of a network apart; `context` is read at every pass and outlives the layer.
[[nodiscard]] std::unique_ptr<Layer> make_dropout_layer(float rate, std::uint32_t number, const Shape& input,
                                                        const ForwardContext& context);

}  // namespace alexnet
