#include "formats/keras/config.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "formats/location.h"
#include "messages/hdf5.h"

namespace alexnet {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxLayers = 1000;
constexpr std::int64_t kMaxSize = 1 << 20;  // of a kernel, a stride, a padding
constexpr std::size_t kMaxNesting = 8;      // of models in models

// The layers that change nothing at inference: augmentation of photos, noise, penalties.
// clang-format off: filled lines
constexpr std::array<std::string_view, 33> kOnlyInTraining{
    "ActivityRegularization", "AlphaDropout", "AugMix", "CutMix", "Equalization", "GaussianDropout", "GaussianNoise", "Identity", "MixUp", "RandAugment", "RandomBrightness", "RandomColorDegeneration", "RandomColorJitter", "RandomContrast", "RandomCutout", "RandomElasticTransform", "RandomErasing", "RandomFlip", "RandomGaussianBlur", "RandomGrayscale", "RandomHeight", "RandomHue", "RandomInvert", "RandomPerspective", "RandomPosterization", "RandomRotation", "RandomSaturation", "RandomSharpness", "RandomShear", "RandomTranslation", "RandomWidth", "RandomZoom", "Solarization"};
// clang-format on

// Returns a member of an object, or null if there is none.
const Json& member(const Json& json, const char* key) {
  static const Json null;
  const auto found = json.is_object() ? json.find(key) : json.end();
  return json.is_object() && found != json.end() ? *found : null;
}
std::string string_or(const Json& json, const char* key, const char* fallback = "") {
  const Json& found = member(json, key);
  return found.is_string() ? found.get<std::string>() : fallback;
}
float float_or(const Json& json, const char* key, float fallback) {
  const Json& found = member(json, key);
  return found.is_number() ? found.get<float>() : fallback;
}
bool bool_or(const Json& json, const char* key, bool fallback) {
  const Json& found = member(json, key);
  return found.is_boolean() ? found.get<bool>() : fallback;
}

Result<std::size_t> size_of(const Json& json) {
  if (!json.is_number_integer() || json.get<std::int64_t>() < 0 || json.get<std::int64_t>() > kMaxSize)
    return fail<msg::kKerasSize>("", kMaxSize);
  return json.get<std::size_t>();
}

// Reads [y, x], or one number for both. Without the member, `to` keeps its values.
Status read_pair(const Json& config, const char* key, std::array<std::size_t, 2>& to) {
  const Json& found = member(config, key);
  if (found.is_null()) return {};
  if (found.is_array() && found.size() != 2) return fail<msg::kKerasPair>(key, found.size());
  for (std::size_t i = 0; i < 2; ++i) {
    Result<std::size_t> size = size_of(found.is_array() ? found[i] : found);
    if (!size) return with_context(key, std::move(size).error());
    to[i] = *size;
  }
  return {};
}

// Reads one number, or a list of them in lists of one: [[[[0.1, 0.2, 0.3]]]]. Nothing if it is neither.
std::optional<std::vector<float>> numbers_of(const Json& json) {
  if (json.is_number()) return std::vector{json.get<float>()};
  const Json* inner = &json;
  while (inner->is_array() && inner->size() == 1 && inner->front().is_array()) inner = &inner->front();
  if (!inner->is_array() || inner->empty()) return std::nullopt;
  std::vector<float> numbers;
  for (const Json& number : *inner) {
    if (!number.is_number()) return std::nullopt;
    numbers.push_back(number.get<float>());
  }
  return numbers;
}

// The mode of quantize() with which a layer was quantized, from its dtype policy: `int8`. Empty if it was not.
std::string quantization_of(const Json& config) {
  const Json& policy = member(member(config, "dtype"), "config");
  if (const std::string mode = string_or(policy, "mode"); !mode.empty()) return mode;
  const std::string name = string_or(policy, "name");  // `int8_from_float32`
  const std::size_t end = name.find("_from_");
  return end == std::string::npos ? "" : name.substr(0, end);
}

// Translates one layer of Keras. `config` is its configuration, `input` the size of the network's input.
class LayerTranslator {
 public:
  LayerTranslator(KerasLayer& to, const Json& config, const std::array<std::size_t, 3>& input)
      : to_(to), config_(config), input_(input) {
    layer_.name = to.name;
    layer_.type = to.type;
  }

  Status run() {
    using Method = Status (LayerTranslator::*)();
    static constexpr std::pair<std::string_view, Method> kTypes[] = {
        {"InputLayer", &LayerTranslator::nothing},
        {"Conv2D", &LayerTranslator::convolution},
        {"Convolution2D", &LayerTranslator::convolution},
        {"Dense", &LayerTranslator::dense},
        {"BatchNormalization", &LayerTranslator::batch_norm},
        {"ZeroPadding2D", &LayerTranslator::zero_padding},
        {"MaxPooling2D", &LayerTranslator::max_pool},
        {"AveragePooling2D", &LayerTranslator::average_pool},
        {"GlobalAveragePooling2D", &LayerTranslator::global_average},
        {"Activation", &LayerTranslator::activation_layer},
        {"ReLU", &LayerTranslator::relu},
        {"Softmax", &LayerTranslator::softmax},
        {"Dropout", &LayerTranslator::dropout},
        {"SpatialDropout2D", &LayerTranslator::dropout},
        {"Flatten", &LayerTranslator::flatten},
        {"Rescaling", &LayerTranslator::rescaling},
        {"Normalization", &LayerTranslator::normalization},
        {"RandomCrop", &LayerTranslator::random_crop},
    };
    for (const auto& [type, method] : kTypes)
      if (type == to_.type) return (this->*method)();
    if (std::ranges::find(kOnlyInTraining, to_.type) != kOnlyInTraining.end()) return {};
    return other(to_.type == "Lambda" ? fail<msg::kKerasLambda>("") : fail<msg::kKerasLayerType>("", shortened(to_.type)));
  }

 private:
  Status nothing() { return {}; }
  Status add(ForeignKind kind) {
    layer_.kind = kind;
    to_.computation.push_back(layer_);
    return {};
  }
  Status other(const std::unexpected<Error>& reason) {
    ForeignLayer layer = layer_;
    layer.kind = ForeignKind::kOther;
    layer.reason = reason.error();
    to_.computation.push_back(std::move(layer));
    return {};
  }

  Status window(const char* kernel) {
    ForeignWindow& window = layer_.window;
    TRY(read_pair(config_, kernel, window.kernel));
    const bool pool = std::string_view(kernel) == "pool_size";
    if (pool) window.stride = window.kernel;
    TRY(read_pair(config_, "strides", window.stride));
    TRY(read_pair(config_, "dilation_rate", window.dilation));
    const std::string padding = string_or(config_, "padding", "valid");
    if (padding != "valid" && padding != "same") return fail<msg::kKerasPadding>("padding", quoted_name(padding));
    window.rule = padding == "same" ? PaddingRule::kSame : PaddingRule::kExplicit;
    return {};
  }

  Status convolution() {
    TRY(window("kernel_size"));
    const Json& groups = member(config_, "groups");
    if (!groups.is_null()) {
      TRY_VALUE(layer_.groups, size_of(groups));
    }
    layer_.order = WeightOrder::kYXInOut;
    return weighted(ForeignKind::kConvolution);
  }
  Status dense() {
    layer_.order = WeightOrder::kInOut;
    return weighted(ForeignKind::kDense);
  }
  Status weighted(ForeignKind kind) {
    const std::string quantization = quantization_of(config_);
    to_.is_int8 = quantization == "int8";
    if (!quantization.empty() && !to_.is_int8)
      return other(fail<msg::kKerasQuantized>("", shortened(quantization), shortened(quantization)));
    to_.weights = {{"kernel", &ForeignLayer::weight}};
    if (bool_or(config_, "use_bias", true)) to_.weights.push_back({"bias", &ForeignLayer::bias});
    TRY(add(kind));
    return activation();
  }

  Status batch_norm() {
    layer_.epsilon = float_or(config_, "epsilon", 1e-3f);
    if (bool_or(config_, "scale", true)) to_.weights.push_back({"gamma", &ForeignLayer::gamma});
    if (bool_or(config_, "center", true)) to_.weights.push_back({"beta", &ForeignLayer::beta});
    to_.weights.push_back({"moving_mean", &ForeignLayer::mean});
    to_.weights.push_back({"moving_variance", &ForeignLayer::variance});
    return add(ForeignKind::kBatchNorm);
  }

  // `padding` is [[top, bottom], [left, right]], or one number for all sides, or [y, x].
  Status zero_padding() {
    const Json& found = member(config_, "padding");
    std::array<std::array<std::size_t, 2>, 2> sides{};
    for (std::size_t axis = 0; axis < 2; ++axis) {
      const Json wrapped = {{"padding", found.is_array() && found.size() == 2 ? found[axis] : found}};
      TRY(read_pair(wrapped, "padding", sides[axis]));
    }
    layer_.window.padding = {sides[0][0], sides[1][0], sides[0][1], sides[1][1]};
    return add(ForeignKind::kZeroPadding);
  }

  Status max_pool() {
    TRY(window("pool_size"));
    return add(ForeignKind::kMaxPool);
  }
  Status average_pool() {
    TRY(window("pool_size"));
    return add(ForeignKind::kAveragePool);
  }
  // The result is flat unless keepdims is set.
  Status global_average() {
    TRY(add(ForeignKind::kGlobalAveragePool));
    return bool_or(config_, "keepdims", false) ? Status{} : add(ForeignKind::kFlatten);
  }

  Status activation_layer() { return activation(); }
  // Adds the activation that `config_` names as a layer after this one.
  Status activation() {
    const Json& found = member(config_, "activation");
    const std::string name = found.is_string()   ? found.get<std::string>()
                             : found.is_object() ? string_or(found, "class_name")
                                                 : std::string("linear");
    if (name == "linear") return {};
    layer_.weight.clear();
    layer_.type = str_cat(to_.type, ", ", name);
    if (name == "relu") return add_activation("relu", ForeignKind::kRelu);
    if (name == "softmax") return add_activation("softmax", ForeignKind::kSoftmax);
    if (name == "sigmoid") return add_activation("sigmoid", ForeignKind::kSigmoid);
    return other(fail<msg::kKerasActivation>("", shortened(name)));
  }
  Status add_activation(const char* name, ForeignKind kind) {
    if (!to_.computation.empty()) layer_.name = str_cat(to_.name, '_', name);
    return add(kind);
  }

  Status relu() {
    const Json& limit = member(config_, "max_value");
    if (!limit.is_null() || float_or(config_, "negative_slope", 0) != 0 || float_or(config_, "threshold", 0) != 0)
      return other(fail<msg::kKerasReluOptions>(""));
    return add(ForeignKind::kRelu);
  }
  Status softmax() { return add(ForeignKind::kSoftmax); }
  Status dropout() {
    layer_.rate = float_or(config_, "rate", 0.5f);
    return add(ForeignKind::kDropout);
  }
  Status flatten() { return add(ForeignKind::kFlatten); }

  Status rescaling() {
    const Json& offset = member(config_, "offset");
    const auto scales = numbers_of(member(config_, "scale"));
    const auto offsets = offset.is_null() ? std::vector{0.0f} : numbers_of(offset);
    if (!scales || !offsets) return other(fail<msg::kKerasRescalingNumbers>(""));
    layer_.scale = *scales;
    layer_.offset = *offsets;
    return add(ForeignKind::kRescaling);
  }

  // Statistics that were learned by adapt() are weights of the layer.
  Status normalization() {
    if (bool_or(config_, "invert", false)) return other(fail<msg::kKerasNormalizationInverted>(""));
    const auto mean = numbers_of(member(config_, "mean")), variance = numbers_of(member(config_, "variance"));
    if (mean && variance) {
      set_keras_normalization(*mean, *variance, layer_);
    } else {
      to_.weights = {{"mean", &ForeignLayer::mean}, {"variance", &ForeignLayer::variance}};
    }
    return add(ForeignKind::kRescaling);
  }

  // Does nothing at inference if the input has the size of the crop; else it depends on the version of Keras.
  Status random_crop() {
    const auto rows = size_of(member(config_, "height")), columns = size_of(member(config_, "width"));
    if (rows && columns && *rows == input_[0] && *columns == input_[1]) return {};
    return other(fail<msg::kKerasRandomCrop>(""));
  }

  KerasLayer& to_;
  const Json& config_;
  const std::array<std::size_t, 3>& input_;
  ForeignLayer layer_;
};

// Reads the shape [null, y, x, c], or [null, c, y, x] if c is 3. `to` keeps its values if it is already known or if the shape is
// not that of a batch of images.
void read_input(const Json& shape, std::array<std::size_t, 3>& to) {
  if (!shape.is_array() || shape.size() != 4 || to[2] != 0) return;
  std::array<std::size_t, 3> lengths{};
  for (std::size_t i = 0; i < 3; ++i) lengths[i] = size_of(shape[i + 1]).value_or(0);
  to = lengths[0] == 3 && lengths[2] != 3 ? std::array{lengths[1], lengths[2], lengths[0]} : lengths;
}

// Collects the names of the layers whose outputs a layer reads: Keras 2 writes lists (["conv1", 0, 0, {}]), Keras 3 writes
// `keras_history`.
void collect_inbound(const Json& json, std::size_t depth, std::vector<std::string>& names) {
  if (depth > 12) return;
  if (json.is_array() && json.size() >= 3 && json[0].is_string() && json[1].is_number() && json[2].is_number()) {
    names.push_back(json[0].get<std::string>());
    return;
  }
  if (json.is_structured())
    for (const Json& inner : json) collect_inbound(inner, depth + 1, names);
}

// Returns the layers of a functional model in the order of the computation, or an error if they are not a chain.
Result<std::vector<const Json*>> chain_of(const Json& layers) {
  std::map<std::string, std::vector<const Json*>> readers;  // by the name of the layer that they read; "" for inputs
  for (const Json& layer : layers) {
    std::vector<std::string> inbound;
    collect_inbound(member(layer, "inbound_nodes"), 0, inbound);
    const std::string name = string_or(member(layer, "config"), "name");
    if (inbound.size() > 1) return fail<msg::kKerasInputs>(location_in("keras", name), inbound.size());
    readers[inbound.empty() ? "" : inbound.front()].push_back(&layer);
  }
  std::vector<const Json*> chain;
  for (std::string value;;) {
    const auto next = readers.find(value);
    if (next == readers.end()) break;
    const std::string name = string_or(member(*next->second.front(), "config"), "name");
    if (next->second.size() > 1)
      return fail<msg::kKerasBranches>(location_in("keras", value.empty() ? name : value), next->second.size());
    if (name.empty() || chain.size() == layers.size()) return fail<msg::kKerasCycle>(location_in("keras", value));
    chain.push_back(next->second.front());
    value = name;
  }
  if (chain.size() != layers.size()) return fail<msg::kKerasDisconnected>("keras", layers.size() - chain.size());
  return chain;
}

// Reads the layers of a model, and those of models in it.
class ModelReader {
 public:
  Result<KerasConfig> run(const Json& model) {
    TRY(read_model(model, {.outer = "", .container = "layers", .depth = 0}));
    return std::move(result_);
  }

 private:
  // Where a model stands.
  struct Place {
    std::string outer;      // the name of the outermost layer that contains it, if any
    std::string container;  // the group of its layers
    std::size_t depth = 0;
  };

  Status read_model(const Json& model, const Place& place) {
    const Json& config = member(model, "config");
    const Json& layers = config.is_array() ? config : member(config, "layers");  // a bare list before Keras 2.2.3
    if (!layers.is_array() || layers.size() + result_.layers.size() > kMaxLayers || place.depth > kMaxNesting)
      return fail<msg::kKerasConfig>("keras", kMaxLayers);
    std::vector<const Json*> order;
    if (string_or(model, "class_name") == "Sequential") {
      for (const Json& layer : layers) order.push_back(&layer);
      read_input(member(config, "build_input_shape"), result_.input);
    } else {
      TRY_VALUE(order, chain_of(layers));
    }
    // Keras numbers the groups of each class in the order of the list.
    std::map<std::string, std::size_t> counts;
    std::map<const Json*, std::string> groups;
    for (const Json& layer : layers) {
      const std::string name = keras_group_name(string_or(layer, "class_name"));
      const std::size_t number = counts[name]++;
      groups[&layer] = number == 0 ? str_cat(place.container, '/', name) : str_cat(place.container, '/', name, '_', number);
    }
    for (const Json* layer : order) TRY(read_layer(*layer, place, groups[layer]));
    return {};
  }

  Status read_layer(const Json& layer, const Place& place, const std::string& group) {
    const Json& config = member(layer, "config");
    KerasLayer read{
        .name = string_or(config, "name"), .type = string_or(layer, "class_name"), .computation = {}, .weights = {}};
    if (read.type == "Sequential" || read.type == "Functional" || read.type == "Model")
      return read_model(layer, {place.outer.empty() ? read.name : place.outer, str_cat(group, "/layers"), place.depth + 1});
    read_input(member(config, "batch_shape"), result_.input);
    read_input(member(config, "batch_input_shape"), result_.input);
    read.outer = place.outer.empty() ? read.name : place.outer;
    read.container = place.container;
    read.group = group;
    if (Status done = LayerTranslator(read, config, result_.input).run(); !done)
      return with_context(location_in("keras", read.type, read.name), std::move(done).error());
    set_flatten_order(config, read);
    result_.layers.push_back(std::move(read));
    return {};
  }

  // A Flatten for channels_last keeps the order of its input, that of the layers before it; one for channels_first makes
  // [y][x][c] of [c][y][x].
  void set_flatten_order(const Json& config, KerasLayer& layer) {
    const std::string format = string_or(config, "data_format");
    if (layer.type != "Flatten") {
      if (!format.empty()) is_channels_first_ = format == "channels_first";
      return;
    }
    for (ForeignLayer& flatten : layer.computation) {
      flatten.channels_first = is_channels_first_ && format != "channels_first";
      if (is_channels_first_ || format != "channels_first" || is_flat_) continue;
      flatten.kind = ForeignKind::kOther;
      flatten.reason = fail<msg::kKerasFlattenOrder>("").error();
    }
    is_flat_ = true;
  }

  KerasConfig result_;
  bool is_channels_first_ = false;  // whether the layers so far compute [c][y][x]
  bool is_flat_ = false;
};

}  // namespace

std::string keras_group_name(std::string_view type) {
  std::string result;
  const auto upper = [&](std::size_t at) {
    return at < type.size() && std::isupper(static_cast<unsigned char>(type[at])) != 0;
  };
  const auto lower = [&](std::size_t at) {
    return at < type.size() && std::islower(static_cast<unsigned char>(type[at])) != 0;
  };
  for (std::size_t i = 0; i < type.size(); ++i) {
    if (i > 0 && upper(i) && (lower(i - 1) || lower(i + 1))) result += '_';
    result += static_cast<char>(std::tolower(static_cast<unsigned char>(type[i])));
  }
  return result;
}

void set_keras_normalization(std::span<const float> mean, std::span<const float> variance, ForeignLayer& layer) {
  layer.scale.clear();
  layer.offset.clear();
  const std::size_t count = std::max(mean.size(), variance.size());
  for (std::size_t i = 0; i < count; ++i) {
    const float scale = 1 / std::max(std::sqrt(variance[std::min(i, variance.size() - 1)]), 1e-7f);
    layer.scale.push_back(scale);
    layer.offset.push_back(-mean[std::min(i, mean.size() - 1)] * scale);
  }
}

Result<KerasConfig> read_keras_config(std::string_view json) {
  return ModelReader().run(Json::parse(json, nullptr, /*allow_exceptions=*/false));
}

}  // namespace alexnet
