// A model under another program's names and in its layout: the way back from interop/import_weights.h.
#pragma once

#include "base/error.h"
#include "base/thread_pool.h"
#include "formats/tensor_map.h"
#include "model/model.h"

namespace alexnet {

// torchvision's `features.0.weight` … `classifier.6.bias`: convolutions [out][in][y][x], the first dense layer's input as
// [c][y][x]. Metadata is that of tensors_from_model. A `torchvision` model loads into torchvision.models.alexnet(); the weights
// of `paper`, `caffe` and `caffenet` have the same names, for a network with their groups. kUnsupported for a model with other
// layers. The map looks at the model's memory where nothing is turned: keep the model while it is used.
[[nodiscard]] Result<TensorMap> torchvision_tensors(const Model& model, const ThreadPool& pool);

}  // namespace alexnet
