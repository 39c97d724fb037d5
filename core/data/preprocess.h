// Converts an image of any size to a network input: crops or stretches it to the input size, then normalizes the pixel values.
// The options belong to the weights of a model and are stored in its file.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "image/decode.h"
#include "image/image.h"
#include "image/resize.h"

namespace alexnet {

enum class Fit {
  kCrop,     // resize the shorter side to `resize`, then crop input x input pixels at the center: keeps the aspect ratio
  kStretch,  // resize both sides to `resize`, then crop input x input pixels at the center: changes the aspect ratio
};
enum class ChannelOrder { kRgb, kBgr };

// The mean of the training photos at each pixel, which Caffe subtracts from a photo (`mean_file` of its data layers).
struct MeanImage {
  std::size_t side = 0;       // width and height in pixels, 1 to 4096
  std::vector<float> values;  // [y][x][c], 0..255, with the channels in the order of the network's input

  friend bool operator==(const MeanImage&, const MeanImage&) = default;
};

// A network input is value[c] = ((pixel[c] - mean_image[c]) * scale - mean[c]) / deviation[c], with pixels in 0..255 and the
// channels c in `order`. The mean image, if there is one, covers the network input or, where it is larger, the photo before the
// central crop, with which it is cropped.
struct Preprocessing {
  std::size_t input = 227;   // width and height of the network input, 1 to 4096
  std::size_t resize = 227;  // side of the image before the central crop, `input` to 4096
  Fit fit = Fit::kStretch;
  ChannelOrder order = ChannelOrder::kRgb;
  float scale = 1.0f / 255.0f;
  std::array<float, 3> mean = {0, 0, 0};
  std::array<float, 3> deviation = {1, 1, 1};
  ColorHandling color = ColorHandling::kIgnore;  // of the color profiles in the files of photos
  Interpolation interpolation = Interpolation::kBilinearAntialiased;
  std::shared_ptr<const MeanImage> mean_image;  // its side is `input` or `resize`; null for none

  // Compares the content of the mean images.
  friend bool operator==(const Preprocessing& a, const Preprocessing& b);
};

// Returns the preprocessing with the averages of its mean image in `mean`, and without the image. Unchanged if it has none.
[[nodiscard]] Preprocessing without_mean_image(Preprocessing preprocessing);

// The names in files and options: `crop` or `stretch`, `rgb` or `bgr`, `convert` or `ignore`, and `nearest`, `bilinear`,
// `bilinear_antialiased` or `bicubic`. Parsing fails with kInvalidArgument for any other.
[[nodiscard]] std::string_view to_string(Fit fit);
[[nodiscard]] std::string_view to_string(ChannelOrder order);
[[nodiscard]] std::string_view to_string(ColorHandling color);
[[nodiscard]] std::string_view to_string(Interpolation interpolation);
[[nodiscard]] Result<Fit> parse_fit(std::string_view text);
[[nodiscard]] Result<ChannelOrder> parse_channel_order(std::string_view text);
[[nodiscard]] Result<ColorHandling> parse_color_handling(std::string_view text);
[[nodiscard]] Result<Interpolation> parse_interpolation(std::string_view text);

// The JSON form, one flat object in the order of the struct:
//   {"input":227,"resize":227,"fit":"stretch","order":"rgb","scale":…,"mean":[…],"deviation":[…],"color":"convert",
//    "interpolation":"bilinear_antialiased"}
// followed by "mean_image":SIDE if there is a mean image, which JSON does not hold: reading leaves it out.
// Reading requires every field up to the deviation. Files of version 0.1 lack the color and the interpolation: `ignore` and
// `bilinear_antialiased`. A
// missing field, a wrong type or a value out of range is kBadFormat. Fields that are not known are passed over, so that version 0.1
// reads this.
[[nodiscard]] std::string to_json(const Preprocessing& preprocessing);
[[nodiscard]] Result<Preprocessing> preprocessing_from_json(std::string_view json);

// Returns how photos are decoded for this preprocessing, at their full size.
[[nodiscard]] DecodeOptions decode_options(const Preprocessing& preprocessing);
// Returns the same for photos of which only the network's input is used: where the file allows it, they are decoded at a fraction of
// their size, with at least twice the resolution that crop_to_input() resizes them to, so that its filter still
// averages. Interpolation without antialiasing picks single pixels of the file, and needs the full size.
[[nodiscard]] DecodeOptions input_decode_options(const Preprocessing& preprocessing);

// Returns the input image, input x input pixels in 8-bit RGB. Sizes are rounded as in torchvision: the longer side to
// int(resize * longer / shorter), the corner of the crop to int(round((side - input) / 2)). With bilinear interpolation and no margin
// (`resize` is `input`), the central square of the photo in whole pixels is resized, as in Keras' smart_resize. Errors: kInvalidArgument (an empty
// image or an impossible crop) and those of resize.
[[nodiscard]] Result<Image> crop_to_input(const Image& image, const Preprocessing& preprocessing);
// Returns `part` of the image, if given, resized to input x input pixels; otherwise the same as above. The same errors.
[[nodiscard]] Result<Image> crop_to_input(const Image& image, const Preprocessing& preprocessing,
                                          const std::optional<Region>& part);
// The same, and writes the network input to `out`: that of to_tensor(), or with bilinear interpolation the input before its values are
// rounded to 8 bits, as Keras' and Caffe's loaders give it to the network. The same errors; requires what to_tensor() does.
[[nodiscard]] Result<Image> crop_to_tensor(const Image& image, const Preprocessing& preprocessing,
                                           const std::optional<Region>& part, std::span<float> out);
// Returns the center of the image scaled to side x side pixels, for display. Errors: those of crop_to_input.
[[nodiscard]] Result<Image> thumbnail(const Image& image, std::size_t side);

// Returns the region of an image of width x height pixels that the input image shows. Its edges are usually between pixels.
// Errors: those of crop_to_input.
[[nodiscard]] Result<Region> input_region(std::size_t width, std::size_t height, const Preprocessing& preprocessing);

// Normalizes an input image. Requires that `out` holds input*input*3 floats, [y][x][c], and that the side of the mean image, if there
// is one, is `input` or larger.
void to_tensor(const Image& input_image, const Preprocessing& preprocessing, std::span<float> out);

}  // namespace alexnet
