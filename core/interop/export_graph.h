// Exports a model as another program's network (formats/foreign_network.h): the inverse of interop/import_graph.h.
#pragma once

#include "base/error.h"
#include "base/thread_pool.h"
#include "formats/foreign_network.h"
#include "model/model.h"

namespace alexnet {

// The conventions of the program for which a network is exported.
enum class TensorLayout {
  kChannelsFirst,  // ONNX: convolutions [out][in][y][x], dense [out][in] with inputs [c][y][x]; explicit padding
  kChannelsLast,   // Keras: convolutions [y][x][in][out], dense [in][out] with inputs [y][x][c]; padding "same" if equal
};

// Layers and tensors ("conv1.weight") have the names of the model; the metadata are those of tensors_from_model. A softmax with
// a temperature other than 1 is preceded by a rescaling layer. Averages over single values are left out; averages over
// overlapping windows are folded into the dense layer that follows, so that the network computes the same although it is no
// longer a variant of AlexNet. Requires: float32 weights (model/quantize.h). kUnsupported, with the layer's name, for averages
// over overlapping windows before another layer. The network refers to the memory of `model` where the order of values does not
// change: keep the model as long as the network.
[[nodiscard]] Result<ForeignNetwork> export_graph(const Model& model, TensorLayout layout, const ThreadPool& pool);

}  // namespace alexnet
