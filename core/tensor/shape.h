// The lengths of a tensor's axes, outermost first. Images have the layout NHWC: [n batch][y row][x column][c channel].
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>

#include "base/check.h"

namespace alexnet {

// Returns the lengths as text: `[96, 11, 11, 3]`.
[[nodiscard]] inline std::string format_shape(std::span<const std::size_t> lengths) {
  std::string result = "[";
  for (std::size_t axis = 0; axis < lengths.size(); ++axis) result += (axis ? ", " : "") + std::to_string(lengths[axis]);
  return result + "]";
}

class Shape {
 public:
  static constexpr std::size_t kMaxRank = 4;

  Shape() = default;
  Shape(std::initializer_list<std::size_t> lengths) : Shape(std::span(lengths.begin(), lengths.size())) {}
  explicit Shape(std::span<const std::size_t> lengths) : rank_(lengths.size()) {
    CHECK(rank_ <= kMaxRank);
    for (std::size_t axis = 0; axis < rank_; ++axis) lengths_[axis] = lengths[axis];
  }

  [[nodiscard]] std::size_t rank() const { return rank_; }
  [[nodiscard]] std::size_t operator[](std::size_t axis) const { return lengths_[axis]; }
  [[nodiscard]] std::span<const std::size_t> lengths() const { return std::span(lengths_).first(rank_); }

  // Returns the number of elements; 1 for rank 0. Requires that it does not overflow.
  [[nodiscard]] std::size_t elements() const {
    std::size_t product = 1;
    for (const std::size_t length : lengths()) product *= length;
    return product;
  }

  [[nodiscard]] std::string to_string() const { return format_shape(lengths()); }

  friend bool operator==(const Shape&, const Shape&) = default;

 private:
  std::array<std::size_t, kMaxRank> lengths_{};
  std::size_t rank_ = 0;
};

}  // namespace alexnet
