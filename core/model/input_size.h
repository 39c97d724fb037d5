// How much of a photo, in how many pixels, a model looks at.
#pragma once

#include <cstddef>

#include "base/error.h"
#include "model/model.h"

namespace alexnet {

// From now on `model` looks at the middle input x input pixels of a photo whose side became `resize`. More pixels than it
// learned with may serve it better: random crops show things larger than whole photos do (Touvron et al., "Fixing the
// train-test resolution discrepancy", NeurIPS 2019). kWrongShape where its dense layers do not fit: those of
// `torchvision` fit any size; kBadFormat for sides that no preprocessing may have. The model stays as it is then.
[[nodiscard]] Status set_input_size(Model& model, std::size_t input, std::size_t resize);

}  // namespace alexnet
