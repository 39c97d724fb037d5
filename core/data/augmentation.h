// What is done to photos while training, so that a network never sees the same numbers twice: the options of Keras'
// ImageDataGenerator under their own names and with their own meaning, and those of the AlexNet papers. data/augment.h does it.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace alexnet {

// What lies outside a image that was turned or moved, for a row `a b c d`:
enum class FillMode {
  kNearest,   // a a a|a b c d|d d d
  kConstant,  // Augmentation::cval
  kReflect,   // c b a|a b c d|d c b
  kWrap,      // b c d|a b c d|a b c with d and a at the same place, as scipy has it
};
// `nearest`, `constant`, `reflect`, `wrap`.
[[nodiscard]] std::string_view to_string(FillMode mode);
[[nodiscard]] Result<FillMode> parse_fill_mode(std::string_view text);

// The directions in which colors of a set of photos vary: eigenvectors of the covariance of R, G and B, and the standard
// deviations along them (square roots of the eigenvalues), in 0..255, largest first. By default those of ImageNet.
struct ColorComponents {
  std::array<float, 3> deviations = {55.4625f, 4.794f, 1.1475f};
  std::array<float, 9> vectors = {-0.5675f, 0.7192f,  0.4009f,   // [channel][component]
                                  -0.5808f, -0.0045f, -0.8140f,  //
                                  -0.5836f, -0.6948f, 0.4203f};

  friend bool operator==(const ColorComponents&, const ColorComponents&) = default;
};

// Nothing is done by default. Uniform draws unless a line says otherwise; a probability is a half.
struct Augmentation {
  float rotation_range = 0;       // degrees to either side
  float width_shift_range = 0;    // share of the width, to either side
  float height_shift_range = 0;   // share of the height
  float shear_range = 0;          // degrees to either side
  float zoom_range = 0;           // z: each axis by its own factor of [1 - z, 1 + z]; a factor above 1 shows more
  float channel_shift_range = 0;  // added to every value, in 0..255, and cut off at the image's own extremes
  std::optional<std::array<float, 2>> brightness_range;  // factors; as in Keras, contrast is stretched to 0..255 first
  float grayscale = 0;                                   // chance of a photo to lose its colors: torchvision's RandomGrayscale
  bool horizontal_flip = false;
  bool vertical_flip = false;
  FillMode fill_mode = FillMode::kNearest;
  float cval = 0;  // of kConstant, in 0..255

  bool random_crop = false;                 // `input` x `input` anywhere in the square of side `resize`, not in its middle
  bool random_resized_crop = false;         // torchvision's RandomResizedCrop:
  std::array<float, 2> scale = {0.08f, 1};  // its share of the image's area
  std::array<float, 2> ratio = {3.0f / 4, 4.0f / 3};  // its width by its height

  float lighting_sigma = 0;  // normal: how many deviations along each component colors move; 0.1 in the paper
  ColorComponents lighting;

  friend bool operator==(const Augmentation&, const Augmentation&) = default;
};

// kInvalidArgument, with the option's name, for a range out of range: degrees in 0..180 (shear below 90), shares in [0, 1),
// values in 0..255, two crops at once.
[[nodiscard]] Status check(const Augmentation& augmentation);

// Whether every photo stays as it is, in every epoch.
[[nodiscard]] bool changes_nothing(const Augmentation& augmentation);

// One flat JSON object with the names above, `lighting_deviations` and `lighting_vectors`; `brightness_range` may be null.
// Reading takes what is missing from the defaults; an unknown name, a wrong type and what check() refuses are kBadFormat.
[[nodiscard]] std::string to_json(const Augmentation& augmentation);
[[nodiscard]] Result<Augmentation> augmentation_from_json(std::string_view json);

}  // namespace alexnet
