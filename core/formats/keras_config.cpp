#include "formats/keras_config.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "formats/location.h"
#include "messages/hdf5.h"

namespace alexnet {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxLayers = 1000;
constexpr std::int64_t kMaxSize = 1 << 20;  // of a kernel, a stride, a padding

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

// Translates one layer of Keras. `config` is its configuration.
class LayerTranslator {
 public:
  LayerTranslator(KerasLayer& to, const Json& config) : to_(to), config_(config) {
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
    };
    for (const auto& [type, method] : kTypes)
      if (type == to_.type) return (this->*method)();
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
    to_.weights = {&ForeignLayer::weight};
    if (bool_or(config_, "use_bias", true)) to_.weights.push_back(&ForeignLayer::bias);
    TRY(add(kind));
    return activation();
  }

  Status batch_norm() {
    layer_.epsilon = float_or(config_, "epsilon", 1e-3f);
    if (bool_or(config_, "scale", true)) to_.weights.push_back(&ForeignLayer::gamma);
    if (bool_or(config_, "center", true)) to_.weights.push_back(&ForeignLayer::beta);
    to_.weights.push_back(&ForeignLayer::mean);
    to_.weights.push_back(&ForeignLayer::variance);
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
  // The result is [y][x][c], whatever the data format is.
  Status flatten() { return add(ForeignKind::kFlatten); }

  Status rescaling() {
    const Json& scale = member(config_, "scale");
    const Json& offset = member(config_, "offset");
    if (!scale.is_number() || (!offset.is_null() && !offset.is_number())) return other(fail<msg::kKerasRescalingByChannel>(""));
    layer_.scale = scale.get<float>();
    layer_.offset = float_or(config_, "offset", 0);
    return add(ForeignKind::kRescaling);
  }

  KerasLayer& to_;
  const Json& config_;
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

}  // namespace

Result<KerasConfig> read_keras_config(std::string_view json) {
  const Json model = Json::parse(json, nullptr, /*allow_exceptions=*/false);
  const Json& config = member(model, "config");
  const Json& layers = config.is_array() ? config : member(config, "layers");  // a bare list before Keras 2.2.3
  if (!layers.is_array() || layers.size() > kMaxLayers) return fail<msg::kKerasConfig>("keras", kMaxLayers);
  KerasConfig result;
  std::vector<const Json*> order;
  if (string_or(model, "class_name") == "Sequential") {
    for (const Json& layer : layers) order.push_back(&layer);
    read_input(member(config, "build_input_shape"), result.input);
  } else {
    TRY_VALUE(order, chain_of(layers));
  }
  for (const Json* layer : order) {
    const Json& of = member(*layer, "config");
    read_input(member(of, "batch_shape"), result.input);
    read_input(member(of, "batch_input_shape"), result.input);
    KerasLayer translated{
        .name = string_or(of, "name"), .type = string_or(*layer, "class_name"), .computation = {}, .weights = {}};
    if (Status done = LayerTranslator(translated, of).run(); !done)
      return with_context(location_in("keras", translated.type, translated.name), std::move(done).error());
    result.layers.push_back(std::move(translated));
  }
  return result;
}

}  // namespace alexnet
