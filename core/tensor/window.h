// The geometry of sliding windows, which convolution and pooling share.
#pragma once

#include <cstddef>

namespace alexnet {

struct Padding {
  std::size_t top = 0;
  std::size_t left = 0;
  std::size_t bottom = 0;
  std::size_t right = 0;
  friend bool operator==(const Padding&, const Padding&) = default;
};
[[nodiscard]] constexpr Padding same_padding(std::size_t p) { return {p, p, p, p}; }

// How the number of windows is rounded if the stride does not divide the input evenly: kDown ignores the last values; kUp adds
// a window that extends past the end (Caffe's pooling), provided that it begins inside the input.
enum class Rounding { kDown, kUp };

// Returns the number of windows of `kernel` values, `stride` apart, along an axis of `side` values (padding included); 0 if the
// kernel does not fit.
[[nodiscard]] constexpr std::size_t window_count(std::size_t side, std::size_t kernel, std::size_t stride,
                                                 Rounding rounding = Rounding::kDown) {
  if (side < kernel || kernel == 0 || stride == 0) return 0;
  const std::size_t last_begin = side - kernel;
  std::size_t count = last_begin / stride + 1;
  // One more window, unless it would begin at or after the end.
  if (rounding == Rounding::kUp && last_begin % stride != 0 && count * stride < side) ++count;
  return count;
}

}  // namespace alexnet
