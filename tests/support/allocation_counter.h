// Counts the allocations of operator new. A program that links it has its new and delete replaced. Under the thread sanitizer
// the count is always 0.
#pragma once

#include <cstddef>

namespace alexnet::testing {

// Returns the number of allocations since the program started.
[[nodiscard]] std::size_t allocation_count();

}  // namespace alexnet::testing
