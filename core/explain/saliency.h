// Which pixels a number depends on: its gradient with respect to the image, plain (Simonyan et al. 2013) or guided
// (Springenberg et al. 2015: on the way back a ReLU passes on nothing that is negative).
#pragma once

#include "base/error.h"
#include "data/image.h"
#include "data/preprocess.h"
#include "explain/target.h"

namespace alexnet {

// [y][x][c] in the network's channel order, of the image in probe.input(0); runs the network as far as the target. The errors
// of check_target, kOutOfMemory.
[[nodiscard]] Result<Tensor> input_image_gradient(ProbeNetwork& probe, const Target& target, bool guided);
// [y][x]: the largest magnitude of the three channels. kOutOfMemory.
[[nodiscard]] Result<Tensor> saliency_map(const Tensor& gradient);
// The gradient as a color image around gray; all but a thousandth of its values fit into the scale. kOutOfMemory.
[[nodiscard]] Result<Image> draw_gradient(const Tensor& gradient, ChannelOrder order);

}  // namespace alexnet
