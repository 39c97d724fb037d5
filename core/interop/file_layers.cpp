#include "interop/file_layers.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "interop/layer_names.h"
#include "interop/match_weights.h"

namespace alexnet {
namespace {

constexpr std::size_t kMaxKernel = 15;     // of a first convolution whose layout is to be recognized
constexpr std::size_t kMaxSteps = 20'000;  // of the search for an order

bool is_float(ElementType type) {
  return type == ElementType::kF32 || type == ElementType::kF16 || type == ElementType::kBf16 || type == ElementType::kF64;
}

// The tensors with a common stem.
struct Parts {
  std::string stem;
  std::string weight;
  std::string bias;
  std::string gamma;
  std::string mean;
  std::string variance;
  std::size_t rank = 0;  // of the weight; 0 if there is none
};

// The tensors with their names in the order of the file.
using Tensors = std::vector<std::pair<std::string, const FileTensor*>>;

Tensors ordered_tensors(const TensorMap& file) {
  std::vector<std::string> names = file.order;
  // A program that sorts names as text, as this one does in .npz files, puts features.10 before features.3.
  if (std::ranges::is_sorted(names)) {
    names.clear();
    for (const auto& [name, tensor] : file.tensors) names.push_back(name);
    std::ranges::stable_sort(names, natural_less);
  }
  Tensors result;
  for (const std::string& name : names) {
    const auto found = file.tensors.find(name);
    if (found == file.tensors.end() || !is_float(found->second.type)) continue;
    const std::size_t rank = found->second.shape.size();
    if (rank == 1 || rank == 2 || rank == 4) result.emplace_back(name, &found->second);
  }
  return result;
}

void add_to(Parts& parts, const std::string& name, TensorRole role, std::size_t rank) {
  std::string* to = &parts.bias;
  if (rank > 1) {
    to = &parts.weight;
  } else if (role == TensorRole::kMean) {
    to = &parts.mean;
  } else if (role == TensorRole::kVariance) {
    to = &parts.variance;
  } else if (role == TensorRole::kWeight) {
    to = &parts.gamma;
  }
  if (!to->empty()) return;
  *to = name;
  if (rank > 1) parts.rank = rank;
}

std::vector<Parts> group_by_name(const Tensors& tensors) {
  std::vector<Parts> groups;
  std::map<std::string, std::size_t> known;
  for (const auto& [name, tensor] : tensors) {
    const TensorName parsed = parse_tensor_name(name);
    const auto [found, added] = known.emplace(parsed.stem, groups.size());
    if (added) groups.push_back({.stem = parsed.stem, .weight = {}, .bias = {}, .gamma = {}, .mean = {}, .variance = {}});
    add_to(groups[found->second], name, parsed.role, tensor->shape.size());
  }
  return groups;
}

// A vector belongs to the weight before it, if it has as many values as that has outputs.
std::vector<Parts> group_by_order(const Tensors& tensors) {
  std::vector<Parts> groups;
  for (const auto& [name, tensor] : tensors) {
    if (tensor->shape.size() > 1) {
      groups.push_back(
          {.stem = name, .weight = name, .bias = {}, .gamma = {}, .mean = {}, .variance = {}, .rank = tensor->shape.size()});
      continue;
    }
    if (groups.empty() || !groups.back().bias.empty()) continue;
    const auto weight = std::ranges::find(tensors, groups.back().weight, &Tensors::value_type::first);
    const std::vector<std::size_t>& shape = weight->second->shape;
    if (tensor->shape[0] == shape.front() || tensor->shape[0] == shape.back()) groups.back().bias = name;
  }
  return groups;
}

// Whether the names leave out tensors: weights with one stem, or weights without a bias beside vectors of other stems.
bool names_say_little(const std::vector<Parts>& groups, const Tensors& tensors) {
  const auto weights = std::ranges::count_if(tensors, [](const auto& entry) { return entry.second->shape.size() > 1; });
  const auto named = std::ranges::count_if(groups, [](const Parts& parts) { return parts.rank > 0; });
  const auto unbiased = std::ranges::count_if(groups, [](const Parts& parts) { return parts.rank > 0 && parts.bias.empty(); });
  const auto vectors = std::ranges::count_if(groups, [](const Parts& parts) {
    return parts.rank == 0 && !parts.bias.empty() && parts.mean.empty() && parts.gamma.empty();
  });
  return weights > named || (unbiased == named && vectors == named);
}

// The layout of the first convolution for which one is consistent; the first one of the file decides if it can.
void find_layout(const TensorMap& file, FileLayers& layers) {
  const auto try_layer = [&](const FileLayer& layer, std::size_t channels) {
    const std::vector<std::size_t>& lengths = file.tensors.find(layer.weight)->second.shape;
    const auto layout = layout_of_first_convolution(lengths, channels);
    const std::size_t kernel = layout ? native_shape(*layout, lengths)[1] : 0;
    if (kernel > kMaxKernel || kernel <= (channels == 1 ? 1 : 0)) return false;
    layers.layout = layout;
    layers.channels = channels;
    return true;
  };
  if (layers.convolutions.empty()) return;
  // A later convolution of a gray network may look like a first one of RGB.
  if (try_layer(layers.convolutions.front(), 3) || try_layer(layers.convolutions.front(), 1)) return;
  for (const std::size_t channels : {3, 1})
    if (std::ranges::any_of(layers.convolutions, [&](const FileLayer& layer) { return try_layer(layer, channels); })) return;
}

// Finds an order in which each layer reads the outputs of the one before. The given order is tried first.
class ChainSearch {
 public:
  ChainSearch(const TensorMap& file, const std::vector<FileLayer>& layers, WeightLayout layout) {
    for (const FileLayer& layer : layers)
      shapes_.push_back(native_shape(layout, file.tensors.find(layer.weight)->second.shape));
  }

  // Returns the indices of the layers, or nothing if there is no such order. `inputs`: what the first layer reads; `max_groups`:
  // a layer may read this part of the outputs before it. Of the first dense layer `inputs` divides the number of its inputs.
  std::optional<std::vector<std::size_t>> find(std::size_t inputs, std::size_t max_groups) {
    path_.clear();
    steps_ = 0;
    max_groups_ = max_groups;
    used_.assign(shapes_.size(), false);
    if (!extend(inputs)) return std::nullopt;
    return path_;
  }

 private:
  [[nodiscard]] bool follows(std::size_t outputs, const Shape& shape) const {
    if (shape.rank() == 2) return path_.empty() ? outputs != 0 && shape[1] % outputs == 0 : shape[1] == outputs;
    const std::size_t read = shape[3];
    if (read == 0 || outputs % read != 0 || outputs / read > max_groups_) return false;
    return shape[0] % (outputs / read) == 0;
  }
  bool extend(std::size_t outputs) {
    if (path_.size() == shapes_.size()) return true;
    for (std::size_t i = 0; i < shapes_.size(); ++i) {
      if (used_[i] || !follows(outputs, shapes_[i])) continue;
      if (++steps_ > kMaxSteps) return false;
      used_[i] = true;
      path_.push_back(i);
      if (extend(shapes_[i][0])) return true;
      path_.pop_back();
      used_[i] = false;
    }
    return false;
  }

  std::vector<Shape> shapes_;
  std::vector<std::size_t> path_;
  std::vector<bool> used_;
  std::size_t steps_ = 0;
  std::size_t max_groups_ = 1;
};

bool is_given_order(const std::vector<std::size_t>& order) { return std::ranges::is_sorted(order); }

void sort_by_inputs(const TensorMap& file, std::vector<FileLayer>& layers, WeightLayout layout, std::size_t inputs) {
  ChainSearch search(file, layers, layout);
  std::optional<std::vector<std::size_t>> order = search.find(inputs, 2);
  // An order in which no layer reads only a part is more likely than one that was searched for with such layers.
  if (!order || !is_given_order(*order))
    if (auto whole = search.find(inputs, 1)) order = std::move(whole);
  if (!order) return;
  std::vector<FileLayer> sorted;
  for (const std::size_t index : *order) sorted.push_back(std::move(layers[index]));
  layers = std::move(sorted);
}

// The number at the end of a name, for the case that the normalizations are listed after all layers: bn2 belongs to conv2.
std::string trailing_number(std::string_view name) {
  std::size_t begin = name.size();
  while (begin > 0 && name[begin - 1] >= '0' && name[begin - 1] <= '9') --begin;
  return std::string(name.substr(begin));
}

bool is_norm(const Parts& parts) { return parts.rank == 0 && !parts.mean.empty() && !parts.variance.empty(); }

// Whether two normalizations follow one another without a layer between them: then they are listed after the layers, which one
// they belong to does not follow from their places.
bool are_norms_apart(const std::vector<Parts>& groups) {
  const Parts* before = nullptr;
  for (const Parts& parts : groups) {
    if (parts.rank == 0 && !is_norm(parts)) continue;
    if (before != nullptr && is_norm(parts) && is_norm(*before)) return true;
    before = &parts;
  }
  return false;
}

// Attaches the normalizations to the layers that they follow in the file or, if they are listed apart, to those of their numbers.
void attach_norms(const TensorMap& file, const std::vector<Parts>& groups, FileLayers& layers) {
  const auto find_layer = [&](const auto& condition) -> FileLayer* {
    for (auto* kind : {&layers.convolutions, &layers.dense})
      for (FileLayer& layer : *kind)
        if (condition(layer)) return &layer;
    return nullptr;
  };
  const auto values = [&](const std::string& name) { return file.tensors.find(name)->second.elements(); };
  const auto outputs = [&](const FileLayer& layer) {
    const FileTensor& weight = file.tensors.find(layer.weight)->second;
    return layers.layout ? native_shape(*layers.layout, weight.shape)[0] : weight.shape[0];
  };
  const bool apart = are_norms_apart(groups);
  std::string before;  // the stem of the last layer with weights
  for (const Parts& parts : groups) {
    if (parts.rank > 0) before = parts.stem;
    if (!is_norm(parts)) continue;
    FileNorm norm{parts.stem, parts.gamma, parts.bias, parts.mean, parts.variance};
    const std::size_t channels = values(norm.mean);
    FileLayer* const previous = find_layer([&](const FileLayer& layer) { return !apart && layer.stem == before; });
    FileLayer* const numbered = find_layer([&](const FileLayer& layer) {
      return !trailing_number(layer.stem).empty() && trailing_number(layer.stem) == trailing_number(parts.stem);
    });
    FileLayer* const to = apart ? numbered : previous;
    if (to != nullptr && outputs(*to) == channels && to->norms.empty()) {
      to->norms.push_back(std::move(norm));
    } else {
      layers.other_norms.push_back(std::move(norm));
    }
  }
}

}  // namespace

FileLayers layers_of(const TensorMap& file) {
  const Tensors tensors = ordered_tensors(file);
  std::vector<Parts> groups = group_by_name(tensors);
  if (names_say_little(groups, tensors)) groups = group_by_order(tensors);
  FileLayers layers;
  for (const Parts& parts : groups) {
    if (parts.rank == 0) continue;
    auto& kind = parts.rank == 4 ? layers.convolutions : layers.dense;
    kind.push_back({parts.stem, canonical_layer(parts.stem).value_or(""), parts.weight, parts.bias, {}});
  }
  find_layout(file, layers);
  if (layers.layout) {
    sort_by_inputs(file, layers.convolutions, *layers.layout, layers.channels);
    const FileTensor& last = file.tensors.find(layers.convolutions.back().weight)->second;
    sort_by_inputs(file, layers.dense, *layers.layout, native_shape(*layers.layout, last.shape)[0]);
  }
  attach_norms(file, groups, layers);
  return layers;
}

}  // namespace alexnet
