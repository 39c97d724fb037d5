// The names that other programs give to the layers and tensors of an AlexNet.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "formats/tensor_map.h"

namespace alexnet {

// Returns the name of a tensor in quotation marks, as errors show it.
[[nodiscard]] inline std::string quote(std::string_view name) { return str_cat('"', name, '"'); }

// Returns this program's name of the layer that other programs call `stem`: Caffe's names, "conv1" to "conv5" and "fc6" to
// "fc9", are the same; torchvision's are "features.0", …, "classifier.6".
[[nodiscard]] std::optional<std::string> canonical_layer(std::string_view stem);
// Returns torchvision's name of a layer: "features.0" for "conv1"; nothing for "fc9".
[[nodiscard]] std::optional<std::string> torchvision_name(std::string_view layer);

// What a tensor is to its layer, by its name. The scale and the offset of a normalization are its weight and bias.
enum class TensorRole { kWeight, kBias, kMean, kVariance, kUnknown };
struct TensorName {
  std::string stem;  // the name of the layer: "features.0" of "features.0.weight", "conv1" of "conv1W" and "W_conv1"
  TensorRole role = TensorRole::kUnknown;
};
[[nodiscard]] TensorName parse_tensor_name(std::string_view name);

// Compares names in which sequences of digits count as numbers: conv2d_2 comes before conv2d_10.
[[nodiscard]] bool natural_less(std::string_view a, std::string_view b);

// Renames the tensors of known layers to this program's names ("conv1.weight"); their values and shapes do not change.
void use_native_names(TensorMap& file);

}  // namespace alexnet
