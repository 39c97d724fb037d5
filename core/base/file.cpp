#include "base/file.h"

#include "base/memory.h"

namespace alexnet {

SharedBytes::SharedBytes(std::vector<std::uint8_t> bytes) {
  auto owner = std::make_shared<std::vector<std::uint8_t>>(std::move(bytes));
  bytes_ = *owner;
  owner_ = std::move(owner);
}

SharedBytes SharedBytes::from_allocation(void* block, std::size_t size) {
  return {ByteSpan(static_cast<const std::uint8_t*>(block), size),
          std::shared_ptr<const void>(block, [](const void* owned) { free_memory(const_cast<void*>(owned)); })};
}

}  // namespace alexnet
