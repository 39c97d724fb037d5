// Random shapes and values for comparing an op with a naive loop. The seed is fixed, so that a failing case can be repeated.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "base/rng.h"

namespace alexnet {

inline constexpr std::uint64_t kSeed = 20120930;
inline constexpr int kRandomCases = 200;

class RandomCase {
 public:
  explicit RandomCase(int number) : stream_(static_cast<std::uint64_t>(number)) {}

  // Returns an integer in [low, high].
  std::size_t between(std::size_t low, std::size_t high) {
    return low + random_words(kSeed, stream_, index_++)[0] % (high - low + 1);
  }
  bool coin() { return between(0, 1) == 1; }
  // Returns a number of threads: mostly 2, sometimes 3 or 4, which are slow on a machine with two cores.
  std::size_t several_threads() { return between(1, 10) == 1 ? between(3, 4) : 2; }
  // Returns `count` values of the standard normal distribution, followed by zeros that an op may read.
  std::vector<float> values(std::size_t count) {
    std::vector<float> result(count + 32);
    for (std::size_t i = 0; i < count; ++i) result[i] = random_normal(kSeed, stream_, index_++);
    return result;
  }

 private:
  std::uint64_t stream_;
  std::uint64_t index_ = 0;
};

// Returns the largest difference, relative to the largest expected magnitude or 1, whichever is larger.
inline double relative_error(std::span<const float> found, std::span<const double> expected) {
  double worst = 0;
  double scale = 1;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    worst = std::max(worst, std::abs(static_cast<double>(found[i]) - expected[i]));
    scale = std::max(scale, std::abs(expected[i]));
  }
  return worst / scale;
}

}  // namespace alexnet
