// Grad-CAM, a heat map of the positions that raise the score of a class (Selvaraju et al. 2017). With the activations a of a
// layer:
//   weight[c] = mean over y, x of d score / d a[y][x][c]
//   map[y][x] = max(0, sum over c of weight[c] * a[y][x][c])        (the ReLU comes after the weighted sum)
#pragma once

#include "base/error.h"
#include "explain/target.h"

namespace alexnet {

// Returns the map [y][x] for the image in probe.input(0), with the size of the layer's maps (resize_map() resizes it to the
// photo). `step` is the layer with the activations a: a layer with maps before the target, usually the ReLU after the last
// convolution (ProbeNetwork::after_relu). Runs the network up to the target. kInvalidArgument if the layer has no maps or is not
// before the target; kOutOfMemory; errors of check_target().
[[nodiscard]] Result<Tensor> grad_cam(ProbeNetwork& probe, std::size_t step, const Target& target);

}  // namespace alexnet
