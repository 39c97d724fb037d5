#include "interop/layer_names.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace alexnet {
namespace {

// Ours, torchvision's: dropout, ReLU and pooling have the numbers in between.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kTorchvision{{{"conv1", "features.0"},
                                                                                     {"conv2", "features.3"},
                                                                                     {"conv3", "features.6"},
                                                                                     {"conv4", "features.8"},
                                                                                     {"conv5", "features.10"},
                                                                                     {"fc6", "classifier.1"},
                                                                                     {"fc7", "classifier.4"},
                                                                                     {"fc8", "classifier.6"}}};
constexpr std::string_view kLastDense = "fc9";  // of the variant `keras`

constexpr bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

// `features.0.weight` is of `features.0`, `conv2d_1/kernel:0` of `conv2d_1`.
std::string stem_of(std::string_view name) {
  if (name.ends_with(":0")) name.remove_suffix(2);
  const std::size_t end = name.find_last_of("./_");
  return std::string(end == std::string_view::npos ? name : name.substr(0, end));
}

// Numbers compared as numbers.
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

bool is_float(ElementType type) {
  return type == ElementType::kF32 || type == ElementType::kF16 || type == ElementType::kBf16 || type == ElementType::kF64;
}

// What a stem has in a file.
struct Parts {
  std::string weight;
  std::string bias;
  std::size_t rank = 0;
};

}  // namespace

std::optional<std::string> canonical_layer(std::string_view stem) {
  for (const auto& [ours, theirs] : kTorchvision)
    if (stem == ours || stem == theirs) return std::string(ours);
  if (stem == kLastDense) return std::string(stem);
  return std::nullopt;
}

std::optional<std::string> torchvision_name(std::string_view layer) {
  for (const auto& [ours, theirs] : kTorchvision)
    if (layer == ours) return std::string(theirs);
  return std::nullopt;
}

FileLayers layers_of(const TensorMap& file) {
  FileLayers layers;
  std::map<std::string, Parts, decltype(&natural_less)> stems(&natural_less);
  for (const auto& [name, tensor] : file.tensors) {
    const std::size_t rank = tensor.shape.size();
    Parts* parts = is_float(tensor.type) && (rank == 1 || rank == 2 || rank == 4) ? &stems[stem_of(name)] : nullptr;
    std::string* place = parts == nullptr ? nullptr : rank == 1 ? &parts->bias : &parts->weight;
    if (place == nullptr || !place->empty()) {
      layers.others.push_back(name);
      continue;
    }
    *place = name;
    if (rank > 1) parts->rank = rank;
  }
  for (const auto& [stem, parts] : stems) {
    if (parts.rank == 0) {
      if (!parts.bias.empty()) layers.others.push_back(parts.bias);
      continue;
    }
    auto& kind = parts.rank == 4 ? layers.convolutions : layers.dense;
    kind.push_back({stem, canonical_layer(stem).value_or(""), parts.weight, parts.bias});
  }
  return layers;
}

void use_native_names(TensorMap& file) {
  decltype(file.tensors) renamed;
  for (auto& [name, tensor] : file.tensors) {
    const std::string stem = stem_of(name);
    const auto layer = canonical_layer(stem);
    renamed.emplace(layer ? *layer + name.substr(stem.size()) : name, std::move(tensor));
  }
  file.tensors = std::move(renamed);
}

}  // namespace alexnet
