// An image that a unit or a class would like best: gradient ascent from noise (Erhan et al. 2009), kept smooth by decay and a
// blur now and then (Yosinski et al. 2015), and shifted about a little so that no single pixel counts. The host calls step() as
// often as it likes, may show image() in between, and stops when it has seen enough.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/error.h"
#include "data/image.h"
#include "explain/target.h"

namespace alexnet {

struct MaximizationOptions {
  float rate = 0.02f;          // of the whole range of a pixel: how far pixels go in a step, root mean square
  float decay = 0.002f;        // towards gray, in a step
  float blur = 0.6f;           // Gaussian, its standard deviation in pixels; 0: none
  std::size_t blur_every = 4;  // steps
  std::size_t shift = 8;       // at most, in pixels and both directions, round the edges; 0: none
  std::uint64_t seed = 0;
};

class ActivationMaximization {
 public:
  // `probe` must outlive this; others may use it between two steps. A target before a ReLU (`conv5`, not `relu5`) can be
  // raised from anywhere; behind one there is no way up from 0. Those of check_target; kInvalidArgument for a rate that is not
  // above 0, a decay outside 0..1, a blur outside 0..16.
  [[nodiscard]] static Result<ActivationMaximization> create(ProbeNetwork& probe, const Target& target,
                                                             const MaximizationOptions& options);

  // One step up. The same seed gives the same image, bit by bit, on the same number of threads.
  [[nodiscard]] Status step();
  [[nodiscard]] std::size_t steps() const { return steps_; }
  // The target's value on image().
  [[nodiscard]] Result<float> value();
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
