// How the activations of the layers of a model are rounded to 8 bits (tensor/activation_quantization.h), for models that another program
// quantized, and their JSON in model files.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "model/spec.h"
#include "tensor/activation_quantization.h"

namespace alexnet {

struct LayerQuantization {
  std::optional<ActivationQuantization> input;
  std::optional<ActivationQuantization> output;
};

// By the names of the layers.
using LayerQuantizations = std::map<std::string, LayerQuantization, std::less<>>;

// Returns {"conv1": {"input": {"rule": "static", "scale", "zero_point", "signed"}, "output": ...}, "fc6": {"input": {"rule": "dynamic"}}};
// the rules are "static", "dynamic" and "symmetric".
[[nodiscard]] std::string to_json(const LayerQuantizations& activations);

// The inverse, for a network of these layers. The text may come from an untrusted file. kBadFormat, naming the layer, for a layer that
// the spec lacks, an unknown rule, a scale that is not positive, or a zero point out of the range of the integers.
[[nodiscard]] Result<LayerQuantizations> layer_quantizations_from_json(std::string_view json, const ModelSpec& spec);

}  // namespace alexnet
