#include "interop/layer_names.h"

#include <array>
#include <utility>

namespace alexnet {
namespace {

// This program's name and torchvision's. The missing numbers are those of dropout, ReLU and pooling.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kTorchvision{{{"conv1", "features.0"},
                                                                                     {"conv2", "features.3"},
                                                                                     {"conv3", "features.6"},
                                                                                     {"conv4", "features.8"},
                                                                                     {"conv5", "features.10"},
                                                                                     {"fc6", "classifier.1"},
                                                                                     {"fc7", "classifier.4"},
                                                                                     {"fc8", "classifier.6"}}};
constexpr std::string_view kLastDense = "fc9";  // of the variant "keras" only

constexpr bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

constexpr std::array<std::pair<std::string_view, TensorRole>, 20> kRoles{{{"weight", TensorRole::kWeight},
                                                                          {"weights", TensorRole::kWeight},
                                                                          {"kernel", TensorRole::kWeight},
                                                                          {"kernels", TensorRole::kWeight},
                                                                          {"filters", TensorRole::kWeight},
                                                                          {"w", TensorRole::kWeight},
                                                                          {"W", TensorRole::kWeight},
                                                                          {"gamma", TensorRole::kWeight},
                                                                          {"bias", TensorRole::kBias},
                                                                          {"biases", TensorRole::kBias},
                                                                          {"b", TensorRole::kBias},
                                                                          {"B", TensorRole::kBias},
                                                                          {"beta", TensorRole::kBias},
                                                                          {"running_mean", TensorRole::kMean},
                                                                          {"moving_mean", TensorRole::kMean},
                                                                          {"mean", TensorRole::kMean},
                                                                          {"running_var", TensorRole::kVariance},
                                                                          {"moving_variance", TensorRole::kVariance},
                                                                          {"variance", TensorRole::kVariance},
                                                                          {"var", TensorRole::kVariance}}};

constexpr bool is_separator(char letter) { return letter == '.' || letter == '/' || letter == '_'; }

}  // namespace

std::optional<std::string> canonical_layer(std::string_view stem) {
  for (const auto& [own, torchvision] : kTorchvision)
    if (stem == own || stem == torchvision) return std::string(own);
  if (stem == kLastDense) return std::string(stem);
  return std::nullopt;
}

std::optional<std::string> torchvision_name(std::string_view layer) {
  for (const auto& [own, torchvision] : kTorchvision)
    if (layer == own) return std::string(torchvision);
  return std::nullopt;
}

TensorName parse_tensor_name(std::string_view name) {
  if (name.ends_with(":0")) name.remove_suffix(2);
  for (const auto& [part, role] : kRoles) {
    if (name.size() <= part.size()) continue;
    const std::size_t rest = name.size() - part.size();
    if (name.ends_with(part) && is_separator(name[rest - 1])) return {std::string(name.substr(0, rest - 1)), role};
    // A single letter directly after a number: "conv1W".
    if (name.ends_with(part) && part.size() == 1 && is_digit(name[rest - 1])) return {std::string(name.substr(0, rest)), role};
  }
  for (const auto& [part, role] : kRoles)
    if (name.size() > part.size() + 1 && name.starts_with(part) && name[part.size()] == '_')
      return {std::string(name.substr(part.size() + 1)), role};
  const std::size_t end = name.find_last_of("./_");
  return {std::string(end == std::string_view::npos ? name : name.substr(0, end)), TensorRole::kUnknown};
}

// Compares names in which sequences of digits count as numbers.
bool natural_less(std::string_view a, std::string_view b) {
  const auto number_at = [](std::string_view text) {
    std::size_t zeros = 0;
    while (zeros < text.size() && text[zeros] == '0') ++zeros;
    std::size_t end = zeros;
    while (end < text.size() && is_digit(text[end])) ++end;
    return std::pair(text.substr(zeros, end - zeros), end);
  };
  while (!a.empty() && !b.empty()) {
    if (is_digit(a.front()) && is_digit(b.front())) {
      const auto [left, left_end] = number_at(a);
      const auto [right, right_end] = number_at(b);
      if (left.size() != right.size()) return left.size() < right.size();
      if (left != right) return left < right;
      a.remove_prefix(left_end);
      b.remove_prefix(right_end);
      continue;
    }
    if (a.front() != b.front()) return a.front() < b.front();
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  return a.size() < b.size();
}

void use_native_names(TensorMap& file) {
  decltype(file.tensors) renamed;
  for (auto& [name, tensor] : file.tensors) {
    const auto [stem, role] = parse_tensor_name(name);
    const auto layer = canonical_layer(stem);
    const bool is_prefix = name.starts_with(stem) && is_separator(name[stem.size()]);
    const std::string rest = is_prefix ? name.substr(stem.size()) : role == TensorRole::kBias ? ".bias" : ".weight";
    renamed.emplace(layer ? *layer + rest : name, std::move(tensor));
  }
  file.tensors = std::move(renamed);
  file.order.clear();
}

}  // namespace alexnet
