#include "data/augment.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <tuple>

#include "base/check.h"
#include "base/rng.h"
#include "base/simd.h"
#include "data/random_streams.h"

namespace alexnet {
namespace {

// ---- Random choices ---------------------------------------------------------------------------------------------------------

// Each option has random numbers of its own, so that switching one on does not change the choices of the others.
enum Number : std::uint64_t {
  kTheta,
  kTx,
  kTy,
  kShear,
  kZx,
  kZy,
  kFlipHorizontal,
  kFlipVertical,
  kChannelShift,
  kBrightness,
  kCrop,
  kGray,
  kLighting = 16,
  kResizedCrop = 32,
  kNumbers = 64
};

class Draw {
 public:
  explicit Draw(const DrawKey& key) : seed_(key.seed), stream_(kAugmentStream + key.epoch), first_(key.photo * kNumbers) {}

  [[nodiscard]] std::array<std::uint32_t, 4> words(std::uint64_t number) const {
    return random_words(seed_, stream_, first_ + number);
  }
  [[nodiscard]] double uniform(std::uint64_t number, double low, double high) const {
    return low + (high - low) * unit(words(number)[0]);
  }
  [[nodiscard]] double symmetric(std::uint64_t number, double range) const {
    return range == 0 ? 0 : uniform(number, -range, range);
  }
  [[nodiscard]] bool coin(std::uint64_t number) const { return words(number)[0] >> 31 != 0; }
  [[nodiscard]] float normal(std::uint64_t number) const { return random_normal(seed_, stream_, first_ + number); }

  // Maps a random word to [0, 1).
  static double unit(std::uint32_t word) { return static_cast<double>(word) * 0x1p-32; }
  // A random whole number in [0, slack].
  static double position(std::uint32_t word, double slack) { return std::floor(unit(word) * (slack + 1)); }

 private:
  std::uint64_t seed_, stream_, first_;
};

// As torchvision's RandomResizedCrop.get_params.
Region draw_resized_crop(const Augmentation& options, double width, double height, const Draw& draw) {
  const auto [smallest, largest] = options.ratio;
  for (std::uint64_t attempt = 0; attempt < 10; ++attempt) {
    const auto words = draw.words(kResizedCrop + attempt);
    const double area = width * height * std::lerp(options.scale[0], options.scale[1], Draw::unit(words[0]));
    const double ratio = std::exp(std::lerp(std::log(double{smallest}), std::log(double{largest}), Draw::unit(words[1])));
    const double w = std::round(std::sqrt(area * ratio)), h = std::round(std::sqrt(area / ratio));
    if (w >= 1 && w <= width && h >= 1 && h <= height) {
      return {Draw::position(words[2], width - w), Draw::position(words[3], height - h), w, h};
    }
  }
  double w = width, h = height;
  if (width / height < smallest) h = std::round(width / smallest);
  if (width / height > largest) w = std::round(height * largest);
  w = std::max(w, 1.0), h = std::max(h, 1.0);
  return {std::floor((width - w) / 2), std::floor((height - h) / 2), w, h};
}

std::array<float, 3> draw_lighting(const Augmentation& options, const Draw& draw) {
  std::array<float, 3> light = {};
  if (options.lighting_sigma == 0) return light;
  for (std::size_t component = 0; component < 3; ++component) {
    const float amount = draw.normal(kLighting + component) * options.lighting_sigma * options.lighting.deviations[component];
    for (std::size_t c = 0; c < 3; ++c) light[c] += options.lighting.vectors[c * 3 + component] * amount;
  }
  return light;
}

// ---- The source position of an output pixel ---------------------------------------------------------------------------------

// A square part of an image.
struct View {
  const std::uint8_t* pixels;
  std::size_t stride;  // bytes from row to row
  std::size_t side;
};

// row' = m[0][0] row + m[0][1] column + m[0][2], column' = m[1][0] row + …
using Affine = std::array<std::array<double, 3>, 2>;

Affine operator*(const Affine& a, const Affine& b) {
  Affine result;
  for (std::size_t i = 0; i < 2; ++i)
    for (std::size_t j = 0; j < 3; ++j) result[i][j] = a[i][0] * b[0][j] + a[i][1] * b[1][j] + (j == 2 ? a[i][2] : 0);
  return result;
}

// Returns the transform with rows and columns in each other's place.
Affine with_swapped_axes(const Affine& m) { return {{{m[1][1], m[1][0], m[1][2]}, {m[0][1], m[0][0], m[0][2]}}}; }

Affine matrix_of(const AugmentPlan& plan, TransformConvention convention, std::size_t side) {
  constexpr double kDegree = std::numbers::pi / 180;
  const double sine = std::sin(plan.theta * kDegree), cosine = std::cos(plan.theta * kDegree), shear = plan.shear * kDegree;
  const bool is_keras3 = convention == TransformConvention::kKeras3;
  const double center = static_cast<double>(side) / 2 + (is_keras3 ? -0.5 : 0.5);
  const Affine to_center{{{1, 0, center}, {0, 1, center}}}, from_center{{{1, 0, -center}, {0, 1, -center}}};
  const Affine rotation{{{cosine, -sine, 0}, {sine, cosine, 0}}}, shift{{{1, 0, plan.tx}, {0, 1, plan.ty}}};
  const Affine shearing{{{1, -std::sin(shear), 0}, {0, std::cos(shear), 0}}}, zoom{{{plan.zx, 0, 0}, {0, plan.zy, 0}}};
  const Affine product = to_center * rotation * shift * shearing * zoom * from_center;
  return is_keras3 ? with_swapped_axes(product) : product;
}

bool moves_pixels(const AugmentPlan& plan) {
  return plan.theta != 0 || plan.tx != 0 || plan.ty != 0 || plan.shear != 0 || plan.zx != 1 || plan.zy != 1;
}

// Maps a position along an axis whose last pixel is `last` into [0, last], as scipy.ndimage does. In constant mode positions
// outside are clamped; their value is not used.
template <FillMode kMode>
[[gnu::always_inline]] inline double inside(double at, double last) {
  if constexpr (kMode == FillMode::kReflect) {
    const double period = 2 * last + 2;
    at -= period * std::floor(at / period);
    at = at > last + 1 ? period - 1 - at : at;
  }
  if constexpr (kMode == FillMode::kWrap) {
    const double laps = std::trunc(at / last);
    at = at < 0 ? at - last * (laps - 1) : at > last ? at - last * laps : at;
  }
  return std::min(std::max(at, 0.0), last);
}

// The source positions of one output row: that of its first pixel, and the step from pixel to pixel.
struct RowPath {
  double row, column;
  double row_step, column_step;
};

template <FillMode kMode>
[[gnu::always_inline]] inline void locate(const RowPath& path, const View& view, AugmentScratch& scratch) {
  const double last = static_cast<double>(view.side - 1);
  const double second_last = std::max(last - 1, 0.0);
  const auto stride = static_cast<std::int32_t>(view.stride);
  std::int32_t* __restrict offsets = scratch.offsets.data();
  float* __restrict down = scratch.down.data();
  float* __restrict right = scratch.right.data();
  const auto count = static_cast<std::int32_t>(view.side);
  for (std::int32_t x = 0; x < count; ++x) {
    const double at_row = path.row + path.row_step * x, at_column = path.column + path.column_step * x;
    const double row = inside<kMode>(at_row, last), column = inside<kMode>(at_column, last);
    const auto y0 = static_cast<std::int32_t>(std::min(row, second_last));
    const auto x0 = static_cast<std::int32_t>(std::min(column, second_last));
    const bool outside = kMode == FillMode::kConstant && (row != at_row || column != at_column);
    offsets[x] = outside ? -1 : y0 * stride + x0 * 3;
    down[x] = static_cast<float>(row - y0);
    right[x] = static_cast<float>(column - x0);
  }
}

ALEXNET_SIMD_CLONES void locate_row(FillMode mode, const RowPath& path, const View& view, AugmentScratch& scratch) {
  switch (view.side == 1 ? FillMode::kNearest : mode) {
    case FillMode::kNearest:
      return locate<FillMode::kNearest>(path, view, scratch);
    case FillMode::kConstant:
      return locate<FillMode::kConstant>(path, view, scratch);
    case FillMode::kReflect:
      return locate<FillMode::kReflect>(path, view, scratch);
    case FillMode::kWrap:
      return locate<FillMode::kWrap>(path, view, scratch);
  }
}

// ---- The value of an output pixel -------------------------------------------------------------------------------------------

// Interpolates bilinearly between the pixels at `offsets` and their neighbors to the right and below.
ALEXNET_SIMD_CLONES void interpolate_row(const View& view, const AugmentScratch& scratch, float cval, float* __restrict out) {
  const std::size_t to_right = view.side > 1 ? 3 : 0, to_below = view.side > 1 ? view.stride : 0;
  for (std::size_t x = 0; x < view.side; ++x, out += 3) {
    if (scratch.offsets[x] < 0) {
      std::fill_n(out, 3, cval);
      continue;
    }
    const std::uint8_t* above = view.pixels + scratch.offsets[x];
    const std::uint8_t* below = above + to_below;
    const float down = scratch.down[x], right = scratch.right[x];
    for (std::size_t c = 0; c < 3; ++c) {
      const float a = above[c], b = above[c + to_right], d = below[c], e = below[c + to_right];
      const float upper = a + right * (b - a), lower = d + right * (e - d);
      out[c] = upper + down * (lower - upper);
    }
  }
}

void transform(const View& view, const AugmentPlan& plan, const Augmentation& options, AugmentScratch& scratch, float* out) {
  const Affine m = matrix_of(plan, options.convention, view.side);
  const double last = static_cast<double>(view.side - 1);
  scratch.offsets.resize(view.side);
  scratch.down.resize(view.side);
  scratch.right.resize(view.side);
  for (std::size_t i = 0; i < view.side; ++i) {
    const double y = plan.flip_vertical ? last - static_cast<double>(i) : static_cast<double>(i);
    const double x = plan.flip_horizontal ? last : 0, step = plan.flip_horizontal ? -1 : 1;
    const RowPath path{m[0][0] * y + m[0][1] * x + m[0][2], m[1][0] * y + m[1][1] * x + m[1][2], m[0][1] * step,
                       m[1][1] * step};
    locate_row(options.fill_mode, path, view, scratch);
    interpolate_row(view, scratch, options.cval, out + i * view.side * 3);
  }
}

// For a plan that moves pixels by flips only.
void copy(const View& view, const AugmentPlan& plan, float* out) {
  for (std::size_t i = 0; i < view.side; ++i) {
    const std::uint8_t* row = view.pixels + (plan.flip_vertical ? view.side - 1 - i : i) * view.stride;
    for (std::size_t x = 0; x < view.side; ++x, out += 3) {
      const std::uint8_t* in = row + (plan.flip_horizontal ? view.side - 1 - x : x) * 3;
      for (std::size_t c = 0; c < 3; ++c) out[c] = in[c];
    }
  }
}

// ---- Color ------------------------------------------------------------------------------------------------------------------

struct MinMax {
  float low, high;
};

// Computes the minimum and maximum in eight lanes, which the compiler turns into vectors.
MinMax extremes_of(std::span<const float> values) {
  constexpr std::size_t kLanes = 8;
  std::array<float, kLanes> low, high;
  low.fill(values[0]);
  high.fill(values[0]);
  for (std::size_t i = 0; i < values.size(); i += kLanes) {
    const std::size_t begin = std::min(i, values.size() < kLanes ? 0 : values.size() - kLanes);
    for (std::size_t lane = 0; lane < std::min(kLanes, values.size()); ++lane) {
      const float value = values[begin + lane];
      low[lane] = value < low[lane] ? value : low[lane];
      high[lane] = value > high[lane] ? value : high[lane];
    }
  }
  return {std::ranges::min(low), std::ranges::max(high)};
}

// As Keras' apply_channel_shift.
void shift_channels(std::span<float> values, float intensity) {
  const auto [low, high] = extremes_of(values);
  for (float& value : values) value = std::clamp(value + intensity, low, high);
}

// As Keras' apply_brightness_shift: array_to_img(scale=True) stretches the values to 0..255 and truncates them to whole
// numbers; Pillow's ImageEnhance.Brightness then blends with black and truncates again. Keras 3 passes scale=False.
void change_brightness(std::span<float> values, float factor, TransformConvention convention) {
  auto [low, high] = extremes_of(values);
  high -= low;
  const float divisor = high != 0 ? high : 1;
  for (float& value : values) {
    const float stretched = convention == TransformConvention::kKeras2 ? (value - low) / divisor * 255.0f : value;
    value = std::trunc(std::min(std::trunc(stretched) * factor, 255.0f));
  }
}

// Uses the luma of ITU-R BT.601, as Pillow and torchvision do, but without rounding.
void convert_to_grayscale(std::span<float> values) {
  for (std::size_t i = 0; i + 3 <= values.size(); i += 3)
    values[i] = values[i + 1] = values[i + 2] = 0.299f * values[i] + 0.587f * values[i + 1] + 0.114f * values[i + 2];
}

// Adds the lighting and normalizes, with the same sequence of operations as to_tensor, so that the results are bit-identical.
void to_network(std::span<float> values, const Preprocessing& preprocessing, const std::array<float, 3>& lighting) {
  const auto [scale, mean, deviation] = std::tie(preprocessing.scale, preprocessing.mean, preprocessing.deviation);
  const std::size_t first = preprocessing.order == ChannelOrder::kRgb ? 0 : 2;
  for (std::size_t i = 0; i + 3 <= values.size(); i += 3) {
    const float red = values[i] + lighting[0], green = values[i + 1] + lighting[1], blue = values[i + 2] + lighting[2];
    values[i + first] = (red * scale - mean[first]) / deviation[first];
    values[i + 1] = (green * scale - mean[1]) / deviation[1];
    values[i + 2 - first] = (blue * scale - mean[2 - first]) / deviation[2 - first];
  }
}

// Returns a side of a photo whose shorter side `shorter` is scaled to `to`.
std::size_t scaled_side(double length, double to, double shorter) {
  return static_cast<std::size_t>(std::max(to, std::floor(length * to / shorter)));
}

}  // namespace

DecodeOptions Augmenter::decode_options() const {
  DecodeOptions options = input_decode_options(preprocessing_);
  if (augmentation_.random_resized_crop && options.min_shorter_side > 0) {
    const double share = std::sqrt(std::max(1e-6, double{augmentation_.scale[0]}));  // of a side, in the smallest crop
    const auto side = static_cast<std::size_t>(std::ceil(static_cast<double>(preprocessing_.input) / share));
    options.min_shorter_side = std::max(options.min_shorter_side, side);
  }
  return options;
}

Result<Image> Augmenter::prepare(const Image& photo) const {
  const Region covered = photo.covered();
  const double side = static_cast<double>(preprocessing_.resize), shorter = std::min(covered.width, covered.height);
  if (augmentation_.random_resized_crop && shorter > 0) {
    if (shorter <= side && photo.partly_covered.width == 0) return photo;
    // A photo at a fraction of its size has exact fractions for sides, and is scaled to the same size as the whole one.
    const double to = std::min(side, std::floor(shorter));
    return resize(photo, scaled_side(covered.width, to, shorter), scaled_side(covered.height, to, shorter),
                  preprocessing_.interpolation);
  }
  Preprocessing preparation = preprocessing_;
  if (augmentation_.random_crop) preparation.input = preparation.resize;
  return crop_to_input(photo, preparation);
}

AugmentPlan Augmenter::draw(std::size_t width, std::size_t height, const DrawKey& key) const {
  const Augmentation& options = augmentation_;
  const Draw draw(key);
  const auto side = static_cast<double>(preprocessing_.input);
  AugmentPlan plan{.region = {0, 0, static_cast<double>(width), static_cast<double>(height)}};
  if (options.random_resized_crop) {
    plan.region = draw_resized_crop(options, plan.region.width, plan.region.height, draw);
  } else if (options.random_crop) {
    const auto words = draw.words(kCrop);
    plan.region = {Draw::position(words[0], plan.region.width - side), Draw::position(words[1], plan.region.height - side),
                   side, side};
  }
  plan.theta = draw.symmetric(kTheta, options.rotation_range);
  plan.tx = draw.symmetric(kTx, options.height_shift_range) * side;
  plan.ty = draw.symmetric(kTy, options.width_shift_range) * side;
  plan.shear = draw.symmetric(kShear, options.shear_range);
  plan.zx = 1 + draw.symmetric(kZx, options.zoom_range);
  plan.zy = 1 + draw.symmetric(kZy, options.zoom_range);
  plan.flip_horizontal = options.horizontal_flip && draw.coin(kFlipHorizontal);
  plan.flip_vertical = options.vertical_flip && draw.coin(kFlipVertical);
  if (options.channel_shift_range != 0) {
    plan.channel_shift_intensity = static_cast<float>(draw.symmetric(kChannelShift, options.channel_shift_range));
  }
  if (options.brightness_range) {
    plan.brightness =
        static_cast<float>(draw.uniform(kBrightness, (*options.brightness_range)[0], (*options.brightness_range)[1]));
  }
  plan.gray = options.grayscale > 0 && draw.uniform(kGray, 0, 1) < options.grayscale;
  plan.lighting = draw_lighting(options, draw);
  return plan;
}

Status Augmenter::apply(const Image& image, const AugmentPlan& plan, AugmentScratch& scratch, std::span<float> out) const {
  const std::size_t side = preprocessing_.input;
  CHECK(out.size() == side * side * 3);
  const Region& region = plan.region;
  View view{image.pixels.data(), image.width * 3, side};
  Image resized;
  if (region.width == static_cast<double>(side) && region.height == static_cast<double>(side)) {
    view.pixels += static_cast<std::size_t>(region.top) * view.stride + static_cast<std::size_t>(region.left) * 3;
  } else {
    TRY_VALUE(resized, resize(image, side, side, region, preprocessing_.interpolation));
    view = {resized.pixels.data(), side * 3, side};
  }
  if (moves_pixels(plan)) {
    transform(view, plan, augmentation_, scratch, out.data());
  } else {
    copy(view, plan, out.data());
  }
  if (plan.channel_shift_intensity) shift_channels(out, *plan.channel_shift_intensity);
  if (plan.brightness) change_brightness(out, *plan.brightness, augmentation_.convention);
  if (plan.gray) convert_to_grayscale(out);
  to_network(out, preprocessing_, plan.lighting);
  return {};
}

}  // namespace alexnet
