// Computes the parts of an ONNX graph that depend on no input, as exporters leave them: shapes put together from constants, weights
// that are transposed, cast or sliced. Used only by formats/onnx/onnx.cpp.
#pragma once

#include "formats/onnx/graph.h"

namespace alexnet {

// Adds the result of every node whose inputs are tensors to graph.tensors, and removes the node, if its operator is one of: Constant,
// ConstantOfShape, Identity, Cast, Reshape, Flatten, Squeeze, Unsqueeze, Transpose, Slice, Concat, Gather, Expand, Shape, Add, Sub, Mul,
// Div, Pow, Sqrt, Neg, Reciprocal. Nodes that cannot be computed stay. Results are F32 or I64 where they are computed, and of the type
// of the input where values only move. The results of a file take at most 16 times the bytes of its tensors, plus 1 MiB; what would
// exceed that stays, too.
void fold_constants(OnnxGraph& graph);

}  // namespace alexnet
