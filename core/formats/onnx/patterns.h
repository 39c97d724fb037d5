// Groups of ONNX nodes with which exporters write one layer. Used only by formats/onnx/onnx.cpp.
#pragma once

#include "formats/onnx/graph.h"

namespace alexnet {

// Operators of this program that replace such groups. `AdaptiveAveragePool` has the attributes rows and columns, of the image that it
// reads, and side, of the one that it computes.
inline constexpr const char* kAdaptiveAveragePoolType = "AdaptiveAveragePool";

// Replaces, by single nodes,
//  - local response normalization as PyTorch writes it: x / (k + alpha * average of x^2 over adjacent channels)^beta, where the
//    average is that of a third axis of pooling (https://docs.pytorch.org/docs/stable/generated/torch.nn.LocalResponseNorm.html):
//    LRN;
//  - adaptive average pooling as the newer exporter of PyTorch writes it: pixels that GatherND copies window by window, and their
//    averages: AdaptiveAveragePool.
// Requires: constants are folded (formats/onnx/fold.h). The nodes that are replaced stay where another node reads their results.
void replace_patterns(OnnxGraph& graph);

// Removes the nodes that no output of the graph depends on.
void remove_unused_nodes(OnnxGraph& graph);

}  // namespace alexnet
