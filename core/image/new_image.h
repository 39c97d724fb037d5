// Allocates images and what readers return, with an error instead of an exception if there is no memory.
#pragma once

#include <cstdint>
#include <cstdlib>

#include "base/error.h"
#include "image/image.h"
#include "image/reader.h"
#include "messages/image.h"

namespace alexnet {

// Returns whether a block of `bytes` bytes can be allocated. Call this before a std::vector allocates: it reports a failure by
// an exception only, and exceptions are disabled in the browser.
[[nodiscard]] inline bool memory_available(std::uint64_t bytes) {
  if (bytes > SIZE_MAX) return false;
  void* volatile probe =
      std::malloc(static_cast<std::size_t>(bytes));  // volatile, because the compiler may remove the pair of calls otherwise
  const bool available = probe != nullptr || bytes == 0;
  std::free(probe);
  return available;
}

// Returns a black image of width x height pixels, or kOutOfMemory. Requires sides of at most 2^30.
[[nodiscard]] inline Result<Image> new_image(std::size_t width, std::size_t height) {
  const std::uint64_t bytes = std::uint64_t{width} * height * 3;
  if (!memory_available(bytes)) return fail<msg::kImageMemory>("", width, height);
  return Image{width, height, std::vector<std::uint8_t>(static_cast<std::size_t>(bytes))};
}

// Returns pixels of zeros, upright and without a profile, or kOutOfMemory. Requires sides of at most 2^30.
[[nodiscard]] inline Result<DecodedPixels> new_pixels(std::size_t width, std::size_t height, PixelFormat format) {
  const std::uint64_t bytes = std::uint64_t{width} * height * channels_of(format);
  if (!memory_available(bytes)) return fail<msg::kImageMemory>("", width, height);
  DecodedPixels pixels{.width = width, .height = height, .format = format};
  pixels.values.resize(static_cast<std::size_t>(bytes));
  return pixels;
}

// Returns what a decoder needs that takes `bytes_per_pixel` for an image of this size; 0 if the size is an error.
[[nodiscard]] inline std::uint64_t memory_of_pixels(const Result<ImageSize>& size, double bytes_per_pixel) {
  if (!size) return 0;
  const double bytes = bytes_per_pixel * static_cast<double>(size->width) * static_cast<double>(size->height);
  return static_cast<std::uint64_t>(bytes < 1e18 ? bytes : 1e18);
}

}  // namespace alexnet
