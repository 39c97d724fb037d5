// The matrices A, B and G of Winograd's algorithm (ops/winograd_tiles.h) for kernels of 3 and 5, computed at compile time.
//
// The finite interpolation points are the first ones of 0, 1, -1, 2, -2, 1/2, -1/2. Rows of all matrices are in the order of the
// points: the finite points of a short tile, infinity, then the finite point that only long tiles have. The rows of A and G are
// powers of the points, those of G divided by the product of the point's differences to the other points, which the rows of B^T lack.
// With k = 3 those products are of the points of a short tile, with k = 5 of a long one; tiles of the other kind correct them in B^T, so
// that G is the same for both.
#pragma once

#include <array>
#include <cstddef>

#include "ops/winograd_tiles.h"

namespace alexnet {

template <std::size_t Rows, std::size_t Columns>
struct Matrix {
  std::array<std::array<float, Columns>, Rows> at{};
};

template <std::size_t Rows, std::size_t Columns>
constexpr Matrix<Columns, Rows> transposed(const Matrix<Rows, Columns>& m) {
  Matrix<Columns, Rows> result;
  for (std::size_t r = 0; r < Rows; ++r)
    for (std::size_t c = 0; c < Columns; ++c) result.at[c][r] = m.at[r][c];
  return result;
}

inline constexpr std::array<double, 7> kInterpolationPoints = {0, 1, -1, 2, -2, 0.5, -0.5};

// What row `row` of a matrix stands for: infinity, or a number of kInterpolationPoints.
template <std::size_t Kernel>
constexpr bool is_infinity(std::size_t row) {
  return row + 1 == short_patch(Kernel);
}
template <std::size_t Kernel>
constexpr std::size_t finite_point(std::size_t row) {
  return row < short_patch(Kernel) ? row : row - 1;
}

// Returns the product of the differences of point `i` to the others of the first `points`.
constexpr double difference_product(std::size_t i, std::size_t points) {
  double product = 1;
  for (std::size_t j = 0; j < points; ++j)
    if (j != i) product *= kInterpolationPoints[i] - kInterpolationPoints[j];
  return product;
}

// Returns the product by which G divides the row of point `i`.
template <std::size_t Kernel>
constexpr double divisor(std::size_t i) {
  if (Kernel == 5) return difference_product(i, 7);
  return difference_product(i, i < 5 ? 5 : 6);
}

// Returns the coefficients of the product of (x - point) over the first `Points` points except number `skipped`. With skipped =
// Points, no point is skipped.
template <std::size_t Points>
constexpr std::array<double, Points + 1> product_without(std::size_t skipped) {
  std::array<double, Points + 1> result{1};
  std::size_t degree = 0;
  for (std::size_t i = 0; i < Points; ++i) {
    if (i == skipped) continue;
    ++degree;
    for (std::size_t d = degree; d > 0; --d) result[d] = result[d - 1] - kInterpolationPoints[i] * result[d];
    result[0] *= -kInterpolationPoints[i];
  }
  return result;
}

// Returns B^T, whose rows are these coefficients.
template <std::size_t Kernel, std::size_t Patch>
constexpr Matrix<Patch, Patch> interpolation_matrix() {
  Matrix<Patch, Patch> result;
  for (std::size_t row = 0; row < Patch; ++row) {
    const std::size_t point = finite_point<Kernel>(row);
    const auto coefficients = product_without<Patch - 1>(is_infinity<Kernel>(row) ? Patch - 1 : point);
    const double factor = is_infinity<Kernel>(row) ? 1 : divisor<Kernel>(point) / difference_product(point, Patch - 1);
    for (std::size_t c = 0; c < Patch; ++c) result.at[row][c] = static_cast<float>(coefficients[c] * factor);
  }
  return result;
}

// Returns A or G (`divided`). At infinity only the highest power counts.
template <std::size_t Kernel, std::size_t Patch, std::size_t Columns>
constexpr Matrix<Patch, Columns> powers(bool divided) {
  Matrix<Patch, Columns> result;
  for (std::size_t row = 0; row < Patch; ++row) {
    if (is_infinity<Kernel>(row)) {
      result.at[row][Columns - 1] = 1;
      continue;
    }
    const std::size_t point = finite_point<Kernel>(row);
    double power = divided ? 1 / divisor<Kernel>(point) : 1;
    for (std::size_t c = 0; c < Columns; ++c, power *= kInterpolationPoints[point])
      result.at[row][c] = static_cast<float>(power);
  }
  return result;
}

// For tiles that are long or short in one dimension.
template <std::size_t Kernel, bool IsLong>
inline constexpr std::size_t kPatch = short_patch(Kernel) + (IsLong ? 1 : 0);
template <std::size_t Kernel, bool IsLong>
inline constexpr auto kInput = interpolation_matrix<Kernel, kPatch<Kernel, IsLong>>();  // B^T
template <std::size_t Kernel, bool IsLong>
inline constexpr auto kWeight = powers<Kernel, kPatch<Kernel, IsLong>, Kernel>(/*divided=*/true);  // G
template <std::size_t Kernel, bool IsLong>
inline constexpr auto kWeightGradient = transposed(kWeight<Kernel, IsLong>);
template <std::size_t Kernel, bool IsLong>
inline constexpr auto kOutputGradient =
    powers<Kernel, kPatch<Kernel, IsLong>, kPatch<Kernel, IsLong> + 1 - Kernel>(/*divided=*/false);  // A
template <std::size_t Kernel, bool IsLong>
inline constexpr auto kOutput = transposed(kOutputGradient<Kernel, IsLong>);

}  // namespace alexnet
