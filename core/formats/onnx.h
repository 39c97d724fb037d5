// ONNX: a graph of operators in protobuf, read as a chain of layers and written as one. A file is not trusted.
#pragma once

#include "base/error.h"
#include "formats/foreign_network.h"

namespace alexnet {

// Whether the bytes could be an ONNX model (a protobuf message whose first fields are a model's).
[[nodiscard]] bool is_onnx(ByteSpan bytes);

// Follows the graph from its one input to its output; names of nodes and tensors do not matter. Opsets 3 to those of today:
// Conv, Relu, LRN, MaxPool, AveragePool, GlobalAveragePool, BatchNormalization, Dropout, Flatten, Reshape to two axes, Gemm,
// MatMul and Add, Mul and Div by one number, Softmax; Identity, Cast and Constant are seen through, Transpose where it turns a
// image. Other operators become kOther with a reason. kUnsupported for a graph that branches (names the node), has several
// inputs, or keeps its weights in another file; kBadFormat for damage and for nodes that ask for tensors that are not there.
// Tensors lie in the file where they can. Metadata: the model's properties.
[[nodiscard]] Result<ForeignNetwork> read_onnx(SharedBytes file);

// Opset 13, input `data` [N, 3, y, x], output named after the last layer; nodes are named as the layers are, metadata becomes
// the model's properties. Weights are expected as ONNX has them (kOutInYX, kOutIn, flattened as [c][y][x]) and fp32, scales
// without offset. kUnsupported for other kinds of layers; kTooLarge above the 2 GB that protobuf can hold. Deterministic.
[[nodiscard]] Result<SharedBytes> to_onnx(const ForeignNetwork& network);

}  // namespace alexnet
