// Windows that slide over rows and columns: what convolution and pooling have in common.
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

// What happens to the rest when windows do not fit evenly: kDown drops it; kUp lets the last window hang over the end (Caffe's
// pooling), but never begin outside.
enum class Rounding { kDown, kUp };

// How many windows of `kernel` values, `stride` apart, fit on a side of `side` values (padding included); 0 if none does.
[[nodiscard]] constexpr std::size_t window_count(std::size_t side, std::size_t kernel, std::size_t stride,
                                                 Rounding rounding = Rounding::kDown) {
  if (side < kernel || kernel == 0 || stride == 0) return 0;
  const std::size_t slack = side - kernel;
  std::size_t count = slack / stride + 1;
  // One more, unless it would begin at or behind the end.
  if (rounding == Rounding::kUp && slack % stride != 0 && count * stride < side) ++count;
  return count;
}

}  // namespace alexnet
