// Reads models of TensorFlow Lite (`.tflite`; today LiteRT): a FlatBuffer, version 3 of its schema. Files are not trusted.
#pragma once

#include "base/error.h"
#include "formats/foreign_network.h"

namespace alexnet {

// Returns whether the bytes have the identifier of a TensorFlow Lite model.
[[nodiscard]] bool is_tflite(ByteSpan bytes);

// Returns the chain of operators of the first subgraph, from its input to its output. Weights that are stored as integers or as
// float16 become floats (the values that they stand for), and so do the biases of quantized layers; activations are not quantized.
// Operators that compute only shapes are left out; unknown ones become kOther. kBadFormat for damage, kUnsupported if the network
// branches or if its weights are variables that the file does not have, kTooLarge for more than 10,000 operators.
[[nodiscard]] Result<ForeignNetwork> read_tflite(SharedBytes file);

}  // namespace alexnet
