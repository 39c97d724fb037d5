// Reads the architecture that Keras 2 and 3 write as JSON (`model_config`, `config.json`); used by formats/keras_h5.cpp.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "formats/foreign_network.h"

namespace alexnet {

// The attribute of the root group in which this program stores the metadata of a model: a JSON object of strings.
inline constexpr std::string_view kKerasMetadata = "alexnet";

// A layer of Keras: the layers that compute it (its activation, if any, is a layer of its own after it), and its weights.
struct KerasLayer {
  std::string name;
  std::string type;                                  // `Conv2D`
  std::vector<ForeignLayer> computation;             // the first one has the weights
  std::vector<std::string ForeignLayer::*> weights;  // the fields that name the weights, in the order of Keras
};

struct KerasConfig {
  std::array<std::size_t, 3> input{};  // rows, columns, channels; 0 if the length is not fixed
  std::vector<KerasLayer> layers;      // in the order of the computation
};

// Returns the layers of a Sequential model or of a Functional model that is a chain. Files are not trusted: Lambda layers and
// unknown layers become kOther. Returns kBadFormat if the text is not such JSON, and kUnsupported, with the name of the layer, if
// the model branches.
[[nodiscard]] Result<KerasConfig> read_keras_config(std::string_view json);

}  // namespace alexnet
