// The error messages of core/nn.
#pragma once

#include "base/error.h"

namespace alexnet::msg {

inline constexpr ErrorMessage kNetworkNeedsSoftmax{ErrorKind::kUnsupported, "network_needs_softmax",
                                                   "inference needs a model that ends in a softmax"};
inline constexpr ErrorMessage kNetworkHasNoLayers{ErrorKind::kUnsupported, "network_has_no_layers",
                                                  "the model has no layers to inspect"};
inline constexpr ErrorMessage kNetworkUnknownLayer{ErrorKind::kInvalidArgument, "network_unknown_layer",
                                                   "\"{layer}\" is not one of {known}"};
inline constexpr ErrorMessage kNetworkFrozenLayerUnknown{ErrorKind::kInvalidArgument, "network_frozen_layer_unknown",
                                                         "there is no layer \"{layer}\" with weights"};
inline constexpr ErrorMessage kNetworkQuantizedBackward{ErrorKind::kUnsupported, "network_quantized_backward",
                                                        "quantized weights have no backward pass"};

}  // namespace alexnet::msg
