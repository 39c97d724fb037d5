// Decodes a photo as the program did when PyTorch computed the logits of photos: by stb_image, whose pixels differ from those of
// libjpeg-turbo by up to 3 levels.
#pragma once

#include "base/file.h"
#include "image/image.h"

namespace alexnet::testing {

// Returns an image without pixels if the file is not a JPEG.
[[nodiscard]] Image decode_by_stb(ByteSpan jpeg);

}  // namespace alexnet::testing
