#include "formats/torch/export.h"

#include <algorithm>
#include <array>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "formats/location.h"
#include "messages/formats.h"
#include "messages/torch.h"
#include "tensor/shape.h"

namespace alexnet {
namespace {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

constexpr std::string_view kConfig = "data/weights/model_weights_config.json";
constexpr std::string_view kGraph = "models/model.json";
constexpr std::size_t kMaxJson = std::size_t{16} << 20;  // bytes

// The numbers of torch/_export/serde/schema.py (ScalarType).
std::optional<ElementType> type_of(std::int64_t number) {
  switch (number) {
    case 4:
      return ElementType::kI32;
    case 5:
      return ElementType::kI64;
    case 6:
      return ElementType::kF16;
    case 7:
      return ElementType::kF32;
    case 8:
      return ElementType::kF64;
    case 13:
      return ElementType::kBf16;
    default:
      return std::nullopt;
  }
}

// The operations of the ATen library that an AlexNet needs, without `torch.ops.aten.`.
constexpr std::array<std::string_view, 17> kOperations = {
    "conv2d.default",          "relu.default",       "relu_.default",      "max_pool2d.default", "adaptive_avg_pool2d.default",
    "dropout.default",         "dropout_.default",   "flatten.using_ints", "view.default",       "reshape.default",
    "linear.default",          "batch_norm.default", "softmax.int",        "log_softmax.int",    "conv2d.padding",
    "feature_dropout.default", "clone.default"};

std::optional<std::string> folder_of(const ZipArchive& archive) {
  for (const ZipEntry& entry : archive.entries())
    if (entry.name.ends_with(kConfig)) return entry.name.substr(0, entry.name.size() - kConfig.size());
  return std::nullopt;
}

template <typename Parsed>
Result<Parsed> read_json(const ZipArchive& archive, const std::string& name) {
  TRY_VALUE(const SharedBytes bytes, archive.read(name, kMaxJson));
  Parsed json = Parsed::parse(bytes.bytes().begin(), bytes.bytes().end(), nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return fail<msg::kTorchExportJson>(quoted_name(name));
  return json;
}

// The integers of `[{"as_int": 3}, ...]`; nothing if it is another value, such as a length that is open.
template <typename Value>
std::optional<std::vector<std::size_t>> integers(const Value& list) {
  if (!list.is_array() || list.size() > kMaxRank) return std::nullopt;
  std::vector<std::size_t> result;
  for (const auto& item : list) {
    const auto number = item.is_object() ? item.find("as_int") : item.end();
    if (!item.is_object() || number == item.end() || !number->is_number_unsigned()) return std::nullopt;
    result.push_back(number->template get<std::size_t>());
  }
  return result;
}

Result<FileTensor> describe(const OrderedJson& entry, const SharedBytes& bytes) {
  const auto meta = entry.find("tensor_meta");
  if (meta == entry.end() || !meta->is_object() || !meta->contains("dtype") || !meta->contains("sizes") ||
      !meta->contains("strides"))
    return fail<msg::kTorchExportJson>("");
  const auto type = (*meta)["dtype"].is_number_integer() ? type_of((*meta)["dtype"].get<std::int64_t>()) : std::nullopt;
  const auto shape = integers((*meta)["sizes"]), strides = integers((*meta)["strides"]);
  if (!type || !shape || !strides || shape->size() != strides->size()) return fail<msg::kTorchExportTensor>("");
  const ElementType number_type = type.value_or(ElementType::kF32);
  FileTensor tensor{.type = number_type, .shape = *shape, .bytes = bytes.bytes()};
  std::size_t size = element_size(number_type);
  for (std::size_t axis = shape->size(); axis-- > 0;) {
    if ((*shape)[axis] != 1 && (*strides)[axis] != size / element_size(number_type)) return fail<msg::kTorchExportTensor>("");
    if (__builtin_mul_overflow(size, (*shape)[axis], &size)) return fail<msg::kTensorShapeTooLarge>("", format_shape(*shape));
  }
  if (size > bytes.bytes().size())
    return fail<msg::kTensorSizeMismatch>("", bytes.bytes().size(), to_string(number_type), format_shape(*shape), size);
  tensor.bytes = bytes.bytes().first(size);
  return tensor;
}

// The text at a key of an object; empty if there is none.
std::string text_of(const Json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return object.is_object() && found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// An argument of a node by its name, or null.
const Json* argument(const Json& node, std::string_view name) {
  const auto inputs = node.find("inputs");
  if (inputs == node.end() || !inputs->is_array()) return nullptr;
  for (const Json& input : *inputs)
    if (text_of(input, "name") == name && input.contains("arg") && input["arg"].is_object()) return &input["arg"];
  return nullptr;
}

// The number that all of a list of integers are: of `{"as_ints": [4, 4]}`. NaN if they differ; `otherwise` without such an argument.
double option(const Json& node, std::string_view name, double otherwise) {
  const Json* const value = argument(node, name);
  if (value == nullptr) return otherwise;
  const double none = std::numeric_limits<double>::quiet_NaN();
  const auto list = value->find("as_ints");
  if (list == value->end() || !list->is_array() || list->empty() || !list->front().is_number()) return none;
  for (const Json& item : *list)
    if (item != list->front()) return none;
  return list->front().get<double>();
}

// The name of a parameter, `features.0.weight`, by that of the graph's input, `p_features_0_weight`.
std::string parameter_of(const Json& module, const std::string& input) {
  const Json* specs = nullptr;
  if (module.contains("signature") && module["signature"].is_object() && module["signature"].contains("input_specs"))
    specs = &module["signature"]["input_specs"];
  if (specs == nullptr || !specs->is_array()) return "";
  for (const Json& spec : *specs) {
    const auto parameter = spec.is_object() ? spec.find("parameter") : spec.end();
    if (!spec.is_object() || parameter == spec.end() || !parameter->is_object() || !parameter->contains("arg")) continue;
    if (text_of((*parameter)["arg"], "name") == input) return text_of(*parameter, "parameter_name");
  }
  return "";
}

Status read_node(const Json& module, const Json& node, TensorMap& map) {
  constexpr std::string_view kPrefix = "torch.ops.aten.";
  const std::string target = text_of(node, "target");
  const std::string name = target.starts_with(kPrefix) ? target.substr(kPrefix.size()) : target;
  if (std::ranges::find(kOperations, name) == kOperations.end())
    return fail<msg::kTorchExportOperation>("pt2", quoted_name(name));
  if (name == "max_pool2d.default" && !(argument(node, "ceil_mode") == nullptr && option(node, "kernel_size", 0) == 3 &&
                                        option(node, "stride", 0) == 2 && option(node, "padding", 0) == 0))
    return fail<msg::kTorchExportOperation>("pt2", quoted_name(name));
  if (name == "max_pool2d.default") {
    if (map.layers.empty() || map.layers.back().type != "Conv2d" || map.layers.back().options["pooled"] != 0)
      return fail<msg::kTorchExportOperation>("pt2", quoted_name(name));
    map.layers.back().options["pooled"] = 1;
  }
  if (name == "adaptive_avg_pool2d.default")
    map.layers.push_back({.name = "avgpool", .type = "AdaptiveAvgPool2d", .options = {}});
  if (!name.starts_with("conv2d.")) return {};
  const Json* const weight = argument(node, "weight");
  const auto tensor = weight == nullptr ? Json::const_iterator() : weight->find("as_tensor");
  if (weight == nullptr || tensor == weight->end() || !tensor->is_object()) return fail<msg::kTorchExportJson>("pt2");
  const std::string parameter = parameter_of(module, text_of(*tensor, "name"));
  StoredLayer layer{.name = parameter.substr(0, parameter.rfind('.')), .type = "Conv2d", .options = {}};
  layer.options["stride"] = option(node, "stride", 1);
  layer.options["pooled"] = 0;
  if (name == "conv2d.default") layer.options["padding"] = option(node, "padding", 0);
  if (option(node, "dilation", 1) != 1) return fail<msg::kTorchExportOperation>("pt2", quoted_name(name));
  map.layers.push_back(std::move(layer));
  return {};
}

// The rows of the photo that the network reads; 0 if they are open, or other than its columns.
std::size_t input_side(const Json& module, const Json& graph) {
  const Json none;
  const auto member = [&](const Json& of, const std::string& key) -> const Json& {
    const auto found = of.is_object() ? of.find(key) : of.end();
    return of.is_object() && found != of.end() ? *found : none;
  };
  for (const Json& spec : member(member(module, "signature"), "input_specs")) {
    const std::string name = text_of(member(member(member(spec, "user_input"), "arg"), "as_tensor"), "name");
    const Json& sizes = member(member(member(graph, "tensor_values"), name), "sizes");
    if (!sizes.is_array() || sizes.size() != 4) continue;
    const auto side = integers(Json::array({sizes[2], sizes[3]}));
    return side && side->at(0) == side->at(1) ? side->at(0) : 0;
  }
  return 0;
}

Status read_graph(const ZipArchive& archive, const std::string& name, TensorMap& map) {
  if (!archive.contains(name)) return {};
  TRY_VALUE(const Json json, read_json<Json>(archive, name));
  const auto module = json.find("graph_module");
  if (module == json.end() || !module->is_object() || !module->contains("graph"))
    return fail<msg::kTorchExportJson>(quoted_name(name));
  const Json& graph = (*module)["graph"];
  if (!graph.is_object() || !graph.contains("nodes") || !graph["nodes"].is_array())
    return fail<msg::kTorchExportJson>(quoted_name(name));
  map.input = input_side(*module, graph);
  for (const Json& node : graph["nodes"]) TRY(read_node(*module, node, map));
  return {};
}

}  // namespace

bool is_torch_export(const ZipArchive& archive) { return folder_of(archive).has_value(); }

Result<TensorMap> read_torch_export(const ZipArchive& archive) {
  const std::string folder = folder_of(archive).value_or("");
  TRY_VALUE(const OrderedJson json, read_json<OrderedJson>(archive, folder + std::string(kConfig)));
  const auto config = json.find("config");
  if (config == json.end() || !config->is_object()) return fail<msg::kTorchExportJson>("pt2");
  TensorMap map;
  std::vector<SharedBytes> owners;
  for (const auto& [name, entry] : config->items()) {
    const auto path = entry.is_object() ? entry.find("path_name") : entry.end();
    if (!entry.is_object() || path == entry.end() || !path->is_string()) return fail<msg::kTorchExportJson>("pt2");
    TRY_VALUE(SharedBytes bytes, archive.read(folder + "data/weights/" + path->get<std::string>()));
    Result<FileTensor> tensor = describe(entry, bytes);
    if (!tensor) return with_context(location_in("pt2", name), std::move(tensor).error());
    owners.push_back(std::move(bytes));
    map.tensors.insert_or_assign(name, std::move(*tensor));
    map.order.push_back(name);
  }
  TRY(read_graph(archive, folder + std::string(kGraph), map));
  map.metadata["format"] = "PyTorch";
  map.storage = SharedBytes({}, std::make_shared<const std::vector<SharedBytes>>(std::move(owners)));
  return map;
}

}  // namespace alexnet
