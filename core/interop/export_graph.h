// A model of ours as another program's chain of layers (formats/foreign_network.h): the way back from interop/import_graph.h.
#pragma once

#include "base/error.h"
#include "base/thread_pool.h"
#include "formats/foreign_network.h"
#include "model/model.h"

namespace alexnet {

enum class TensorLayout {
  kChannelsFirst,  // ONNX: convolutions [out][in][y][x], dense [out][in], flattened as [c][y][x]; padding in numbers
  kChannelsLast,   // Keras: convolutions [y][x][in][out], dense [in][out], flattened as [y][x][c]; `same` where it is that
};

// Layers and tensors (`conv1.weight`) have the model's names, metadata is that of tensors_from_model. A softmax of another
// temperature than 1 follows a rescaling; averages over windows of one value are left out, and
// those over windows that overlap become part of the dense layer behind them: the chain is then no AlexNet's any more, and
// computes the same. Weights are floats (model/quantize.h). kUnsupported, with the layer's name, for averages that overlap before
// another layer. The network looks at the model's memory where nothing is turned: keep the model while it is used.
[[nodiscard]] Result<ForeignNetwork> export_graph(const Model& model, TensorLayout layout, const ThreadPool& pool);

}  // namespace alexnet
