// Reads the architecture that Keras 2 and 3 write as JSON (`model_config`, `config.json`); used by formats/keras/h5.cpp.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "formats/foreign_network.h"

namespace alexnet {

// The attribute of the root group in which this program stores the metadata of a model: a JSON object of strings.
inline constexpr std::string_view kKerasMetadata = "alexnet";

// One of the weights of a layer.
struct KerasWeight {
  std::string_view name;              // in Keras: `kernel`
  std::string ForeignLayer::* field;  // that names its array
};

// A layer of Keras: the layers that compute it (its activation, if any, is a layer of its own after it), and its weights.
struct KerasLayer {
  std::string name;
  std::string type;                       // `Conv2D`
  std::vector<ForeignLayer> computation;  // the first one has the weights
  std::vector<KerasWeight> weights;       // in the order in which Keras saves them
  bool is_int8 = false;  // the kernel holds integers: a weight is kernel / kernel_scale, an array of one number for each output
  // Of a layer of a nested model, the name of the outermost layer that contains it, by which `.h5` files list the weights; else the
  // name of the layer itself.
  std::string outer;
  // In a `.keras` archive: the group of the layers of the same model, `layers` or `layers/sequential/layers`, and the group of this
  // layer, if none has its name as an attribute.
  std::string container;
  std::string group;
};

struct KerasConfig {
  std::array<std::size_t, 3> input{};  // rows, columns, channels; 0 if the length is not fixed
  std::vector<KerasLayer> layers;      // in the order of the computation
};

// Converts the name of a class to that of a group, as Keras does: `Conv2D` to `conv2d`, `BatchNormalization` to
// `batch_normalization`.
[[nodiscard]] std::string keras_group_name(std::string_view type);

// Makes a layer (x - mean) / max(sqrt(variance), 1e-7), as Keras' Normalization computes it. Requires: neither span is empty.
void set_keras_normalization(std::span<const float> mean, std::span<const float> variance, ForeignLayer& layer);

// Returns the layers of a Sequential model or of a Functional model that is a chain. Models that are layers of it are replaced by
// their layers, and layers that only augment photos in training are left out. Files are not trusted: Lambda layers and unknown
// layers become kOther. Returns kBadFormat if the text is not such JSON, and kUnsupported, with the name of the layer, if the model
// branches.
[[nodiscard]] Result<KerasConfig> read_keras_config(std::string_view json);

}  // namespace alexnet
