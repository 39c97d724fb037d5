// The one EXIF fact that a classifier needs: which way up the camera was held.
#pragma once

#include "base/error.h"
#include "base/file.h"
#include "data/image.h"

namespace alexnet {

// Tag 0x0112 of EXIF 2.32, section 4.6.4: 1 upright, 2 mirrored, 3 turned by 180 degrees, 4 mirrored top to bottom, 5
// transposed, 6 to be turned clockwise by 90 degrees, 7 transversed, 8 to be turned anticlockwise by 90 degrees. 1 wherever a
// JPEG says nothing, says nonsense, or the bytes are no JPEG. Never reads outside `bytes`.
[[nodiscard]] int exif_orientation(ByteSpan bytes);

// The image turned upright; `orientation` in 1..8. kOutOfMemory, or an image.
[[nodiscard]] Result<Image> apply_orientation(Image image, int orientation);

}  // namespace alexnet
