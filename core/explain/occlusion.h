// What a score loses when a part of the photo is hidden behind a patch (Zeiler and Fergus 2014). It takes hundreds of runs: the
// host calls step() until done(), may show map() in between, and may stop whenever it likes.
#pragma once

#include <optional>
#include <vector>

#include "base/error.h"
#include "data/compose.h"
#include "data/image.h"
#include "explain/target.h"

namespace alexnet {

struct OcclusionOptions {
  std::size_t patch = 32;    // side, in pixels of the input_image
  std::size_t stride = 8;    // from patch to patch; the last ones end with the input_image
  std::optional<Rgb8> fill;  // of the patch; without it the mean color of the input_image
  std::size_t batch = 8;     // patches tried in one step
};

class Occlusion {
 public:
  // `input_image` is what the network sees (crop_to_input); `probe` must outlive this; others may use it between two steps.
  // kInvalidArgument for a patch of nothing or larger than the input_image, a stride of nothing; those of check_target.
  [[nodiscard]] static Result<Occlusion> create(ProbeNetwork& probe, Image input_image, const Target& target,
                                                const OcclusionOptions& options);

  [[nodiscard]] bool done() const { return tried_ == drops_.size(); }
  [[nodiscard]] std::size_t tried() const { return tried_; }
  [[nodiscard]] std::size_t patches() const { return drops_.size(); }
  // Tries the next patches.
  [[nodiscard]] Status step();

  [[nodiscard]] float baseline() const { return baseline_; }  // the value with nothing hidden
  // baseline() minus the value with patch (row, column) before it, [rows][columns]; 0 where not tried yet.
  [[nodiscard]] const std::vector<float>& drops() const { return drops_; }
  [[nodiscard]] std::size_t columns() const { return corners_.size(); }
  [[nodiscard]] Rectangle patch(std::size_t index) const;
  // [y][x] of the input_image: the mean drop of the patches tried that hide the pixel; 0 where there are none. Positive: what is
  // there speaks for the target. kOutOfMemory.
  [[nodiscard]] Result<Tensor> map() const;

 private:
  Occlusion() = default;

  ProbeNetwork* probe_ = nullptr;
  Image input_image_;
  Target target_;
  OcclusionOptions options_;
  std::vector<std::size_t> corners_;  // of the patches, down as across: the input_image is one
  std::vector<float> drops_;
  std::size_t tried_ = 0;
  float baseline_ = 0;
};

}  // namespace alexnet
