// The options of data augmentation: random changes of the training photos, different in every epoch. They are the options of
// Keras' ImageDataGenerator, with the same names and meaning, and those of the AlexNet papers. data/augment.h applies them.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace alexnet {

// How pixels outside the image are filled after it was rotated, shifted, sheared or zoomed. For a row `a b c d`:
enum class FillMode {
  kNearest,   // a a a|a b c d|d d d
  kConstant,  // Augmentation::cval
  kReflect,   // c b a|a b c d|d c b
  kWrap,      // b c d|a b c d|a b c, where the first and the last pixel coincide, as in scipy.ndimage
};
// The names are `nearest`, `constant`, `reflect` and `wrap`. Parsing fails with kInvalidArgument for any other.
[[nodiscard]] std::string_view to_string(FillMode mode);
[[nodiscard]] Result<FillMode> parse_fill_mode(std::string_view text);

// Whose rotations, shifts, shears, zooms and brightness are computed. The names are `keras2` and `keras3`. Parsing fails with
// kInvalidArgument for any other.
enum class TransformConvention {
  kKeras2,  // Keras-Preprocessing 1.1.2, the ImageDataGenerator of Keras 2.2 to 2.8 and TensorFlow 2.0: shifts move as they are named
  kKeras3,  // Keras 3.15: as kKeras2 with rows and columns swapped, so that height_shift_range moves sideways and the angles turn the
            // other way; about a point one pixel further up and to the left; brightness does not stretch the contrast
};
[[nodiscard]] std::string_view to_string(TransformConvention convention);
[[nodiscard]] Result<TransformConvention> parse_convention(std::string_view text);

// The principal components of the colors of a set of photos: the eigenvectors of the covariance of R, G and B, and the standard
// deviations along them (the square roots of the eigenvalues) in units of 0..255, largest first. The defaults are those of
// ImageNet.
struct ColorComponents {
  std::array<float, 3> deviations = {55.4625f, 4.794f, 1.1475f};
  std::array<float, 9> vectors = {-0.5675f, 0.7192f,  0.4009f,   // [channel][component]
                                  -0.5808f, -0.0045f, -0.8140f,  //
                                  -0.5836f, -0.6948f, 0.4203f};

  friend bool operator==(const ColorComponents&, const ColorComponents&) = default;
};

// The defaults change nothing. Random values are uniform unless a comment says otherwise; flips have probability 1/2.
struct Augmentation {
  float rotation_range = 0;       // largest rotation in degrees, in either direction
  float width_shift_range = 0;    // largest shift as a fraction of the width, in either direction
  float height_shift_range = 0;   // largest shift as a fraction of the height
  float shear_range = 0;          // largest shear angle in degrees, in either direction
  float zoom_range = 0;           // z: each axis has its own factor in [1 - z, 1 + z]; above 1 shows more
  float channel_shift_range = 0;  // largest offset of all values, in 0..255; clipped to the image's extremes
  std::optional<std::array<float, 2>> brightness_range;  // factors; in Keras 2, the contrast is first stretched to 0..255
  float grayscale = 0;                                   // probability of conversion to gray, as torchvision's RandomGrayscale
  bool horizontal_flip = false;
  bool vertical_flip = false;
  FillMode fill_mode = FillMode::kNearest;
  float cval = 0;  // fill value of FillMode::kConstant, in 0..255
  TransformConvention convention = TransformConvention::kKeras2;

  bool random_crop = false;                 // crop input x input pixels at a random position of resize x resize pixels
  bool random_resized_crop = false;         // torchvision's RandomResizedCrop, with the next two options
  std::array<float, 2> scale = {0.08f, 1};  // area of the crop as a fraction of the image's area
  std::array<float, 2> ratio = {3.0f / 4, 4.0f / 3};  // width of the crop divided by its height; log-uniform

  float lighting_sigma = 0;  // standard deviation of the normal factors of the color components; 0.1 in the AlexNet paper
  ColorComponents lighting;

  friend bool operator==(const Augmentation&, const Augmentation&) = default;
};

// Checks the ranges: degrees in 0..180 (shear below 90), fractions in [0, 1), values in 0..255, at most one of the two crops.
// Returns kInvalidArgument with the name of the option otherwise.
[[nodiscard]] Status check(const Augmentation& augmentation);

// Returns whether every photo stays as it is in every epoch.
[[nodiscard]] bool changes_nothing(const Augmentation& augmentation);

// The JSON form: one flat object with the names above, and `lighting_deviations` and `lighting_vectors`. `brightness_range` may
// be null. Options that are missing keep their defaults. An unknown name, a wrong type or a value that check() refuses is
// kBadFormat.
[[nodiscard]] std::string to_json(const Augmentation& augmentation);
[[nodiscard]] Result<Augmentation> augmentation_from_json(std::string_view json);

}  // namespace alexnet
