// How a foreign chain (formats/foreign_network.h) becomes a spec of ours, before any weight is touched; for
// interop/import_graph.cpp.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "formats/foreign_network.h"
#include "model/spec.h"

namespace alexnet {

// The tensors of a batch normalization that is folded into the weights before it: y = (x - mean) / sqrt(variance + epsilon) *
// gamma + beta. Gamma and beta may be absent (empty).
struct FoldedBatchNorm {
  std::string layer;
  std::string gamma;
  std::string beta;
  std::string mean;
  std::string variance;
  float epsilon = 0;
};

// Where one layer's weights come from.
struct WeightPlan {
  std::string weight;  // empty: ones, for a batch normalization that stands alone
  std::string bias;    // empty: zeros
  WeightOrder order = WeightOrder::kOutInYX;
  Shape target;                 // [out][y][x][in / groups]; of a dense layer y and x are those of the image it reads, or 1
  bool channels_first = false;  // a dense layer's inputs are in the order [c][y][x]
  std::vector<FoldedBatchNorm> norms;
};

struct GraphPlan {
  ModelSpec spec;                   // `custom`
  std::vector<WeightPlan> weights;  // in the order of the spec's weighted layers
  std::vector<std::string> notes;   // what was changed or left out, for the report
  bool has_scale = false;           // the chain begins with a rescaling, which is now the preprocessing's
};

// What a window adds around a image [y, x, c].
[[nodiscard]] Padding padding_of(const ForeignWindow& window, const Shape& image);

// The chain for pictures of `side` x `side`. kUnsupported with the layer's name and why it cannot run; kWrongShape where
// tensors do not fit their layers.
[[nodiscard]] Result<GraphPlan> plan_graph(const ForeignNetwork& network, std::size_t side);

// The same for a file without an architecture, whose weighted layers are those of `spec` in that order.
[[nodiscard]] Result<GraphPlan> plan_weights(const ForeignNetwork& network, const ModelSpec& spec);

}  // namespace alexnet
