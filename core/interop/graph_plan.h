// Translates the layers of another program's network (formats/foreign_network.h) to a model spec and plans the conversion of
// its weights, without reading their values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "formats/foreign_network.h"
#include "interop/weight_layout.h"
#include "model/layer_quantization.h"
#include "model/spec.h"

namespace alexnet {

// The names of the tensors of a batch normalization that is folded into the weights before or behind it:
// y = (x - mean) / sqrt(variance + epsilon) * gamma + beta. Those of gamma and beta are empty if the layer has none.
struct FoldedBatchNorm {
  std::string layer;
  std::string gamma;
  std::string beta;
  std::string mean;
  std::string variance;
  float epsilon = 0;
};

// The origin of one layer's weight and bias.
struct WeightPlan {
  std::string weight;                            // empty: ones, for a batch normalization that became a convolution
  std::string bias;                              // empty: zeros
  WeightLayout layout = WeightLayout::kOutInYX;  // of the weight in the file
  Shape target;                                  // [out][y][x][in / groups] (interop/weight_layout.h)
  bool dense = false;
  std::vector<FoldedBatchNorm> norms;        // of the outputs, in the order of the computation
  std::vector<FoldedBatchNorm> input_norms;  // of the inputs of a dense layer, the same; their values are in the file's order
  bool is_binary = false;                    // one output in the file, z, which becomes two: 0 and z
};

struct GraphPlan {
  ModelSpec spec;                              // `custom`
  std::vector<WeightPlan> weights;             // in the order of the spec's weighted layers
  std::vector<Notice> notes;                   // what was changed or left out, for the report
  std::vector<LayerQuantization> activations;  // of each layer of the spec, or empty
  bool has_scale = false;  // whether the network begins with rescalings, which became part of the preprocessing
};

// Returns the padding that a window adds around an image [y, x, c].
[[nodiscard]] Padding padding_of(const ForeignWindow& window, const Shape& image);

// Plans the network for inputs of `side` x `side` pixels. kUnsupported, with the layer's name and the reason, for a layer that
// is not supported; kWrongShape for a tensor whose shape does not fit its layer.
[[nodiscard]] Result<GraphPlan> plan_graph(const ForeignNetwork& network, std::size_t side);

// Plans the import of a file without an architecture, whose layers must be the weighted layers of `spec`, in order.
[[nodiscard]] Result<GraphPlan> plan_weights(const ForeignNetwork& network, const ModelSpec& spec);

}  // namespace alexnet
