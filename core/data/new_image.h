// An image of a given size, or an error when there is no memory for it.
#pragma once

#include <cstdint>
#include <cstdlib>

#include "base/error.h"
#include "data/image.h"

namespace alexnet {

// Whether a block of `bytes` can be had. Asked ahead of a std::vector, which could only tell by an exception, and exceptions
// may be switched off.
[[nodiscard]] inline bool memory_available(std::uint64_t bytes) {
  if (bytes > SIZE_MAX) return false;
  void* volatile probe = std::malloc(static_cast<std::size_t>(bytes));  // volatile: else the pair is optimized away
  const bool available = probe != nullptr || bytes == 0;
  std::free(probe);
  return available;
}

// Black pixels; sides of at most 2^30. kOutOfMemory, or an image.
[[nodiscard]] inline Result<Image> new_image(std::size_t width, std::size_t height) {
  const std::uint64_t bytes = std::uint64_t{width} * height * 3;
  if (!memory_available(bytes)) {
    return fail(ErrorKind::kOutOfMemory, "", "no memory for a picture of ", width, " x ", height, " pixels");
  }
  return Image{width, height, std::vector<std::uint8_t>(static_cast<std::size_t>(bytes))};
}

}  // namespace alexnet
