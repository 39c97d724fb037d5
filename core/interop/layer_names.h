// What other programs call the layers of an AlexNet, for interop/import_weights.cpp and whoever adopts weights (interop/partial_load.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/tensor_map.h"

namespace alexnet {

// One layer's weight and bias in a file.
struct FileLayer {
  std::string stem;   // `features.0`, `conv2d_1`: what their names share
  std::string layer;  // ours: `conv1`, …, `fc8`; empty where the name does not say
  std::string weight;
  std::string bias;  // empty where the file has none
};

// The layer of ours that a stem means: `conv1` to `conv5` and `fc6` to `fc9` themselves, torchvision's `features.0` and
// `classifier.1`.
[[nodiscard]] std::optional<std::string> canonical_layer(std::string_view stem);
// torchvision's name of a layer of ours: `features.0` for `conv1`; nothing for `fc9`.
[[nodiscard]] std::optional<std::string> torchvision_name(std::string_view layer);

// The layers of a file in the order of their stems, numbers compared as numbers: those of four axes, then those of two.
// `others` are the tensors that belong to none.
struct FileLayers {
  std::vector<FileLayer> convolutions;
  std::vector<FileLayer> dense;
  std::vector<std::string> others;
};
[[nodiscard]] FileLayers layers_of(const TensorMap& file);

// Renames the tensors of layers that canonical_layer() knows to ours (`conv1.weight`); values and shapes stay as they are.
void use_native_names(TensorMap& file);

}  // namespace alexnet
