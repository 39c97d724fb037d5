#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/catch_bad_alloc.h"
#include "base/dump_json.h"
#include "formats/hdf5/hdf5.h"
#include "formats/keras/config.h"
#include "formats/keras/h5.h"
#include "messages/hdf5.h"

namespace alexnet {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr const char* kRoot = "model_weights";
constexpr const char* kVersion = "2.15.0";  // the version of Keras whose layout is written

// Translates a chain of layers into layers of Keras and lays out their weights in the file.
class ModelWriter {
 public:
  explicit ModelWriter(const ForeignNetwork& network) : network_(network) { layout_.groups.emplace_back(kRoot); }

  Result<SharedBytes> run() {
    const auto& [rows, columns, channels] = network_.input;
    TRY(add("InputLayer", "input",
            {{"batch_input_shape", {nullptr, rows, columns, channels}}, {"sparse", false}, {"ragged", false}}));
    for (const ForeignLayer& layer : network_.layers)
      if (Status added = translate(layer); !added) return with_context(layer.name, std::move(added).error());
    const OrderedJson model = {{"class_name", "Sequential"}, {"config", {{"name", "alexnet"}, {"layers", layers_}}}};
    layout_.attributes.push_back({"", "model_config", {dump_json(model)}});
    layout_.attributes.push_back({"", std::string(kKerasMetadata), {dump_json(OrderedJson(network_.tensors.metadata))}});
    for (const char* group : {"", kRoot}) {
      layout_.attributes.push_back({group, "keras_version", {kVersion}});
      layout_.attributes.push_back({group, "backend", {"tensorflow"}});
    }
    add_names(kRoot, "layer_names", names_);
    layout_.datasets = &datasets_;
    return to_hdf5(layout_);
  }

 private:
  Status translate(const ForeignLayer& layer) {
    const ForeignWindow& window = layer.window;
    switch (layer.kind) {
      case ForeignKind::kConvolution:
        return convolution(layer);
      case ForeignKind::kDense:
        return weighted(layer, "Dense", 1, {});
      case ForeignKind::kRelu:
        return add("Activation", layer.name, {{"activation", "relu"}});
      case ForeignKind::kSoftmax:
        return add("Activation", layer.name, {{"activation", "softmax"}});
      case ForeignKind::kMaxPool:
        if (window.round_up) return fail<msg::kKerasWriteRoundUp>("");
        if (window.rule == PaddingRule::kExplicit && window.padding != std::array<std::size_t, 4>{})
          return fail<msg::kKerasWritePoolPadding>("");
        return add("MaxPooling2D", layer.name, pool(window));
      case ForeignKind::kAveragePool:
        return add("AveragePooling2D", layer.name, pool(window));
      case ForeignKind::kDropout:
        return add("Dropout", layer.name, {{"rate", layer.rate}});
      case ForeignKind::kFlatten:
        return add("Flatten", layer.name, {{"data_format", "channels_last"}});
      case ForeignKind::kRescaling:
        return add("Rescaling", layer.name, {{"scale", layer.scale.front()}, {"offset", layer.offset.front()}});
      case ForeignKind::kLocalResponseNorm:
        return fail<msg::kKerasWriteLrn>("");
      default:
        return fail<msg::kKerasWriteLayer>("");
    }
  }

  static OrderedJson pool(const ForeignWindow& window) {
    return {{"pool_size", window.kernel},
            {"strides", window.stride},
            {"padding", window.rule == PaddingRule::kSame ? "same" : "valid"},
            {"data_format", "channels_last"}};
  }

  Status convolution(const ForeignLayer& layer) {
    const ForeignWindow& window = layer.window;
    const bool same = window.rule == PaddingRule::kSame;
    const auto [top, left, bottom, right] = window.padding;
    if (!same && top + left + bottom + right > 0)
      TRY(add("ZeroPadding2D", layer.name + "_pad",
              {{"padding", {{top, bottom}, {left, right}}}, {"data_format", "channels_last"}}));
    return weighted(layer, "Conv2D", 3,
                    {{"kernel_size", window.kernel},
                     {"strides", window.stride},
                     {"padding", same ? "same" : "valid"},
                     {"data_format", "channels_last"},
                     {"dilation_rate", window.dilation},
                     {"groups", layer.groups}});
  }

  // `axis` is the axis of the outputs in the shape of the weight.
  Status weighted(const ForeignLayer& layer, const char* type, std::size_t axis, OrderedJson config) {
    const FileTensor& weight = network_.tensors.tensors.find(layer.weight)->second;
    const bool has_bias = !layer.bias.empty();
    config[axis == 3 ? "filters" : "units"] = weight.shape[axis];
    config["activation"] = "linear";
    config["use_bias"] = has_bias;
    TRY(add(type, layer.name, std::move(config)));
    add_dataset("kernel:0", weight);
    if (has_bias) add_dataset("bias:0", network_.tensors.tensors.find(layer.bias)->second);
    return {};
  }

  // Adds an array of the last layer. As in Keras, its path contains the name of the layer twice.
  void add_dataset(const char* name, const FileTensor& tensor) {
    std::string path = str_cat(names_.back(), '/', name);
    datasets_.tensors[str_cat(layout_.groups.back(), '/', path)] = tensor;
    layout_.attributes.back().strings.push_back(std::move(path));
  }

  Status add(const char* type, const std::string& wanted, OrderedJson config) {
    const std::string name = unique_name(wanted);
    config["name"] = name;
    if (std::string_view(type) != "InputLayer") config["trainable"] = true;  // Keras 2 rejects it in an InputLayer
    config["dtype"] = "float32";
    layers_.push_back({{"class_name", type}, {"config", std::move(config)}});
    names_.push_back(name);
    layout_.groups.push_back(str_cat(kRoot, '/', name));
    layout_.attributes.push_back({layout_.groups.back(), "weight_names", {}, true});
    return {};
  }

  // Names in Keras consist of letters, digits, '.', '_' and '-', and begin with a letter or a digit.
  std::string unique_name(std::string name) {
    const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
    std::ranges::replace_if(name, [&](char c) { return !plain(c) && c != '.' && c != '_' && c != '-'; }, '_');
    if (name.empty() || !plain(name.front())) name.insert(0, "layer");
    while (!used_names_.insert(name).second) name += '_';
    return name;
  }

  // Writes one attribute, or, if the strings exceed its limit, the attributes name0, name1, …
  void add_names(const std::string& group, const std::string& name, const std::vector<std::string>& strings) {
    std::size_t longest = 1;
    for (const std::string& one : strings) longest = std::max(longest, one.size());
    const std::size_t per_attribute = std::max<std::size_t>(1, kMaxHdf5ListBytes / longest);
    if (strings.size() <= per_attribute) {
      layout_.attributes.push_back({group, name, strings, true});
      return;
    }
    for (std::size_t i = 0; i < strings.size(); i += per_attribute) {
      const auto begin = strings.begin() + static_cast<std::ptrdiff_t>(i);
      const auto end = strings.begin() + static_cast<std::ptrdiff_t>(std::min(i + per_attribute, strings.size()));
      layout_.attributes.push_back({group, str_cat(name, i / per_attribute), {begin, end}, true});
    }
  }

  const ForeignNetwork& network_;
  OrderedJson layers_ = OrderedJson::array();
  std::vector<std::string> names_;
  std::set<std::string> used_names_;
  Hdf5FileLayout layout_;
  TensorMap datasets_;
};

}  // namespace

Result<SharedBytes> to_keras_h5(const ForeignNetwork& network) {
  return catch_bad_alloc("keras", [&] { return ModelWriter(network).run(); });
}

}  // namespace alexnet
