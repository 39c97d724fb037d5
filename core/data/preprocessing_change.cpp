#include "data/preprocessing_change.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/dump_json.h"
#include "messages/data.h"

namespace alexnet {
namespace {

using Json = nlohmann::json;

constexpr const char* kWhere = "preprocessing";  // where its errors are

// The values that a convention computes from pixels, and for two of them how photos are resized.
struct Convention {
  ChannelOrder order = ChannelOrder::kRgb;
  float scale = 1;
  std::array<float, 3> mean = {0, 0, 0};
  std::array<float, 3> deviation = {1, 1, 1};
  struct Resizing {
    Fit fit;
    Interpolation interpolation;
    std::size_t resize, input;  // the ratio of the resized photo to the network input
  };
  std::optional<Resizing> resizing;
};

// In the order of kPreprocessingNames.
constexpr std::array<Convention, kPreprocessingNames.size()> kConventions = {{
    {.scale = 1.0f / 255.0f,
     .mean = {0.485f, 0.456f, 0.406f},
     .deviation = {0.229f, 0.224f, 0.225f},
     .resizing = {{Fit::kCrop, Interpolation::kBilinearAntialiased, 256, 224}}},
    {.order = ChannelOrder::kBgr,
     .mean = {104.007f, 116.669f, 122.679f},
     .resizing = {{Fit::kStretch, Interpolation::kBilinear, 256, 227}}},
    {.scale = 1.0f / 255.0f},
    {},
    {.scale = 1.0f / 127.5f, .mean = {1, 1, 1}},
}};

constexpr std::array<std::string_view, 11> kFields = {"base", "input",     "resize", "fit",           "order",     "scale",
                                                      "mean", "deviation", "color",  "interpolation", "mean_image"};

bool is_near(float a, float b) { return std::abs(a - b) <= 1e-5f * std::max(std::abs(a), std::abs(b)); }

bool computes(const Preprocessing& p, const Convention& convention) {
  return p.order == convention.order && is_near(p.scale, convention.scale) &&
         std::ranges::equal(p.mean, convention.mean, is_near) && std::ranges::equal(p.deviation, convention.deviation, is_near);
}

// Both of AlexNet's inputs are cut from 256 pixels; others in proportion.
std::size_t resize_for(std::size_t input, const Convention::Resizing& resizing) {
  if (input == 224 || input == 227) return 256;
  return std::max(input, input * resizing.resize / resizing.input);
}

std::string all_names() {
  std::string names;
  for (const std::string_view name : kPreprocessingNames) names += str_cat(names.empty() ? "" : ", ", name);
  return names;
}

// Sets a field that has one value for each channel, from a list or from one number for all.
void set_channels(Json& to, const Json& value) { to = value.is_number() ? Json::array({value, value, value}) : value; }

// Returns the preprocessing with the fields of a JSON object. What `alexnet info --json` prints beside the fields is not read.
Result<Preprocessing> with_fields(Json fields, Preprocessing base) {
  for (const char* printed : {"name", "origin"}) fields.erase(printed);
  for (const auto& [name, value] : fields.items())
    if (std::ranges::find(kFields, name) == kFields.end())
      return fail<msg::kPreprocessingFieldUnknown>(kWhere, name,
                                                   "input, resize, fit, order, scale, mean, deviation, color, "
                                                   "interpolation, mean_image, base");
  if (fields.contains("base")) {
    const Json& name = fields["base"];
    if (!name.is_string()) return fail<msg::kPreprocessingNotString>(kWhere, "base", json_excerpt(name));
    TRY_VALUE(base, named_preprocessing(name.get_ref<const std::string&>(), base));
  }
  Json json = Json::parse(to_json(base), nullptr, /*allow_exceptions=*/false);
  json.erase("mean_image");
  for (const auto& [name, value] : fields.items()) {
    if (name == "base" || name == "mean_image") continue;
    if (name == "mean" || name == "deviation") {
      set_channels(json[name], value);
    } else {
      json[name] = value;
    }
  }
  if (fields.contains("order") && fields["order"] != Json(to_string(base.order)))
    for (const char* name : {"mean", "deviation"})
      if (!fields.contains(name)) std::ranges::reverse(json[name]);
  if (fields.contains("input") && !fields.contains("resize") && fields["input"].is_number_unsigned())
    json["resize"] = fields["input"].get<std::uint64_t>() * base.resize / base.input;
  TRY_VALUE(Preprocessing result, preprocessing_from_json(dump_json(json)));
  if (!fields.contains("mean")) result.mean_image = base.mean_image;
  return result;
}

// Sets the mean image. `fields` are those that the change states.
void set_mean_image(std::shared_ptr<const MeanImage> image, const Json& fields, Preprocessing& to) {
  if (image->side == 1) {  // a mean color
    for (std::size_t c = 0; c < 3; ++c) to.mean[c] = image->values[c] * to.scale;
    return;
  }
  if (!fields.contains("resize") && image->side > to.input) to.resize = image->side;
  if (!fields.contains("mean")) to.mean = {0, 0, 0};
  to.mean_image = std::move(image);
}

// "0.485 0.456 0.406", or one number if the three are equal.
std::string number_text(const std::array<float, 3>& values) {
  const auto digits = [](float value) {
    std::array<char, 32> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::general, 6).ptr;
    return std::string(buffer.data(), end);
  };
  if (values[0] == values[1] && values[1] == values[2]) return digits(values[0]);
  return str_cat(digits(values[0]), ' ', digits(values[1]), ' ', digits(values[2]));
}

}  // namespace

Result<Preprocessing> named_preprocessing(std::string_view name, const Preprocessing& model) {
  const auto found = std::ranges::find(kPreprocessingNames, name);
  if (found == kPreprocessingNames.end()) return fail<msg::kPreprocessingNameUnknown>(kWhere, all_names(), name);
  const Convention& convention = kConventions[static_cast<std::size_t>(found - kPreprocessingNames.begin())];
  Preprocessing result = model;
  result.mean_image = nullptr;
  result.order = convention.order;
  result.scale = convention.scale;
  result.mean = convention.mean;
  result.deviation = convention.deviation;
  if (convention.resizing) {
    result.fit = convention.resizing->fit;
    result.interpolation = convention.resizing->interpolation;
    result.resize = resize_for(model.input, *convention.resizing);
  }
  return result;
}

std::string_view name_of(const Preprocessing& preprocessing) {
  if (preprocessing.mean_image) return "";
  const auto found = std::ranges::find_if(kConventions, [&](const Convention& one) { return computes(preprocessing, one); });
  return found == kConventions.end() ? "" : kPreprocessingNames[static_cast<std::size_t>(found - kConventions.begin())];
}

StatedPreprocessing stated_by(const PreprocessingChange& change) {
  if (change.text.find('{') == std::string::npos)
    return {.input = {}, .colors = !change.text.empty(), .values = !change.is_empty()};
  const Json fields = Json::parse(change.text, nullptr, /*allow_exceptions=*/false);
  if (!fields.is_object()) return {};  // changed_preprocessing() refuses it
  StatedPreprocessing stated{.input = {},
                             .colors = fields.contains("base") || fields.contains("order"),
                             .values = change.mean_image != nullptr || fields.size() > fields.count("input")};
  if (fields.contains("input") && fields["input"].is_number_unsigned()) stated.input = fields["input"].get<std::size_t>();
  return stated;
}

Result<Preprocessing> changed_preprocessing(const PreprocessingChange& change, const Preprocessing& model) {
  Preprocessing result = model;
  Json fields = Json::object();
  if (const std::string& text = change.text; !text.empty() && text.find('{') == std::string::npos) {
    TRY_VALUE(result, named_preprocessing(text, model));
  } else if (!text.empty()) {
    fields = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (!fields.is_object()) return fail<msg::kPreprocessingNotObject>(kWhere, text.substr(0, 60));
    TRY_VALUE(result, with_fields(fields, model));
  }
  if (change.mean_image) set_mean_image(change.mean_image, fields, result);
  if (const auto& image = result.mean_image; image && image->side != result.input && image->side != result.resize)
    return fail<msg::kMeanImageSize>("mean image", image->side, image->side, result.resize, result.input);
  return result;
}

std::string describe(const Preprocessing& p) {
  const std::string_view name = name_of(p);
  std::string text = str_cat(name, name.empty() ? "" : ": ", p.order == ChannelOrder::kRgb ? "RGB" : "BGR");
  if (p.scale != 1) text += str_cat(" / ", number_text({1 / p.scale, 1 / p.scale, 1 / p.scale}));
  if (p.scale == 1) text += " in 0..255";
  if (p.mean_image) text += str_cat(", mean image of ", p.mean_image->side, " x ", p.mean_image->side);
  if (p.mean != std::array<float, 3>{0, 0, 0}) text += str_cat(", mean ", number_text(p.mean));
  if (p.deviation != std::array<float, 3>{1, 1, 1}) text += str_cat(", deviation ", number_text(p.deviation));
  text += str_cat("; ", to_string(p.fit), ' ', p.resize);
  if (p.input != p.resize) text += str_cat(" to ", p.input);
  return str_cat(text, ", ", to_string(p.interpolation),
                 p.color == ColorHandling::kConvert ? ", colors converted to sRGB" : "");
}

}  // namespace alexnet
