// Augmentation: turns a photo and one set of random choices into the numbers that enter the network.
//   photo -> prepare (once per photo; the result may be cached) -> image -> draw -> plan -> apply -> [input][input][3] floats
// The random choices depend on the seed, the epoch and the index of the photo only.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/error.h"
#include "data/augmentation.h"
#include "data/preprocess.h"
#include "image/image.h"
#include "image/resize.h"

namespace alexnet {

// The random choices for one photo in one epoch. Members that Keras has are named as in its apply_transform; as there, x is the
// first axis, the rows. By TransformConvention::kKeras3 it is the columns: tx is a shift to the right and zx the zoom factor of the columns.
struct AugmentPlan {
  Region region;     // the part of the image that is resized to the network's input
  double theta = 0;  // rotation in degrees
  double tx = 0;     // shift downward, in pixels of the input
  double ty = 0;     // shift to the right, in pixels of the input
  double shear = 0;  // degrees
  double zx = 1;     // zoom factor of the rows
  double zy = 1;     // zoom factor of the columns
  bool flip_horizontal = false;
  bool flip_vertical = false;
  std::optional<float> channel_shift_intensity;  // in -255..255
  std::optional<float> brightness;               // factor
  bool gray = false;
  std::array<float, 3> lighting = {};  // added to R, G and B last, in units of 0..255

  friend bool operator==(const AugmentPlan&, const AugmentPlan&) = default;
};

// What the random choices depend on.
struct DrawKey {
  std::uint64_t seed = 0;
  std::uint64_t epoch = 0;
  std::uint64_t photo = 0;
};

// Working memory of Augmenter::apply(), reused between calls. Each thread needs its own.
struct AugmentScratch {
  std::vector<std::int32_t>
      offsets;                     // [input] byte offset of the pixel above and left of the position, or -1 outside the image
  std::vector<float> down, right;  // [input] distance of the position from that pixel, in 0..1
};

// Thread-safe.
class Augmenter {
 public:
  // Requires options that check() accepts.
  Augmenter(const Augmentation& augmentation, const Preprocessing& preprocessing)
      : augmentation_(augmentation), preprocessing_(preprocessing) {}

  // Returns how photos are decoded for prepare(): with at least twice the resolution that it scales them to, and at least as many pixels
  // as the smallest random crop needs to fill the network's input without enlarging.
  [[nodiscard]] DecodeOptions decode_options() const;

  // Returns the image that every augmentation of the photo is computed from, no larger than necessary: the network's input
  // image; with random_crop an image of resize x resize pixels; with random_resized_crop the whole photo, scaled so that its
  // shorter side is at most `resize`. Errors: those of crop_to_input.
  [[nodiscard]] Result<Image> prepare(const Image& photo) const;

  // Makes the random choices for an image of prepare() of the given size.
  [[nodiscard]] AugmentPlan draw(std::size_t width, std::size_t height, const DrawKey& key) const;

  // Writes the augmented image to `out`, which holds input*input*3 floats, [y][x][c]. The steps, in this order:
  // 1. Resize the region to input x input pixels by the interpolation of the preprocessing, unless it has that size.
  // 2. Apply Keras' affine transform with bilinear interpolation: rotation, shift, shear and zoom, multiplied in this order,
  //    about the point (input / 2 + 0.5, input / 2 + 0.5) by TransformConvention::kKeras2. By kKeras3, the point is (input / 2 - 0.5,
  //    input / 2 - 0.5), and rows and columns change places in the product.
  // 3. Apply channel shift, flips and brightness as Keras does: brightness truncates fractions, and by kKeras2 it first stretches
  //    the contrast.
  // 4. Convert to gray, add the lighting, then apply the model's preprocessing.
  // The result of a plan that changes nothing is bit-identical to that of to_tensor. Error: kOutOfMemory, if the region must be
  // resized.
  [[nodiscard]] Status apply(const Image& image, const AugmentPlan& plan, AugmentScratch& scratch, std::span<float> out) const;

  [[nodiscard]] const Augmentation& augmentation() const { return augmentation_; }
  [[nodiscard]] const Preprocessing& preprocessing() const { return preprocessing_; }

 private:
  Augmentation augmentation_;
  Preprocessing preprocessing_;
};

}  // namespace alexnet
