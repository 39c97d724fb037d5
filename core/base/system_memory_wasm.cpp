#include <emscripten/heap.h>
#include <unistd.h>

#include "base/memory.h"

namespace alexnet {

// Freed blocks below the end of the heap may be reused, too, but may be too small: they are not counted.
SystemMemory system_memory() {
  const std::uint64_t total = emscripten_get_heap_max();
  const auto used = reinterpret_cast<std::uintptr_t>(sbrk(0));
  return {.total = total, .available = total - used};
}

}  // namespace alexnet
