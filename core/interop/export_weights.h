// Exports the weights of a model by torchvision's names and in its layout: the inverse of interop/import_weights.h.
#pragma once

#include "base/error.h"
#include "base/thread_pool.h"
#include "formats/tensor_map.h"
#include "model/model.h"

namespace alexnet {

// Returns "features.0.weight" to "classifier.6.bias", with convolutions as [out][in][y][x] and the inputs of the first dense
// layer as [c][y][x]; the metadata are those of tensors_from_model. torchvision.models.alexnet() loads a `torchvision` model.
// The weights of `paper`, `caffe` and `caffenet` have the same names, but need a network with their groups. Requires: float32
// weights. kUnsupported, with the layer, for a model with other layers. The map refers to the memory of `model` where the order
// of values does not change: keep the model as long as the map.
[[nodiscard]] Result<TensorMap> torchvision_tensors(const Model& model, const ThreadPool& pool);

}  // namespace alexnet
