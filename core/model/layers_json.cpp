#include "model/layers_json.h"

#include <nlohmann/json.hpp>
#include <set>

#include "base/dump_json.h"

namespace alexnet {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr std::size_t kMaxLayers = 1000;
constexpr std::uint64_t kMaxSize = 1 << 20;

struct Writer {
  OrderedJson& json;

  void operator()(const Convolution& c) const {
    json.update({{"outputs", c.outputs}, {"kernel", c.kernel}, {"stride", c.stride}});
    json["padding"] = {c.padding.top, c.padding.left, c.padding.bottom, c.padding.right};
    json["groups"] = c.groups;
  }
  void operator()(const LocalResponseNorm& n) const {
    json.update({{"size", n.size}, {"alpha", n.alpha}, {"beta", n.beta}, {"k", n.k}});
  }
  void operator()(const MaxPool& p) const {
    json.update({{"kernel", p.kernel}, {"stride", p.stride}, {"rounding", p.rounding == Rounding::kUp ? "up" : "down"}});
  }
  void operator()(const AdaptiveAveragePool& p) const { json["side"] = p.side; }
  void operator()(const Dropout& d) const { json["rate"] = d.rate; }
  void operator()(const Dense& d) const { json["outputs"] = d.outputs; }
  void operator()(const Relu&) const {}
  void operator()(const Softmax&) const {}
};

Status read_size(const OrderedJson& json, std::size_t& to, std::uint64_t least = 1) {
  if (!json.is_number_unsigned() || json.get<std::uint64_t>() < least || json.get<std::uint64_t>() > kMaxSize)
    return fail(ErrorKind::kBadFormat, "", "a number from ", least, " to ", kMaxSize, " is expected");
  to = json.get<std::size_t>();
  return {};
}

// The fields of a layer, each checked.
class Fields {
 public:
  explicit Fields(const OrderedJson& json) : json_(json) {}

  Status operator()(Convolution& c) const {
    TRY(size("outputs", c.outputs));
    TRY(size("kernel", c.kernel));
    TRY(size("stride", c.stride));
    TRY(size("groups", c.groups));
    const auto padding = json_.find("padding");
    if (padding == json_.end() || !padding->is_array() || padding->size() != 4)
      return fail(ErrorKind::kBadFormat, "padding", "four numbers are expected");
    std::size_t* const sides[] = {&c.padding.top, &c.padding.left, &c.padding.bottom, &c.padding.right};
    for (std::size_t i = 0; i < 4; ++i)
      if (Status read = read_size((*padding)[i], *sides[i], 0); !read) return with_context("padding", std::move(read).error());
    return {};
  }
  Status operator()(LocalResponseNorm& n) const {
    TRY(size("size", n.size));
    TRY(real("alpha", n.alpha));
    TRY(real("beta", n.beta));
    return real("k", n.k);
  }
  Status operator()(MaxPool& p) const {
    TRY(size("kernel", p.kernel));
    TRY(size("stride", p.stride));
    const auto rounding = json_.find("rounding");
    if (rounding == json_.end() || (*rounding != "up" && *rounding != "down"))
      return fail(ErrorKind::kBadFormat, "rounding", "`up` or `down` is expected");
    p.rounding = *rounding == "up" ? Rounding::kUp : Rounding::kDown;
    return {};
  }
  Status operator()(AdaptiveAveragePool& p) const { return size("side", p.side); }
  Status operator()(Dropout& d) const {
    TRY(real("rate", d.rate));
    if (d.rate >= 0 && d.rate < 1) return {};
    return fail(ErrorKind::kBadFormat, "rate", "a number from 0 to below 1 is expected");
  }
  Status operator()(Dense& d) const { return size("outputs", d.outputs); }
  Status operator()(Relu&) const { return {}; }
  Status operator()(Softmax&) const { return {}; }

 private:
  [[nodiscard]] Status size(const char* key, std::size_t& to) const {
    const auto field = json_.find(key);
    if (field == json_.end()) return fail(ErrorKind::kBadFormat, key, "is missing");
    if (Status read = read_size(*field, to); !read) return with_context(key, std::move(read).error());
    return {};
  }
  [[nodiscard]] Status real(const char* key, float& to) const {
    const auto field = json_.find(key);
    if (field == json_.end() || !field->is_number()) return fail(ErrorKind::kBadFormat, key, "a number is expected");
    to = field->get<float>();
    return {};
  }

  const OrderedJson& json_;
};

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
  return fail(ErrorKind::kBadFormat, "operation", "\"", name, "\" is none that runs here");
}

Result<LayerSpec> read_layer(const OrderedJson& json) {
  const auto name = json.find("name");
  const auto operation = json.find("operation");
  if (name == json.end() || !name->is_string() || operation == json.end() || !operation->is_string())
    return fail(ErrorKind::kBadFormat, "", "a layer has a name and an operation");
  LayerSpec layer{.name = name->get<std::string>(), .operation = Relu{}};
  Result<Operation> found = operation_named(operation->get_ref<const std::string&>());
  if (!found) return with_context(layer.name, std::move(found).error());
  layer.operation = *found;
  if (Status read = std::visit(Fields(json), layer.operation); !read) return with_context(layer.name, std::move(read).error());
  return layer;
}

}  // namespace

std::string layers_to_json(const std::vector<LayerSpec>& layers) {
  OrderedJson array = OrderedJson::array();
  for (const LayerSpec& layer : layers) {
    OrderedJson json = {{"name", layer.name}, {"operation", operation_name(layer.operation)}};
    std::visit(Writer{json}, layer.operation);
    array.push_back(std::move(json));
  }
  return dump_json(array);
}

Result<std::vector<LayerSpec>> layers_from_json(std::string_view json) {
  const OrderedJson array = OrderedJson::parse(json, nullptr, /*allow_exceptions=*/false);
  if (!array.is_array() || array.empty() || array.size() > kMaxLayers)
    return fail(ErrorKind::kBadFormat, "", "a JSON array of 1 to ", kMaxLayers, " layers is expected");
  std::vector<LayerSpec> layers;
  std::set<std::string> names;
  for (const OrderedJson& entry : array) {
    TRY_VALUE(LayerSpec layer, read_layer(entry));
    if (layer.name.empty() || !names.insert(layer.name).second)
      return fail(ErrorKind::kBadFormat, layer.name, "a layer needs a name of its own");
    layers.push_back(std::move(layer));
  }
  return layers;
}

}  // namespace alexnet
