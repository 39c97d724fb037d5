#include "formats/keras/weights.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <map>

#include "formats/location.h"
#include "messages/hdf5.h"

namespace alexnet {
namespace {

constexpr std::size_t kMaxStatistics = 4096;  // channels of a Normalization

// The parts of a path before and after its last slash.
std::pair<std::string_view, std::string_view> split_last(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return {"", path};
  return {path.substr(0, slash), path.substr(slash + 1)};
}
// The name of a weight without the number of the output that TensorFlow appends: `kernel` of `kernel:0`.
std::string_view weight_name(std::string_view path) {
  const std::string_view name = split_last(path).second;
  return name.substr(0, name.find(':'));
}
std::string_view layer_name(std::string_view path) { return split_last(split_last(path).first).second; }

// `conv2d_10` as (`conv2d`, 10), to sort groups in the order in which Keras numbers them.
std::pair<std::string_view, std::size_t> numbered(std::string_view name) {
  const std::size_t underscore = name.rfind('_');
  std::size_t number = 0;
  if (underscore == std::string_view::npos) return {name, 0};
  const char* const end = name.data() + name.size();
  const auto [parsed, error] = std::from_chars(name.data() + underscore + 1, end, number);
  if (error != std::errc() || parsed != end) return {name, 0};
  return {name.substr(0, underscore), number};
}

// The beginnings of the names of groups of layers without weights that an AlexNet does not have.
constexpr std::array<std::string_view, 14> kOtherGroups{
    "add",         "average_pooling2d", "concatenate", "cropping2d", "elu",      "global_",       "lambda",
    "leaky_re_lu", "permute",           "prelu",       "reshape",    "resizing", "up_sampling2d", "zero_padding2d"};
constexpr std::size_t kPools = 3;  // of an AlexNet

bool is_other_group(std::string_view kind) {
  return std::ranges::any_of(kOtherGroups, [&](std::string_view other) { return kind.starts_with(other); });
}

}  // namespace

Result<std::string> KerasWeights::find(const KerasArrays& arrays, const KerasLayer& layer, std::string_view weight,
                                       std::size_t index) const {
  const auto& paths = arrays.paths;
  auto found = paths.end();
  if (arrays.are_named) {
    found = std::ranges::find_if(
        paths, [&](const std::string& path) { return weight_name(path) == weight && layer_name(path) == layer.name; });
    const bool is_nested = arrays.are_of_all_layers || layer.outer != layer.name;
    if (found == paths.end() && !is_nested)
      found = std::ranges::find_if(paths, [&](const std::string& path) { return weight_name(path) == weight; });
    if (found == paths.end() && is_nested) return fail<msg::kKerasWeightMissing>("", quoted_name(weight));
  }
  if (found == paths.end() && index < paths.size()) found = paths.begin() + static_cast<std::ptrdiff_t>(index);
  if (found == paths.end()) return fail<msg::kKerasWeightCount>("", paths.size(), index + 1);
  if (!file_.datasets.tensors.contains(*found)) return fail<msg::kKerasWeightMissing>("", quoted_name(*found));
  return *found;
}

Status KerasWeights::attach(const KerasArrays& arrays, KerasLayer& layer) {
  if (layer.weights.empty()) return {};
  const std::string where = location_in("keras", layer.type, layer.name);
  ForeignLayer& first = layer.computation.front();
  for (std::size_t i = 0; i < layer.weights.size(); ++i) {
    Result<std::string> path = find(arrays, layer, layer.weights[i].name, i);
    if (!path) return with_context(where, std::move(path).error());
    first.*layer.weights[i].field = std::move(*path);
  }
  Status converted;
  if (layer.is_int8) {
    first.quantization = ActivationQuantization{.rule = QuantizationRule::kSymmetric};
    Result<std::string> scale = find(arrays, layer, "kernel_scale", layer.weights.size());
    if (!scale) return with_context(where, std::move(scale).error());
    converted = dequantize(first.weight, *scale);
  } else if (first.kind == ForeignKind::kRescaling) {
    converted = use_statistics(first);
  }
  if (!converted) return with_context(where, std::move(converted).error());
  return {};
}

// A weight is kernel / scale, where the kernel is [in][out] and there is one scale for each output.
Status KerasWeights::dequantize(const std::string& kernel, const std::string& scale) {
  FileTensor& integers = file_.datasets.tensors.find(kernel)->second;
  const FileTensor& of_scale = file_.datasets.tensors.find(scale)->second;
  const std::size_t outputs = integers.shape.size() == 2 ? integers.shape[1] : 0;
  if (integers.type != ElementType::kI8 || outputs == 0 || of_scale.elements() != outputs)
    return fail<msg::kKerasKernelScale>("");
  std::vector<float> scales(outputs);
  TRY(to_floats(of_scale, scales));
  auto values = std::make_shared<std::vector<float>>(integers.elements());
  for (std::size_t i = 0; i < values->size(); ++i)
    (*values)[i] = static_cast<float>(static_cast<std::int8_t>(integers.bytes[i])) / scales[i % outputs];
  integers.type = ElementType::kF32;
  integers.bytes = {reinterpret_cast<const std::uint8_t*>(values->data()), values->size() * sizeof(float)};
  converted_.push_back(std::move(values));
  file_.datasets.tensors.erase(scale);
  return {};
}

Status KerasWeights::use_statistics(ForeignLayer& layer) {
  std::array<std::vector<float>, 2> numbers;
  const std::array<std::string, 2> names{layer.mean, layer.variance};
  for (std::size_t i = 0; i < 2; ++i) {
    const FileTensor& tensor = file_.datasets.tensors.find(names[i])->second;
    if (tensor.elements() == 0 || tensor.elements() > kMaxStatistics)
      return fail<msg::kKerasStatistics>("", tensor.elements(), kMaxStatistics);
    numbers[i].resize(tensor.elements());
    TRY(to_floats(tensor, numbers[i]));
  }
  set_keras_normalization(numbers[0], numbers[1], layer);
  for (const std::string& name : names) file_.datasets.tensors.erase(name);
  layer.mean.clear();
  layer.variance.clear();
  return {};
}

void KerasWeights::finish() {
  if (converted_.empty()) return;
  struct Owner {
    SharedBytes file;
    std::vector<std::shared_ptr<const std::vector<float>>> converted;
  };
  const ByteSpan bytes = file_.datasets.storage.bytes();
  file_.datasets.storage =
      SharedBytes(bytes, std::make_shared<const Owner>(Owner{std::move(file_.datasets.storage), std::move(converted_)}));
}

ForeignLayer keras_layer_of_shapes(const std::string& name, const std::vector<std::string>& paths, const Hdf5Contents& file) {
  ForeignLayer layer{.name = name, .type = "weights", .reason = fail<msg::kKerasUnknownWeights>("").error()};
  const auto first = file.datasets.tensors.find(paths.front());
  if (first == file.datasets.tensors.end() || paths.size() > 2) return layer;
  const std::size_t axes = first->second.shape.size();
  if (axes == 4) layer.kind = ForeignKind::kConvolution;
  if (axes == 2) layer.kind = ForeignKind::kDense;
  layer.order = axes == 4 ? WeightOrder::kYXInOut : WeightOrder::kInOut;
  layer.weight = paths.front();
  if (paths.size() == 2) layer.bias = paths.back();
  return layer;
}

Result<std::vector<ForeignLayer>> layers_of_keras_weights(const Hdf5Contents& file) {
  // By the group that contains them, and the number in their name.
  std::map<std::tuple<std::string_view, std::string_view, std::size_t>, ForeignLayer> convolutions, dense;
  std::size_t pools = 0;
  for (const auto& [path, attributes] : file.groups) {
    const auto [group, end] = split_last(path);
    if (end != "vars" || group.empty()) continue;
    const auto [container, name] = split_last(group);
    const auto [kind, number] = numbered(name);
    std::vector<std::string> paths;
    for (std::size_t i = 0; file.datasets.tensors.contains(str_cat(path, '/', i)); ++i) paths.push_back(str_cat(path, '/', i));
    const auto named = attributes.find("name");
    const std::string shown = named == attributes.end() || named->second.empty() ? std::string(name) : named->second.front();
    if (kind == "max_pooling2d") ++pools;
    if (paths.empty()) {
      if (is_other_group(kind)) return fail<msg::kKerasWeightsOnly>(location_in("keras", shown));
      continue;
    }
    ForeignLayer layer = keras_layer_of_shapes(shown, paths, file);
    if (layer.kind == ForeignKind::kOther) return fail<msg::kKerasWeightsOnly>(location_in("keras", shown));
    auto& of_kind = layer.kind == ForeignKind::kConvolution ? convolutions : dense;
    of_kind.emplace(std::tuple(container, kind, number), std::move(layer));
  }
  if (convolutions.empty() && dense.empty()) return fail<msg::kKerasNotAModel>("hdf5");
  if (pools != 0 && pools != kPools) return fail<msg::kKerasWeightsOnly>(location_in("keras", "max_pooling2d"));
  std::vector<ForeignLayer> layers;
  for (auto* of_kind : {&convolutions, &dense})
    for (auto& [order, layer] : *of_kind) layers.push_back(std::move(layer));
  return layers;
}

}  // namespace alexnet
