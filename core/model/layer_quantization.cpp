#include "model/layer_quantization.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/dump_json.h"
#include "messages/model.h"

namespace alexnet {
namespace {

using Json = nlohmann::json;

constexpr std::array<std::string_view, 3> kRules = {"static", "dynamic", "symmetric"};  // in the order of QuantizationRule

Json json_of(const ActivationQuantization& activations) {
  Json json = {{"rule", kRules[static_cast<std::size_t>(activations.rule)]}};
  if (activations.rule != QuantizationRule::kStatic) return json;
  json["scale"] = activations.scale;
  json["zero_point"] = activations.zero_point;
  json["signed"] = activations.is_signed;
  return json;
}

std::optional<ActivationQuantization> quantization_from(const Json& json) {
  if (!json.is_object() || !json.contains("rule") || !json["rule"].is_string()) return std::nullopt;
  const auto* const rule = std::ranges::find(kRules, json["rule"].get_ref<const std::string&>());
  if (rule == kRules.end()) return std::nullopt;
  ActivationQuantization result{.rule = static_cast<QuantizationRule>(rule - kRules.begin())};
  if (result.rule != QuantizationRule::kStatic) return result;
  const auto has = [&](const char* key, bool (Json::*is)() const noexcept) { return json.contains(key) && (json[key].*is)(); };
  if (!has("scale", &Json::is_number) || !has("zero_point", &Json::is_number_integer) || !has("signed", &Json::is_boolean))
    return std::nullopt;
  result.scale = json["scale"].get<float>();
  result.is_signed = json["signed"].get<bool>();
  const Json& zero = json["zero_point"];
  if (zero.is_number_unsigned() && zero.get<std::uint64_t>() > 255) return std::nullopt;
  const auto zero_point = zero.get<std::int64_t>();
  const std::int64_t first = result.is_signed ? -128 : 0;
  if (!(result.scale > 0) || !std::isfinite(result.scale) || zero_point < first || zero_point > first + 255)
    return std::nullopt;
  result.zero_point = static_cast<int>(zero_point);
  return result;
}

}  // namespace

std::string to_json(const LayerQuantizations& activations) {
  Json all = Json::object();
  for (const auto& [name, layer] : activations) {
    if (layer.input) all[name]["input"] = json_of(*layer.input);
    if (layer.output) all[name]["output"] = json_of(*layer.output);
  }
  return dump_json(all);
}

Result<LayerQuantizations> layer_quantizations_from_json(std::string_view json, const ModelSpec& spec) {
  const Json all = Json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (!all.is_object()) return fail<msg::kActivationQuantization>("");
  LayerQuantizations result;
  for (const auto& [name, layer] : all.items()) {
    const auto is_named = [&](const LayerSpec& one) { return one.name == name; };
    if (!std::ranges::any_of(spec.layers, is_named) || !layer.is_object()) return fail<msg::kActivationQuantization>(name);
    LayerQuantization& to = result[name];
    for (const auto& [key, value] : layer.items()) {
      const auto quantization = quantization_from(value);
      if (!quantization || (key != "input" && key != "output")) return fail<msg::kActivationQuantization>(name);
      (key == "input" ? to.input : to.output) = quantization;
    }
  }
  return result;
}

}  // namespace alexnet
