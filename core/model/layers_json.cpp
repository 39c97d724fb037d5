#include "model/layers_json.h"

#include <nlohmann/json.hpp>
#include <set>
#include <type_traits>

#include "base/dump_json.h"
#include "messages/model.h"

namespace alexnet {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr std::size_t kMaxLayers = 1000;
constexpr std::uint64_t kMaxSize = 1 << 20;

// One write_value() and one read_value() for each type that a field of an operation can have.
void write_value(OrderedJson& json, std::size_t size) { json = size; }
void write_value(OrderedJson& json, float number) { json = number; }
void write_value(OrderedJson& json, const Padding& p) { json = {p.top, p.left, p.bottom, p.right}; }
void write_value(OrderedJson& json, Rounding rounding) { json = rounding == Rounding::kUp ? "up" : "down"; }

Status read_size(const OrderedJson& json, std::size_t& to, std::uint64_t least) {
  if (!json.is_number_unsigned() || json.get<std::uint64_t>() < least || json.get<std::uint64_t>() > kMaxSize)
    return fail<msg::kLayerFieldSize>("", least, kMaxSize);
  to = json.get<std::size_t>();
  return {};
}

template <typename Owner>
Status read_value(const OrderedJson& json, const Field<Owner, std::size_t>&, std::size_t& to) {
  return read_size(json, to, 1);
}
template <typename Owner>
Status read_value(const OrderedJson& json, const Field<Owner, float>& field, float& to) {
  if (!json.is_number()) return fail<msg::kLayerFieldNumber>("");
  to = json.get<float>();
  if (to < field.least || to >= field.below) return fail<msg::kLayerFieldRange>("", field.least, field.below);
  return {};
}
template <typename Owner>
Status read_value(const OrderedJson& json, const Field<Owner, Padding>&, Padding& to) {
  if (!json.is_array() || json.size() != 4) return fail<msg::kLayerFieldPadding>("");
  std::size_t* const sides[] = {&to.top, &to.left, &to.bottom, &to.right};
  for (std::size_t i = 0; i < 4; ++i) TRY(read_size(json[i], *sides[i], 0));
  return {};
}
template <typename Owner>
Status read_value(const OrderedJson& json, const Field<Owner, Rounding>&, Rounding& to) {
  if (json != "up" && json != "down") return fail<msg::kLayerFieldRounding>("");
  to = json == "up" ? Rounding::kUp : Rounding::kDown;
  return {};
}

template <typename Owner, typename Value>
Status read_field(const OrderedJson& json, const Field<Owner, Value>& field, Owner& to) {
  const auto value = json.find(field.key);
  if (value == json.end()) return field.is_optional ? Status{} : fail<msg::kLayerFieldMissing>(field.key);
  if (Status read = read_value(*value, field, to.*field.member); !read) return with_context(field.key, std::move(read).error());
  return {};
}

template <typename T>
void write_fields(const T& operation, OrderedJson& json) {
  const auto write = [&](const auto& field) {
    if (field.is_optional && operation.*field.member == T{}.*field.member) return;
    write_value(json[field.key], operation.*field.member);
  };
  std::apply([&](const auto&... fields) { (write(fields), ...); }, T::kFields);
}

template <typename T>
Status read_fields(const OrderedJson& json, T& operation) {
  Status status;
  const auto read_all = [&](const auto&... fields) {
    (void)(... && (status = read_field(json, fields, operation)).has_value());
  };
  std::apply(read_all, T::kFields);
  return status;
}

// The operation of that index in the variant, with its defaults.
template <std::size_t... Index>
Operation default_operation(std::size_t index, std::index_sequence<Index...>) {
  Operation operation;
  ((Index == index ? void(operation.emplace<Index>()) : void()), ...);
  return operation;
}

Result<Operation> operation_named(std::string_view name) {
  for (std::size_t i = 0; i < std::variant_size_v<Operation>; ++i) {
    Operation operation = default_operation(i, std::make_index_sequence<std::variant_size_v<Operation>>());
    if (operation_name(operation) == name) return operation;
  }
  return fail<msg::kLayerUnknownOperation>("operation", name);
}

Result<LayerSpec> read_layer(const OrderedJson& json) {
  const auto name = json.find("name");
  const auto operation = json.find("operation");
  if (name == json.end() || !name->is_string() || operation == json.end() || !operation->is_string())
    return fail<msg::kLayerIncomplete>("");
  LayerSpec layer{.name = name->get<std::string>(), .operation = Relu{}};
  Result<Operation> found = operation_named(operation->get_ref<const std::string&>());
  if (!found) return with_context(layer.name, std::move(found).error());
  layer.operation = *found;
  Status read = std::visit([&](auto& alternative) { return read_fields(json, alternative); }, layer.operation);
  if (!read) return with_context(layer.name, std::move(read).error());
  return layer;
}

}  // namespace

std::string layers_to_json(const std::vector<LayerSpec>& layers) {
  OrderedJson array = OrderedJson::array();
  for (const LayerSpec& layer : layers) {
    OrderedJson json = {{"name", layer.name}, {"operation", operation_name(layer.operation)}};
    std::visit([&](const auto& operation) { write_fields(operation, json); }, layer.operation);
    array.push_back(std::move(json));
  }
  return dump_json(array);
}

Result<std::vector<LayerSpec>> layers_from_json(std::string_view json) {
  const OrderedJson array = OrderedJson::parse(json, nullptr, /*allow_exceptions=*/false);
  if (!array.is_array() || array.empty() || array.size() > kMaxLayers) return fail<msg::kLayersNotAnArray>("", kMaxLayers);
  std::vector<LayerSpec> layers;
  std::set<std::string> names;
  for (const OrderedJson& entry : array) {
    TRY_VALUE(LayerSpec layer, read_layer(entry));
    if (layer.name.empty() || !names.insert(layer.name).second) return fail<msg::kLayerNameNotUnique>(layer.name);
    layers.push_back(std::move(layer));
  }
  return layers;
}

}  // namespace alexnet
