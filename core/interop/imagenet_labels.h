// The names of the classes of ImageNet.
#pragma once

#include <span>
#include <string_view>

namespace alexnet {

// Returns the names of the 1,000 classes of ILSVRC-2012 (assets/labels/imagenet.txt) in the order of their WordNet ids, which
// is the order of the outputs of every published AlexNet.
[[nodiscard]] std::span<const std::string_view> imagenet_labels();

}  // namespace alexnet
