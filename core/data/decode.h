// Bytes of a photo to an Image. JPEG, PNG, BMP, GIF (its first frame), PSD, TGA, PNM and HDR, by stb_image.
#pragma once

#include "base/error.h"
#include "base/file.h"
#include "data/image.h"

namespace alexnet {

// A header that promises more is refused before memory is taken for it.
inline constexpr std::size_t kMaxPixels = 100'000'000;

// The image as a person would see it: turned as its EXIF orientation says, transparency laid over white, gray as RGB, 16 bits
// brought to 8. Errors: kBadFormat (empty, truncated, not a image), kTooLarge (over kMaxPixels), kOutOfMemory. Thread-safe.
// A JPEG that is cut short in its pixels is an error, not a half-gray image.
[[nodiscard]] Result<Image> decode(ByteSpan bytes);

struct ImageSize {
  std::size_t width = 0;
  std::size_t height = 0;
};
// From the header alone, before any turn by EXIF. The same errors as decode.
[[nodiscard]] Result<ImageSize> image_size(ByteSpan bytes);

}  // namespace alexnet
