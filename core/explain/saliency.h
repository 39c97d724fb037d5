// Saliency: the gradient of a value with respect to the network input, plain (Simonyan et al. 2013) or guided (Springenberg et
// al. 2015: in the backward pass, a ReLU also sets negative gradients to 0).
#pragma once

#include "base/error.h"
#include "data/preprocess.h"
#include "explain/target.h"
#include "image/image.h"

namespace alexnet {

// Returns the gradient [y][x][c] of the target's value with respect to the image in probe.input(0), in the network's channel
// order. Runs the network up to the target and back. kOutOfMemory; errors of check_target().
[[nodiscard]] Result<Tensor> input_image_gradient(ProbeNetwork& probe, const Target& target, bool guided);
// Returns the map [y][x] of the largest magnitude of the three channels. kOutOfMemory.
[[nodiscard]] Result<Tensor> saliency_map(const Tensor& gradient);
// Draws the gradient as a color image in which 0 is gray. The 0.1 % of values with the largest magnitudes are clamped.
// kOutOfMemory.
[[nodiscard]] Result<Image> draw_gradient(const Tensor& gradient, ChannelOrder order);

}  // namespace alexnet
