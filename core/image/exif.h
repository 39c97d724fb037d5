// The orientation of a photo: how the camera was held. It stands in EXIF, and in XMP, which counts only where EXIF has none.
//
// The numbers are those of tag 0x0112 of EXIF 2.32, section 4.6.4: 1 upright, 2 mirrored, 3 rotated by 180 degrees, 4 mirrored top
// to bottom, 5 transposed, 6 to be rotated clockwise by 90 degrees, 7 transversed, 8 to be rotated counterclockwise by 90 degrees.
#pragma once

#include <optional>
#include <string_view>

#include "base/error.h"
#include "base/file.h"
#include "image/image.h"

namespace alexnet {

// Returns the orientation in EXIF metadata, a TIFF structure of either byte order that may have `Exif\0\0` before it: eXIf of a
// PNG, EXIF of a WebP, APP1 of a JPEG. Any integer type counts, as in Pillow; the standard's is SHORT. nullopt if the orientation is
// missing or invalid.
[[nodiscard]] std::optional<int> orientation_of_exif(ByteSpan exif);

// Returns the property tiff:Orientation of an XMP packet in UTF-8, an attribute or an element. nullopt if it is missing or invalid.
[[nodiscard]] std::optional<int> orientation_of_xmp(std::string_view packet);

// Returns the orientation in the APP1 segments of a JPEG; 1 if there is none. `jpeg` may be damaged or not be a JPEG.
[[nodiscard]] int jpeg_orientation(ByteSpan jpeg);

// Returns the image rotated or mirrored to be upright. Requires `orientation` in 1..8. Error: kOutOfMemory.
[[nodiscard]] Result<Image> apply_orientation(Image image, int orientation);

}  // namespace alexnet
