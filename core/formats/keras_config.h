// The architecture that Keras writes as JSON (`model_config`, `config.json`), of Keras 2 and 3; for formats/keras_h5.cpp.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "formats/foreign_network.h"

namespace alexnet {

// The attribute of the root of our .h5 files that holds our metadata: a JSON object of strings.
inline constexpr std::string_view kKerasMetadata = "alexnet";

// One of Keras' layers: what it computes (an activation inside it is a layer of its own behind it), and which weights it has.
struct KerasLayer {
  std::string name;
  std::string type;                                  // `Conv2D`
  std::vector<ForeignLayer> computation;             // of which the first has the weights
  std::vector<std::string ForeignLayer::*> weights;  // in Keras' order
};

struct KerasConfig {
  std::array<std::size_t, 3> input{};  // rows, columns, channels; 0 where it is open
  std::vector<KerasLayer> layers;      // in the order of the computation
};

// Sequential, and Functional where it is a chain. A file is not trusted: Lambda layers and what is not known become kOther.
// kBadFormat for what is no such JSON; kUnsupported for models that branch (names the layer).
[[nodiscard]] Result<KerasConfig> read_keras_config(std::string_view json);

}  // namespace alexnet
