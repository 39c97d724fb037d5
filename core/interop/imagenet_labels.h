// What the classes of ImageNet are called.
#pragma once

#include <span>
#include <string_view>

namespace alexnet {

// The 1,000 classes of ILSVRC-2012 in the order of their WordNet ids, in which every published AlexNet scores them
// (assets/labels/imagenet.txt).
[[nodiscard]] std::span<const std::string_view> imagenet_labels();

}  // namespace alexnet
