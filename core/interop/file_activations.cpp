#include "interop/file_activations.h"

#include <algorithm>
#include <array>
#include <map>
#include <ranges>
#include <string>

#include "interop/layer_names.h"
#include "messages/interop.h"

namespace alexnet {
namespace {

// The letters of the last part of a name in lower case, and the number 6: `features.LeakyReLU_1` is `leakyrelu`.
std::string word_of(std::string_view name) {
  std::string word;
  for (const char c : name.substr(name.rfind('.') + 1)) {
    if (c >= 'A' && c <= 'Z') word += static_cast<char>(c - 'A' + 'a');
    if ((c >= 'a' && c <= 'z') || c == '6') word += c;
  }
  return word;
}

bool is_other_activation(std::string_view name) {
  constexpr std::array kParts = {"tanh", "sigmoid", "leaky", "prelu", "gelu",     "selu",
                                 "silu", "swish",   "mish",  "relu6", "softplus", "softsign"};
  const std::string word = word_of(name);
  return word == "elu" || word == "celu" ||
         std::ranges::any_of(kParts, [&](const char* part) { return word.find(part) != std::string::npos; });
}

// The name of the place behind a layer of a torch.nn.Sequential: `net.4` behind `net.3`; empty if the name has no number.
std::string place_behind(std::string_view stem) {
  std::size_t digits = stem.size();
  while (digits > 0 && stem[digits - 1] >= '0' && stem[digits - 1] <= '9') --digits;
  if (digits == stem.size() || stem.size() - digits > 4 || (digits > 0 && stem[digits - 1] != '.')) return "";
  return str_cat(stem.substr(0, digits), std::stoul(std::string(stem.substr(digits))) + 1);
}

}  // namespace

Status check_activations(const TensorMap& file, const FileLayers& layers) {
  for (const StoredLayer& layer : file.layers)
    if (is_other_activation(layer.name) || is_other_activation(layer.type))
      return fail<msg::kOtherActivation>(quote(layer.name));
  if (const auto types = file.metadata.find("caffe_layers"); types != file.metadata.end())
    for (const auto type : std::views::split(types->second, '\n'))
      if (is_other_activation(std::string_view(type))) return fail<msg::kOtherActivation>(quote(std::string_view(type)));
  std::map<std::string, std::size_t> tensors;  // of each stem
  for (const auto& [name, tensor] : file.tensors) ++tensors[parse_tensor_name(name).stem];
  for (const auto& [name, tensor] : file.tensors) {
    const TensorName parsed = parse_tensor_name(name);
    if (is_other_activation(parsed.stem)) return fail<msg::kOtherActivation>(quote(name));
    if (parsed.role != TensorRole::kWeight || tensor.shape.size() != 1 || tensors[parsed.stem] != 1) continue;
    for (const auto* kind : {&layers.convolutions, &layers.dense})
      for (const FileLayer& layer : *kind)
        if (place_behind(layer.stem) == parsed.stem) return fail<msg::kOtherActivation>(quote(name));
  }
  return {};
}

bool states_activations(const TensorMap& file) {
  return file.metadata.contains("caffe_layers") ||
         std::ranges::any_of(file.layers, [](const StoredLayer& layer) { return layer.type == "ReLU"; });
}

}  // namespace alexnet
