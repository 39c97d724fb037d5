// Checks arrays for NaN and infinity.
#pragma once

#include <cstddef>
#include <span>

namespace alexnet {

// Returns the index of the first value that is NaN or infinite, or values.size() if all are finite. Runs at memory speed.
[[nodiscard]] std::size_t first_non_finite(std::span<const float> values);

}  // namespace alexnet
