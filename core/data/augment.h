// A photo, one drawn augmentation of it, and the numbers that enter the network.
//   photo -> prepare (once, may be kept) -> picture -> draw -> plan -> apply -> [input][input][3] floats
// Random numbers depend on the seed, the epoch and the photo alone.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/error.h"
#include "data/augmentation.h"
#include "data/image.h"
#include "data/preprocess.h"
#include "data/resize.h"

namespace alexnet {

// What was drawn for one photo in one epoch. Those that Keras has are named as in its apply_transform.
struct AugmentPlan {
  Region region;     // the part of the picture that becomes the square
  double theta = 0;  // degrees
  double tx = 0;     // pixels of the square, downwards
  double ty = 0;     // to the right
  double shear = 0;  // degrees
  double zx = 1;     // of the rows
  double zy = 1;     // of the columns
  bool flip_horizontal = false;
  bool flip_vertical = false;
  std::optional<float> channel_shift_intensity;
  std::optional<float> brightness;
  bool gray = false;
  std::array<float, 3> lighting = {};  // added to R, G and B at the end

  friend bool operator==(const AugmentPlan&, const AugmentPlan&) = default;
};

// What a draw depends on.
struct DrawKey {
  std::uint64_t seed = 0;
  std::uint64_t epoch = 0;
  std::uint64_t photo = 0;
};

// Memory of apply(), kept from call to call; one for each thread.
struct AugmentScratch {
  std::vector<std::int32_t> offsets;  // [input] of a pixel's upper left neighbour, negative outside the picture
  std::vector<float> down, right;     // [input] how far the pixel lies from it
};

// Thread-safe.
class Augmenter {
 public:
  // Options that check() accepts.
  Augmenter(const Augmentation& augmentation, const Preprocessing& preprocessing)
      : augmentation_(augmentation), preprocessing_(preprocessing) {}

  // The pixels that every augmentation of the photo is made of, no more of them than are needed: the network's square, or with
  // random_crop the square of side `resize`, or with random_resized_crop the whole photo, its shorter side at most `resize`.
  // The errors of crop_to_input.
  [[nodiscard]] Result<Image> prepare(const Image& photo) const;

  // `width` and `height` of a picture that prepare() gave.
  [[nodiscard]] AugmentPlan draw(std::size_t width, std::size_t height, const DrawKey& key) const;

  // `out` holds input*input*3 floats, [y][x][c]. In this order:
  // 1. the region, made a square of `input` with antialiasing (data/resize.h) if it is none;
  // 2. Keras' affine transform by bilinear interpolation: rotation, shift, shear and zoom, multiplied in this order, about the
  //    point (input / 2 + 0.5, input / 2 + 0.5), where Keras-Preprocessing 1.1.2 has it; rows are its first axis, as there;
  // 3. channel shift, flips and brightness as there (brightness stretches the contrast and cuts fractions off, as there);
  // 4. gray instead of colors, lighting, then the model's preprocessing.
  // Where a plan changes nothing, to_tensor's numbers to the last bit. kOutOfMemory, where the region must be resized.
  [[nodiscard]] Status apply(const Image& picture, const AugmentPlan& plan, AugmentScratch& scratch,
                             std::span<float> out) const;

  [[nodiscard]] const Augmentation& augmentation() const { return augmentation_; }
  [[nodiscard]] const Preprocessing& preprocessing() const { return preprocessing_; }

 private:
  Augmentation augmentation_;
  Preprocessing preprocessing_;
};

}  // namespace alexnet
