// Decodes image files with stb_image: JPEG, PNG, BMP, GIF (the first frame), PSD, TGA, PNM and HDR.
#pragma once

#include "base/error.h"
#include "base/file.h"
#include "data/image.h"

namespace alexnet {

// Larger images are refused before memory is allocated for them.
inline constexpr std::size_t kMaxPixels = 100'000'000;

// Decodes an image as a viewer shows it: the EXIF orientation is applied, transparency is composed over white, gray becomes RGB
// and 16-bit channels become 8-bit. A truncated file is an error, not a partly gray image. Thread-safe. Errors, without a
// location: kBadFormat (empty, truncated, damaged, not an image), kUnsupported (another image format), kTooLarge (more than
// kMaxPixels pixels), kOutOfMemory.
[[nodiscard]] Result<Image> decode(ByteSpan bytes);

struct ImageSize {
  std::size_t width = 0;
  std::size_t height = 0;
};
// Returns the size in the header, before the EXIF orientation is applied; does not decode pixels. Errors: those of decode.
[[nodiscard]] Result<ImageSize> image_size(ByteSpan bytes);

}  // namespace alexnet
