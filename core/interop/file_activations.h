// Activation functions in a file of weights, which has none: what names and other tensors reveal of them.
#pragma once

#include "base/error.h"
#include "formats/tensor_map.h"
#include "interop/file_layers.h"

namespace alexnet {

// kUnsupported, with the name, if a layer of the file, or a tensor, is named like an activation function other than ReLU (`tanh1`,
// `leaky_relu`), or if a vector stands where torch.nn.PReLU has its slopes: alone, in the place behind a layer with weights.
[[nodiscard]] Status check_activations(const TensorMap& file, const FileLayers& layers);

// Whether the file states the types of its layers, as whole models of PyTorch and Caffe's files do.
[[nodiscard]] bool states_activations(const TensorMap& file);

}  // namespace alexnet
