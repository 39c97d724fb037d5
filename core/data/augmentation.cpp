#include "data/augmentation.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/check.h"
#include "base/dump_json.h"
#include "messages/data.h"

namespace alexnet {
namespace {

using Json = nlohmann::json;

constexpr const char* kAugmentation = "augmentation";  // where errors of its JSON are
constexpr std::string_view kFillModes[] = {"nearest", "constant", "reflect", "wrap"};
constexpr std::string_view kConventionNames[] = {"keras2", "keras3"};

// Calls visit(name, member) for every option in the order of the struct, until a call fails. Returns the first error.
template <typename Options, typename Visit>
Status each_option(Options& options, const Visit& visit) {
  TRY(visit("rotation_range", options.rotation_range));
  TRY(visit("width_shift_range", options.width_shift_range));
  TRY(visit("height_shift_range", options.height_shift_range));
  TRY(visit("shear_range", options.shear_range));
  TRY(visit("zoom_range", options.zoom_range));
  TRY(visit("channel_shift_range", options.channel_shift_range));
  TRY(visit("brightness_range", options.brightness_range));
  TRY(visit("grayscale", options.grayscale));
  TRY(visit("horizontal_flip", options.horizontal_flip));
  TRY(visit("vertical_flip", options.vertical_flip));
  TRY(visit("fill_mode", options.fill_mode));
  TRY(visit("cval", options.cval));
  TRY(visit("convention", options.convention));
  TRY(visit("random_crop", options.random_crop));
  TRY(visit("random_resized_crop", options.random_resized_crop));
  TRY(visit("scale", options.scale));
  TRY(visit("ratio", options.ratio));
  TRY(visit("lighting_sigma", options.lighting_sigma));
  TRY(visit("lighting_deviations", options.lighting.deviations));
  return visit("lighting_vectors", options.lighting.vectors);
}

// ---- Writing ----------------------------------------------------------------------------------------------------------------

// The shortest digits that read back as the same float.
std::string written(float value) {
  std::array<char, 32> buffer;
  return {buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr};
}
std::string written(bool value) { return value ? "true" : "false"; }
std::string written(FillMode mode) { return str_cat('"', to_string(mode), '"'); }
std::string written(TransformConvention convention) { return str_cat('"', to_string(convention), '"'); }
template <std::size_t Count>
std::string written(const std::array<float, Count>& values) {
  std::string result;
  for (const float value : values) result += (result.empty() ? '[' : ',') + written(value);
  return result + ']';
}
std::string written(const std::optional<std::array<float, 2>>& range) { return range ? written(*range) : "null"; }

// ---- Reading ----------------------------------------------------------------------------------------------------------------

Status read(std::string_view name, const Json& json, float& value) {
  if (!json.is_number()) return fail<msg::kAugmentationNotNumber>(kAugmentation, name, json_excerpt(json));
  value = static_cast<float>(json.get<double>());
  return {};
}

Status read(std::string_view name, const Json& json, bool& value) {
  if (!json.is_boolean()) return fail<msg::kAugmentationNotBoolean>(kAugmentation, name, json_excerpt(json));
  value = json.get<bool>();
  return {};
}

Status read(std::string_view name, const Json& json, FillMode& value) {
  const auto mode = json.is_string() ? parse_fill_mode(json.get_ref<const std::string&>()) : Result<FillMode>(FillMode{});
  if (!json.is_string() || !mode) return fail<msg::kAugmentationNotFillMode>(kAugmentation, name, json_excerpt(json));
  value = *mode;
  return {};
}

Status read(std::string_view name, const Json& json, TransformConvention& value) {
  const auto found = json.is_string() ? parse_convention(json.get_ref<const std::string&>())
                                      : Result<TransformConvention>(TransformConvention{});
  if (!json.is_string() || !found) return fail<msg::kAugmentationNotConvention>(kAugmentation, name, json_excerpt(json));
  value = *found;
  return {};
}

template <std::size_t Count>
Status read(std::string_view name, const Json& json, std::array<float, Count>& values) {
  const auto is_number = [](const Json& one) { return one.is_number(); };
  if (!json.is_array() || json.size() != Count || !std::all_of(json.begin(), json.end(), is_number)) {
    return fail<msg::kAugmentationNotNumbers>(kAugmentation, name, Count, json_excerpt(json));
  }
  for (std::size_t i = 0; i < Count; ++i) values[i] = static_cast<float>(json[i].get<double>());
  return {};
}

Status read(std::string_view name, const Json& json, std::optional<std::array<float, 2>>& range) {
  if (json.is_null()) {
    range.reset();
    return {};
  }
  return read(name, json, range.emplace());
}

// ---- Checking ---------------------------------------------------------------------------------------------------------------

// NaN is out of every range.
Status check_range(const char* name, float value, float low, float high) {
  if (value >= low && value <= high) return {};
  return fail<msg::kAugmentationRange>(name, low, high, value);
}

Status check_pair(const char* name, const std::array<float, 2>& range, float low, float high) {
  if (range[0] >= low && range[0] <= range[1] && range[1] <= high) return {};
  return fail<msg::kAugmentationPair>(name, low, high, range[0], range[1]);
}

Status check_components(const ColorComponents& components) {
  for (const float deviation : components.deviations) TRY(check_range("lighting_deviations", deviation, 0, 255));
  for (const float element : components.vectors) TRY(check_range("lighting_vectors", element, -1, 1));
  return {};
}

}  // namespace

std::string_view to_string(FillMode mode) { return kFillModes[static_cast<std::size_t>(mode)]; }

Result<FillMode> parse_fill_mode(std::string_view text) {
  const auto* found = std::ranges::find(kFillModes, text);
  if (found != std::end(kFillModes)) return static_cast<FillMode>(found - kFillModes);
  return fail<msg::kFillModeUnknown>("fill_mode", text);
}

std::string_view to_string(TransformConvention convention) { return kConventionNames[static_cast<std::size_t>(convention)]; }

Result<TransformConvention> parse_convention(std::string_view text) {
  const auto* found = std::ranges::find(kConventionNames, text);
  if (found != std::end(kConventionNames)) return static_cast<TransformConvention>(found - kConventionNames);
  return fail<msg::kConventionUnknown>("convention", text);
}

bool changes_nothing(const Augmentation& augmentation) {
  // Options without an effect of their own count as their defaults.
  Augmentation effective = augmentation;
  if (effective.lighting_sigma == 0) effective.lighting = {};
  if (!effective.random_resized_crop) effective.scale = Augmentation{}.scale, effective.ratio = Augmentation{}.ratio;
  effective.fill_mode = {};
  effective.cval = {};
  effective.convention = {};
  return effective == Augmentation{};
}

Status check(const Augmentation& augmentation) {
  constexpr float kBelowOne = 0.99f;
  TRY(check_range("rotation_range", augmentation.rotation_range, 0, 180));
  TRY(check_range("width_shift_range", augmentation.width_shift_range, 0, kBelowOne));
  TRY(check_range("height_shift_range", augmentation.height_shift_range, 0, kBelowOne));
  TRY(check_range("shear_range", augmentation.shear_range, 0, 89));
  TRY(check_range("zoom_range", augmentation.zoom_range, 0, kBelowOne));
  TRY(check_range("channel_shift_range", augmentation.channel_shift_range, 0, 255));
  if (augmentation.brightness_range) TRY(check_pair("brightness_range", *augmentation.brightness_range, 0, 100));
  TRY(check_range("grayscale", augmentation.grayscale, 0, 1));
  TRY(check_range("cval", augmentation.cval, 0, 255));
  TRY(check_pair("scale", augmentation.scale, 0.001f, 1));
  TRY(check_pair("ratio", augmentation.ratio, 0.01f, 100));
  TRY(check_range("lighting_sigma", augmentation.lighting_sigma, 0, 10));
  TRY(check_components(augmentation.lighting));
  if (augmentation.random_crop && augmentation.random_resized_crop) {
    return fail<msg::kAugmentationTwoCrops>("random_crop");
  }
  return {};
}

std::string to_json(const Augmentation& augmentation) {
  std::string json;
  const auto write = [&json](std::string_view name, const auto& value) -> Status {
    json += str_cat(json.empty() ? '{' : ',', '"', name, "\":", written(value));
    return {};
  };
  CHECK(each_option(augmentation, write));  // write() never fails
  return json + '}';
}

Result<Augmentation> augmentation_from_json(std::string_view json) {
  const Json object = Json::parse(json, nullptr, false);
  if (!object.is_object()) {
    return fail<msg::kAugmentationNotObject>(kAugmentation, json.substr(0, 60));
  }
  Augmentation result;
  std::vector<std::string_view> known;
  TRY(each_option(result, [&](std::string_view name, auto& value) -> Status {
    known.push_back(name);
    const auto found = object.find(name);
    return found == object.end() ? Status{} : read(name, *found, value);
  }));
  for (const auto& [name, value] : object.items()) {
    if (std::ranges::find(known, name) == known.end()) {
      return fail<msg::kAugmentationUnknownOption>(kAugmentation, name.substr(0, 60));
    }
  }
  if (Status checked = check(result); !checked) {
    checked.error().kind = ErrorKind::kBadFormat;  // the value comes from a file, not from an option
    return with_context(kAugmentation, std::move(checked).error());
  }
  return result;
}

}  // namespace alexnet
