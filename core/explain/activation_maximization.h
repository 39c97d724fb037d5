// Activation maximization: an image that maximizes the value of a unit or a class, by gradient ascent from noise (Erhan et al.
// 2009), regularized with decay and periodic blur (Yosinski et al. 2015) and with random shifts. The caller calls step() as
// often as desired, and may show image() after each step.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/error.h"
#include "explain/target.h"
#include "image/image.h"

namespace alexnet {

struct MaximizationOptions {
  float rate = 0.02f;          // the root mean square change of a pixel per step, as a share of its range
  float decay = 0.002f;        // the share of the distance to gray that a pixel loses per step, 0 to 1
  float blur = 0.6f;           // the standard deviation of the Gaussian blur in pixels, 0 to 16; 0: no blur
  std::size_t blur_every = 4;  // steps between two blurs; 0: no blur
  std::size_t shift = 8;       // the largest random shift in pixels, down and to the right, with wraparound; 0: none
  std::uint64_t seed = 0;
};

class ActivationMaximization {
 public:
  // `probe` must outlive this object; it may be used otherwise between two steps. The target should be a layer before its ReLU
  // (`conv5`, not `relu5`): after a ReLU, a value of 0 has no gradient. kInvalidArgument if an option is out of range; errors
  // of check_target().
  [[nodiscard]] static Result<ActivationMaximization> create(ProbeNetwork& probe, const Target& target,
                                                             const MaximizationOptions& options);

  // Makes one step of gradient ascent. With equal seeds and numbers of threads the images are bit-identical.
  [[nodiscard]] Status step();
  [[nodiscard]] std::size_t steps() const { return steps_; }
  // Computes the target's value for image().
  [[nodiscard]] Result<float> value();
  // Returns the current image.
  [[nodiscard]] Image image() const;

 private:
  ActivationMaximization() = default;
  void write_input(std::size_t down, std::size_t right);
  void ascend(std::span<const float> gradient, std::size_t down, std::size_t right);

  ProbeNetwork* probe_ = nullptr;
  Target target_;
  MaximizationOptions options_;
  std::size_t side_ = 0;
  std::size_t steps_ = 0;
  std::vector<float> pixels_;   // [y][x][c], 0 to 1, in the network's order of channels
  std::vector<float> scratch_;  // for the blur
};

}  // namespace alexnet
