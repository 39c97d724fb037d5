// From a image of any size to the square of numbers that a network takes. Which square and which numbers belongs to the
// weights, so it travels in the model file as a Preprocessing.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "data/image.h"
#include "data/resize.h"

namespace alexnet {

enum class Fit {
  kCrop,     // the shorter side to `resize`, then the central `input` x `input` square: keeps the aspect, loses the ends
  kStretch,  // both sides to `resize`, then the central square: keeps everything, changes the aspect
};
enum class ChannelOrder { kRgb, kBgr };

// value[c] = (pixel[c] * scale - mean[c]) / deviation[c], pixel in 0..255, c in the network's channel order.
struct Preprocessing {
  std::size_t input = 227;   // side of the square that enters the network
  std::size_t resize = 227;  // side before the central crop; at least `input`
  Fit fit = Fit::kStretch;
  ChannelOrder order = ChannelOrder::kRgb;
  float scale = 1.0f / 255.0f;
  std::array<float, 3> mean = {0, 0, 0};
  std::array<float, 3> deviation = {1, 1, 1};

  friend bool operator==(const Preprocessing&, const Preprocessing&) = default;
};

// `crop` or `stretch`, `rgb` or `bgr`, as files and options spell them.
[[nodiscard]] std::string_view to_string(Fit fit);
[[nodiscard]] std::string_view to_string(ChannelOrder order);
[[nodiscard]] Result<Fit> parse_fit(std::string_view text);
[[nodiscard]] Result<ChannelOrder> parse_channel_order(std::string_view text);

// One flat JSON object, in the order of the struct:
// {"input":227,"resize":227,"fit":"stretch","order":"rgb","scale":…,"mean":[…], "deviation":[…]}. Reading checks every field:
// missing, mistyped, zero or absurd ones (input over 4096) are kBadFormat.
[[nodiscard]] std::string to_json(const Preprocessing& preprocessing);
[[nodiscard]] Result<Preprocessing> preprocessing_from_json(std::string_view json);

// The exact square that the network will see, as 8-bit RGB: input x input pixels. Both sizes are rounded as torchvision does:
// the longer side to int(resize * longer / shorter), the crop's corner to int(round((side - input) / 2)).
[[nodiscard]] Result<Image> crop_to_input(const Image& image, const Preprocessing& preprocessing);
// The same of a part of it, where there is one, instead of what `fit` chooses. The errors of resize, too.
[[nodiscard]] Result<Image> crop_to_input(const Image& image, const Preprocessing& preprocessing,
                                          const std::optional<Region>& part);
// The middle of a image as a small square of side x side pixels, to be shown.
[[nodiscard]] Result<Image> thumbnail(const Image& image, std::size_t side);

// Which part of a image of width x height pixels that square shows; its edges lie between pixels as a rule. The same errors.
[[nodiscard]] Result<Region> input_region(std::size_t width, std::size_t height, const Preprocessing& preprocessing);

// The square as numbers: `out` holds input*input*3 floats, [y][x][c].
void to_tensor(const Image& input_image, const Preprocessing& preprocessing, std::span<float> out);

}  // namespace alexnet
