// Networks that read gray photos, of one channel: their first convolution becomes one that reads RGB and computes the gray itself.
#pragma once

#include <array>

#include "base/error.h"
#include "formats/foreign_network.h"
#include "interop/weight_layout.h"

namespace alexnet {

// The parts of red, green and blue in a gray value: ITU-R BT.601, as in Pillow's mode L and torchvision's Grayscale.
inline constexpr std::array<float, 3> kLuma = {0.299f, 0.587f, 0.114f};

// The order of the axes of a convolution's weights in a file of that layout. Requires: not WeightLayout::kInYXOut.
[[nodiscard]] WeightOrder order_of(WeightLayout layout);

// Makes a weight of one input channel one of three, each multiplied by its part of the gray value: the sums are those of the gray photo, and
// since the parts sum to 1, a photo that is gray already gives the same numbers as in the original. `owners` keeps the new values. kUnsupported
// for integers; kOutOfMemory.
[[nodiscard]] Status read_gray_from_rgb(FileTensor& weight, WeightOrder order, WeightOwners& owners);

// Does so for a network of one input channel. The tensors of others stay as they are.
[[nodiscard]] Result<bool> read_gray_from_rgb(ForeignNetwork& network, WeightOwners& owners);

}  // namespace alexnet
