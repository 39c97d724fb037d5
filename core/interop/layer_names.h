// The names that other programs give to the layers and tensors of an AlexNet.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "formats/tensor_map.h"

namespace alexnet {

// Returns the name of a tensor in quotation marks, as errors show it.
[[nodiscard]] inline std::string quote(std::string_view name) { return str_cat('"', name, '"'); }

// The tensors of one layer in a file.
struct FileLayer {
  std::string stem;    // the common part of their names: "features.0", "conv2d_1"
  std::string layer;   // this program's name: "conv1", …, "fc9"; empty if the stem is not a known name
  std::string weight;  // name of the tensor
  std::string bias;    // likewise; empty if the file has none
};

// Returns this program's name of the layer that other programs call `stem`: Caffe's names, "conv1" to "conv5" and "fc6" to
// "fc9", are the same; torchvision's are "features.0", …, "classifier.6".
[[nodiscard]] std::optional<std::string> canonical_layer(std::string_view stem);
// Returns torchvision's name of a layer: "features.0" for "conv1"; nothing for "fc9".
[[nodiscard]] std::optional<std::string> torchvision_name(std::string_view layer);

// The layers of a file in the order of their stems, where numbers compare by value (conv2d_2 before conv2d_10).
struct FileLayers {
  std::vector<FileLayer> convolutions;  // weights of four axes
  std::vector<FileLayer> dense;         // weights of two axes
};
[[nodiscard]] FileLayers layers_of(const TensorMap& file);

// Renames the tensors of known layers to this program's names ("conv1.weight"); their values and shapes do not change.
void use_native_names(TensorMap& file);

}  // namespace alexnet
