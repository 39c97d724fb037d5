// Reads and writes ONNX files, graphs of operators in protobuf, that are chains of layers. Files are not trusted.
#pragma once

#include "base/error.h"
#include "formats/companion_files.h"
#include "formats/foreign_network.h"

namespace alexnet {

// Returns whether the bytes could be an ONNX model: a protobuf message with fields of a model only, among them a graph.
[[nodiscard]] bool is_onnx(ByteSpan bytes);

// Follows the graph from its input to its output; the names and the order of nodes do not matter. Reads opsets from 3 on:
// Conv, Relu, LRN, MaxPool, AveragePool, GlobalAveragePool, ReduceMean over rows and columns, BatchNormalization, Pad, Dropout,
// Flatten, Squeeze, Reshape to two axes, Gemm, MatMul, Add, Sub, Mul and Div by one number or one for each channel, Softmax and
// LogSoftmax. Identity, Cast, QuantizeLinear, DequantizeLinear, and Transpose between NCHW and NHWC add no layer. What depends on no
// input is computed (formats/onnx/fold.h), groups of nodes that stand for one layer are recognized (formats/onnx/patterns.h), and
// weights of 8 bits become floats (formats/onnx/quantized.h). A model that was exported in training mode is read as after
// model.eval(), which ForeignNetwork::notes says. Other operators become kOther with a reason. The tensors point into the file
// where possible and keep it alive; those of external data point into the companions. The metadata are the properties of the model.
// Returns kUnsupported if the graph branches (names the node) or has several inputs; kBadFormat for damage; and the errors of
// read_onnx_graph.
[[nodiscard]] Result<ForeignNetwork> read_onnx(SharedBytes file, const CompanionFiles& companions = {});

// Returns a file of opset 13 with the input `data` [N, 3, y, x] and an output named after the last layer. Nodes are named as the
// layers; the metadata become properties of the model. The same network gives the same bytes. Requires: weights are in the layout
// of ONNX (kOutInYX, kOutIn, flattened as [c][y][x]). Returns kUnsupported for tensors other than F32, a rescaling with an offset
// and other kinds of layers, with the name; kTooLarge above the 2 GB that protobuf can hold.
[[nodiscard]] Result<SharedBytes> to_onnx(const ForeignNetwork& network);

}  // namespace alexnet
