// Checks a backward pass with finite differences along a random direction, so that two forward passes test all values of a
// gradient at once.
#pragma once

#include <gtest/gtest.h>

#include <span>
#include <vector>

#include "support/random_case.h"

namespace alexnet {

inline std::vector<double> to_doubles(std::span<const float> values) { return {values.begin(), values.end()}; }

// Expects dx to be the gradient of sum(dy * forward(x)) with respect to x: the derivative of that sum along a direction is the
// dot product of dx and the direction. forward(x) is a reference implementation on std::vector<double>; dy must have at least
// as many values as it returns. `step` should be small if the derivative of forward is not continuous.
template <typename Forward>
void expect_gradient(const Forward& forward, const std::vector<double>& x, std::span<const float> dy, std::span<const float> dx,
                     RandomCase& random, double step = 1e-5) {
  const std::vector<float> direction = random.values(x.size());
  const auto sum_at = [&](double distance) {
    std::vector<double> moved = x;
    for (std::size_t i = 0; i < x.size(); ++i) moved[i] += distance * direction[i];
    const std::vector<double> y = forward(moved);
    double sum = 0;
    for (std::size_t i = 0; i < y.size(); ++i) sum += y[i] * dy[i];
    return sum;
  };
  double expected = 0, scale = 1;
  for (std::size_t i = 0; i < x.size(); ++i) {
    expected += double{dx[i]} * direction[i];
    scale += std::abs(double{dx[i]} * direction[i]);
  }
  EXPECT_NEAR((sum_at(step) - sum_at(-step)) / (2 * step) / scale, expected / scale, 1e-5);
}

}  // namespace alexnet
