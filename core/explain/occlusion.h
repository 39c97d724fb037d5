// Occlusion maps: how much a score drops if a patch hides a part of the input image (Zeiler and Fergus 2014). This takes
// hundreds of forward passes, so the caller calls step() until done(), and may show map() after each step or stop early.
#pragma once

#include <optional>
#include <vector>

#include "base/error.h"
#include "data/compose.h"
#include "explain/target.h"
#include "image/image.h"

namespace alexnet {

struct OcclusionOptions {
  std::size_t patch = 32;    // the side of the patch in pixels of the input image
  std::size_t stride = 8;    // pixels from patch to patch; the last patch ends at the edge
  std::optional<Rgb8> fill;  // the color of the patch; without it, the mean color of the input image
  std::size_t batch = 8;     // patches per step
};

class Occlusion {
 public:
  // Requires a square `input_image` of the network's input size (crop_to_input()). `probe` must outlive this object; it may be
  // used otherwise between two steps. kInvalidArgument if the patch is empty or larger than the image, or the stride is 0;
  // errors of check_target().
  [[nodiscard]] static Result<Occlusion> create(ProbeNetwork& probe, Image input_image, const Target& target,
                                                const OcclusionOptions& options);

  [[nodiscard]] bool done() const { return tried_ == drops_.size(); }
  [[nodiscard]] std::size_t tried() const { return tried_; }
  [[nodiscard]] std::size_t patches() const { return drops_.size(); }
  // Computes the drops of the next patches. Does nothing if done().
  [[nodiscard]] Status step();

  [[nodiscard]] float baseline() const { return baseline_; }  // the target's value with nothing hidden
  // Returns the drops [rows][columns] of all patches: baseline() minus the value with the patch; 0 if not computed yet.
  [[nodiscard]] const std::vector<float>& drops() const { return drops_; }
  [[nodiscard]] std::size_t columns() const { return corners_.size(); }
  // Returns the pixels that patch `index` hides.
  [[nodiscard]] Rectangle patch(std::size_t index) const;
  // Returns the map [y][x] over the input image: the mean drop of all computed patches that hide the pixel, 0 if there are
  // none. A positive value means that the pixel raises the target's value. kOutOfMemory.
  [[nodiscard]] Result<Tensor> map() const;

 private:
  Occlusion() = default;

  ProbeNetwork* probe_ = nullptr;
  Image input_image_;
  Target target_;
  OcclusionOptions options_;
  std::vector<std::size_t> corners_;  // the first row of each row of patches, which is also the first column of each column
  std::vector<float> drops_;
  std::size_t tried_ = 0;
  float baseline_ = 0;
};

}  // namespace alexnet
