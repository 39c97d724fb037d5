// Where a network looked when it scored a class: Grad-CAM (Selvaraju et al. 2017).
//   weight[c] = mean over y, x of d score / d a[y][x][c]
//   map[y][x] = max(0, sum over c of weight[c] * a[y][x][c])        (the ReLU comes after the weighted sum)
#pragma once

#include "base/error.h"
#include "explain/target.h"

namespace alexnet {

// [y][x] at the layer's own size (resize_map brings it to a photo's). `step` is the layer that is looked at, a: one with maps,
// best the last convolution behind its ReLU (ProbeNetwork::after_relu); `target` lies behind it. Of the image in probe.input(0);
// runs the network as far as the target. kInvalidArgument for a layer without maps or not before the target; kOutOfMemory.
[[nodiscard]] Result<Tensor> grad_cam(ProbeNetwork& probe, std::size_t step, const Target& target);

}  // namespace alexnet
