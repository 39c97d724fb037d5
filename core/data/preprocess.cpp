#include "data/preprocess.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <tuple>

#include "base/check.h"
#include "base/dump_json.h"
#include "image/resize.h"
#include "messages/data.h"

namespace alexnet {
namespace {

using Json = nlohmann::json;

constexpr const char* kPreprocessing = "preprocessing";  // where its errors are
constexpr std::size_t kMaxSide = 4096;
// The names of Interpolation, in its order.
constexpr std::array<std::string_view, 4> kInterpolations = {"nearest", "bilinear", "bilinear_antialiased", "bicubic"};
constexpr double kMaxMagnitude = 1e6;  // of a scale, mean or deviation; larger numbers make no sense for 8-bit pixels

Result<Json> field(const Json& object, std::string_view name) {
  const auto found = object.find(name);
  if (found == object.end()) return fail<msg::kPreprocessingMissing>(kPreprocessing, name);
  return *found;
}

Result<std::size_t> side_field(const Json& object, std::string_view name) {
  TRY_VALUE(const Json value, field(object, name));
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() < 1 || value.get<std::uint64_t>() > kMaxSide) {
    return fail<msg::kPreprocessingSide>(kPreprocessing, name, kMaxSide, json_excerpt(value));
  }
  return static_cast<std::size_t>(value.get<std::uint64_t>());
}

bool is_sane_number(const Json& value, bool positive) {
  if (!value.is_number()) return false;
  const double number = value.get<double>();
  return std::abs(number) <= kMaxMagnitude && (!positive || static_cast<float>(number) > 0);
}

Result<float> scale_field(const Json& object) {
  TRY_VALUE(const Json value, field(object, "scale"));
  if (!is_sane_number(value, true)) return fail<msg::kPreprocessingNotPositive>(kPreprocessing, "scale", json_excerpt(value));
  return static_cast<float>(value.get<double>());
}

Result<std::array<float, 3>> channels_field(const Json& object, std::string_view name, bool positive) {
  TRY_VALUE(const Json value, field(object, name));
  const auto sane = [&](const Json& one) { return is_sane_number(one, positive); };
  if (!value.is_array() || value.size() != 3 || !std::all_of(value.begin(), value.end(), sane)) {
    if (positive) return fail<msg::kPreprocessingNotThreePositive>(kPreprocessing, name, json_excerpt(value));
    return fail<msg::kPreprocessingNotThreeNumbers>(kPreprocessing, name, json_excerpt(value));
  }
  std::array<float, 3> numbers{};
  for (std::size_t c = 0; c < 3; ++c) numbers[c] = static_cast<float>(value[c].get<double>());
  return numbers;
}

// Returns a field that holds one of the names that `parse` accepts.
template <typename T>
Result<T> name_field(const Json& object, std::string_view name, Result<T> (*parse)(std::string_view)) {
  TRY_VALUE(const Json value, field(object, name));
  if (!value.is_string()) return fail<msg::kPreprocessingNotString>(kPreprocessing, name, json_excerpt(value));
  auto parsed = parse(value.get_ref<const std::string&>());
  if (parsed) return parsed;
  parsed.error().kind = ErrorKind::kBadFormat;  // the value comes from a file, not from an option
  return with_context(kPreprocessing, std::move(parsed).error());
}

// The shortest digits that read back as the same float.
std::string digits(float value) {
  std::array<char, 32> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  return {buffer.data(), end};
}

std::string digits(const std::array<float, 3>& values) {
  return str_cat('[', digits(values[0]), ',', digits(values[1]), ',', digits(values[2]), ']');
}

// As torchvision's transforms.functional.resize: the longer side is rounded down.
std::size_t longer_side(std::size_t resize, double longer, double shorter) {
  return static_cast<std::size_t>(static_cast<double>(resize) * longer / shorter);
}

// As torchvision's center_crop, where Python's round() rounds halves to the even number.
std::size_t crop_corner(std::size_t side, std::size_t input) {
  const std::size_t twice = side - input, half = twice / 2;
  return half + (twice % 2 == 1 && half % 2 == 1 ? 1 : 0);
}

// `covered` is the photo within an image. The sizes of a photo at a fraction of its size are exact fractions, and give the same plan.
Result<PartialResize> plan_input_crop(const Region& covered, const Preprocessing& preprocessing) {
  const std::size_t input = preprocessing.input, side = preprocessing.resize;
  if (input == 0 || input > side || side > kMaxSide) return fail<msg::kCropImpossible>(kPreprocessing, input, side, kMaxSide);
  if (covered.width == 0 || covered.height == 0) return fail<msg::kCropEmptyImage>(kPreprocessing);
  PartialResize plan{side, side, covered, {}};
  if (preprocessing.fit == Fit::kCrop) {
    if (covered.width < covered.height) {
      plan.height = longer_side(side, covered.height, covered.width);
    } else {
      plan.width = longer_side(side, covered.width, covered.height);
    }
  }
  plan.interpolation = preprocessing.interpolation;
  if (preprocessing.fit == Fit::kCrop && plan.interpolation == Interpolation::kBilinear && input == side) {
    const double square = std::min(covered.width, covered.height);
    plan.width = plan.height = side;
    plan.region = {covered.left + std::floor((covered.width - square) / 2),
                   covered.top + std::floor((covered.height - square) / 2), square, square};
  }
  plan.window = {crop_corner(plan.width, input), crop_corner(plan.height, input), input, input};
  return plan;
}

// The index in an RGB pixel of the first channel of the network input.
std::size_t first_channel(const Preprocessing& preprocessing) { return preprocessing.order == ChannelOrder::kRgb ? 0 : 2; }

// Normalizes the pixel values [y][x][c] of an input image. This and the table of to_tensor() have the same sequence of operations.
template <typename Pixel>
void normalize(std::span<const Pixel> pixels, const Preprocessing& preprocessing, std::span<float> out) {
  const auto& [scale, mean, deviation] = std::tie(preprocessing.scale, preprocessing.mean, preprocessing.deviation);
  const std::array<std::size_t, 3> from = {first_channel(preprocessing), 1, 2 - first_channel(preprocessing)};
  for (std::size_t i = 0; i + 3 <= out.size(); i += 3)
    for (std::size_t c = 0; c < 3; ++c) out[i + c] = (static_cast<float>(pixels[i + from[c]]) * scale - mean[c]) / deviation[c];
}

// The same with a mean image.
template <typename Pixel>
void subtract_mean_image(std::span<const Pixel> pixels, std::size_t side, const Preprocessing& preprocessing,
                         std::span<float> out) {
  const MeanImage& means = *preprocessing.mean_image;
  CHECK(means.side >= side && means.values.size() == means.side * means.side * 3);
  const auto& [scale, mean, deviation] = std::tie(preprocessing.scale, preprocessing.mean, preprocessing.deviation);
  const std::size_t corner = crop_corner(means.side, side);
  const std::array<std::size_t, 3> from = {first_channel(preprocessing), 1, 2 - first_channel(preprocessing)};
  const Pixel* in = pixels.data();
  float* value = out.data();
  for (std::size_t y = 0; y < side; ++y) {
    const float* average = &means.values[((y + corner) * means.side + corner) * 3];
    for (std::size_t x = 0; x < side; ++x, in += 3)
      for (std::size_t c = 0; c < 3; ++c)
        *value++ = ((static_cast<float>(in[from[c]]) - *average++) * scale - mean[c]) / deviation[c];
  }
}

}  // namespace

bool operator==(const Preprocessing& a, const Preprocessing& b) {
  const auto fields = [](const Preprocessing& p) {
    return std::tie(p.input, p.resize, p.fit, p.order, p.scale, p.mean, p.deviation, p.color, p.interpolation);
  };
  const bool same_image = a.mean_image && b.mean_image ? *a.mean_image == *b.mean_image : a.mean_image == b.mean_image;
  return fields(a) == fields(b) && same_image;
}

Preprocessing without_mean_image(Preprocessing preprocessing) {
  if (!preprocessing.mean_image) return preprocessing;
  const std::vector<float>& values = preprocessing.mean_image->values;
  std::array<double, 3> sums{};
  for (std::size_t i = 0; i < values.size(); ++i) sums[i % 3] += values[i];
  for (std::size_t c = 0; c < 3; ++c)
    preprocessing.mean[c] += static_cast<float>(3 * sums[c] / static_cast<double>(values.size())) * preprocessing.scale;
  preprocessing.mean_image = nullptr;
  return preprocessing;
}

std::string_view to_string(Fit fit) { return fit == Fit::kCrop ? "crop" : "stretch"; }

std::string_view to_string(ChannelOrder order) { return order == ChannelOrder::kRgb ? "rgb" : "bgr"; }

std::string_view to_string(Interpolation interpolation) { return kInterpolations[static_cast<std::size_t>(interpolation)]; }

std::string_view to_string(ColorHandling color) { return color == ColorHandling::kConvert ? "convert" : "ignore"; }

Result<Fit> parse_fit(std::string_view text) {
  if (text == "crop") return Fit::kCrop;
  if (text == "stretch") return Fit::kStretch;
  return fail<msg::kFitUnknown>("fit", text);
}

Result<ChannelOrder> parse_channel_order(std::string_view text) {
  if (text == "rgb") return ChannelOrder::kRgb;
  if (text == "bgr") return ChannelOrder::kBgr;
  return fail<msg::kChannelOrderUnknown>("order", text);
}

Result<ColorHandling> parse_color_handling(std::string_view text) {
  if (text == "convert") return ColorHandling::kConvert;
  if (text == "ignore") return ColorHandling::kIgnore;
  return fail<msg::kColorHandlingUnknown>("color", text);
}

Result<Interpolation> parse_interpolation(std::string_view text) {
  const auto found = std::ranges::find(kInterpolations, text);
  if (found != kInterpolations.end()) return static_cast<Interpolation>(found - kInterpolations.begin());
  return fail<msg::kInterpolationUnknown>("interpolation", text);
}

std::string to_json(const Preprocessing& preprocessing) {
  const auto& [input, resize, fit, order, scale, mean, deviation, color, interpolation, mean_image] = preprocessing;
  return str_cat("{\"input\":", std::to_string(input), ",\"resize\":", std::to_string(resize), ",\"fit\":\"", to_string(fit),
                 "\",\"order\":\"", to_string(order), "\",\"scale\":", digits(scale), ",\"mean\":", digits(mean),
                 ",\"deviation\":", digits(deviation), ",\"color\":\"", to_string(color), "\",\"interpolation\":\"",
                 to_string(interpolation), "\"", mean_image ? str_cat(",\"mean_image\":", mean_image->side) : "", "}");
}

Result<Preprocessing> preprocessing_from_json(std::string_view json) {
  const Json object = Json::parse(json, nullptr, false);
  if (!object.is_object()) {
    return fail<msg::kPreprocessingNotObject>(kPreprocessing, json.substr(0, 60));
  }
  Preprocessing result;
  TRY_VALUE(result.input, side_field(object, "input"));
  TRY_VALUE(result.resize, side_field(object, "resize"));
  if (result.resize < result.input)
    return fail<msg::kPreprocessingResizeBelowInput>(kPreprocessing, result.resize, result.input);
  TRY_VALUE(result.fit, name_field(object, "fit", parse_fit));
  TRY_VALUE(result.order, name_field(object, "order", parse_channel_order));
  TRY_VALUE(result.scale, scale_field(object));
  TRY_VALUE(result.mean, channels_field(object, "mean", false));
  TRY_VALUE(result.deviation, channels_field(object, "deviation", true));
  if (object.contains("color")) {
    TRY_VALUE(result.color, name_field(object, "color", parse_color_handling));
  }
  if (object.contains("interpolation")) {
    TRY_VALUE(result.interpolation, name_field(object, "interpolation", parse_interpolation));
  }
  return result;
}

DecodeOptions decode_options(const Preprocessing& preprocessing) { return {.color = preprocessing.color}; }

DecodeOptions input_decode_options(const Preprocessing& preprocessing) {
  DecodeOptions options = decode_options(preprocessing);
  const bool averages = preprocessing.interpolation == Interpolation::kBilinearAntialiased ||
                        preprocessing.interpolation == Interpolation::kBicubic;
  if (averages) options.min_shorter_side = 2 * preprocessing.resize;
  return options;
}

Result<Image> crop_to_input(const Image& image, const Preprocessing& preprocessing) {
  TRY_VALUE(const PartialResize plan, plan_input_crop(image.covered(), preprocessing));
  return resize_part(image, plan);
}

Result<Image> crop_to_input(const Image& image, const Preprocessing& preprocessing, const std::optional<Region>& part) {
  return part ? resize(image, preprocessing.input, preprocessing.input, *part, preprocessing.interpolation)
              : crop_to_input(image, preprocessing);
}

Result<Image> crop_to_tensor(const Image& image, const Preprocessing& preprocessing, const std::optional<Region>& part,
                             std::span<float> out) {
  const std::size_t side = preprocessing.input;
  TRY_VALUE(Image input_image, crop_to_input(image, preprocessing, part));
  if (preprocessing.interpolation != Interpolation::kBilinear) {
    to_tensor(input_image, preprocessing, out);
    return input_image;
  }
  PartialResize plan{side, side, part.value_or(Region{}), {0, 0, side, side}, preprocessing.interpolation};
  if (!part) {
    TRY_VALUE(plan, plan_input_crop(image.covered(), preprocessing));
  }
  TRY_VALUE(const std::vector<float> pixels, resize_to_floats(image, plan));
  CHECK(out.size() == pixels.size());
  if (preprocessing.mean_image) {
    subtract_mean_image(std::span<const float>(pixels), side, preprocessing, out);
  } else {
    normalize(std::span<const float>(pixels), preprocessing, out);
  }
  return input_image;
}

Result<Image> thumbnail(const Image& image, std::size_t side) {
  return crop_to_input(image, {.input = side, .resize = side, .fit = Fit::kCrop});
}

Result<Region> input_region(std::size_t width, std::size_t height, const Preprocessing& preprocessing) {
  TRY_VALUE(const PartialResize plan,
            plan_input_crop({0, 0, static_cast<double>(width), static_cast<double>(height)}, preprocessing));
  const double x_scale = plan.region.width / static_cast<double>(plan.width);
  const double y_scale = plan.region.height / static_cast<double>(plan.height);
  const auto& [x, y, columns, rows] = plan.window;
  return Region{plan.region.left + static_cast<double>(x) * x_scale, plan.region.top + static_cast<double>(y) * y_scale,
                static_cast<double>(columns) * x_scale, static_cast<double>(rows) * y_scale};
}

void to_tensor(const Image& input_image, const Preprocessing& preprocessing, std::span<float> out) {
  CHECK(out.size() == input_image.pixels.size());
  if (preprocessing.mean_image)
    return subtract_mean_image(std::span<const std::uint8_t>(input_image.pixels), input_image.width, preprocessing, out);
  // A table of all 3 x 256 results saves a division for each value.
  std::array<std::array<float, 256>, 3> table;
  for (std::size_t c = 0; c < 3; ++c) {
    for (std::size_t pixel = 0; pixel < 256; ++pixel) {
      table[c][pixel] = (static_cast<float>(pixel) * preprocessing.scale - preprocessing.mean[c]) / preprocessing.deviation[c];
    }
  }
  const std::size_t first = first_channel(preprocessing);
  const std::uint8_t* in = input_image.pixels.data();
  for (std::size_t i = 0; i + 3 <= out.size(); i += 3, in += 3) {
    out[i] = table[0][in[first]];
    out[i + 1] = table[1][in[1]];
    out[i + 2] = table[2][in[2 - first]];
  }
}

}  // namespace alexnet
