// Whether numbers are numbers.
#pragma once

#include <cstddef>
#include <span>

namespace alexnet {

// The position of the first NaN or infinity, or values.size() where there is none. Memory speed.
[[nodiscard]] std::size_t first_non_finite(std::span<const float> values);

}  // namespace alexnet
