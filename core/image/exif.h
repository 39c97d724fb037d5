// The EXIF orientation of a photo: how the camera was held.
#pragma once

#include "base/error.h"
#include "base/file.h"
#include "image/image.h"

namespace alexnet {

// Returns tag 0x0112 of EXIF 2.32, section 4.6.4: 1 upright, 2 mirrored, 3 rotated by 180 degrees, 4 mirrored top to bottom, 5
// transposed, 6 to be rotated clockwise by 90 degrees, 7 transversed, 8 to be rotated counterclockwise by 90 degrees. Returns 1
// if the tag is missing or invalid, or if `bytes` is not a JPEG.
[[nodiscard]] int exif_orientation(ByteSpan bytes);

// Returns the image rotated or mirrored to be upright. Requires `orientation` in 1..8. Error: kOutOfMemory.
[[nodiscard]] Result<Image> apply_orientation(Image image, int orientation);

}  // namespace alexnet
