// How often the program has allocated through C++'s new: linked in, it replaces new and delete. Under the thread
// sanitizer always 0: the other presets count.
#pragma once

#include <cstddef>

namespace alexnet::testing {

[[nodiscard]] std::size_t allocation_count();

}  // namespace alexnet::testing
