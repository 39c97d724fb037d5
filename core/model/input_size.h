// The resolution at which a model receives an image.
#pragma once

#include <cstddef>

#include "base/error.h"
#include "model/model.h"

namespace alexnet {

// Makes the network input of `model` the center input x input pixels of an image that is resized to `resize`. A larger input
// than in training can raise the accuracy, because random crops show objects larger than whole images do (Touvron et al.,
// "Fixing the train-test resolution discrepancy", NeurIPS 2019). kWrongShape if the dense layers do not fit (those of
// `torchvision` fit any size); kBadFormat for sizes that no preprocessing may have. Leaves the model unchanged after an error. A mean
// image of another size is replaced by its averages.
[[nodiscard]] Status set_input_size(Model& model, std::size_t input, std::size_t resize);

}  // namespace alexnet
