// stb_image behind the interface of the readers.
#pragma once

#include <string_view>

#include "base/error.h"
#include "base/file.h"
#include "image/decode.h"
#include "image/reader.h"

namespace alexnet {

// Returns the size in the header of a file of the format `format`.
[[nodiscard]] Result<ImageSize> stb_size(std::string_view format, ByteSpan bytes);

// Decodes a file of which some of stb_image's decoders would return a part without an error: a missing end is one.
[[nodiscard]] Result<DecodedPixels> stb_decode(std::string_view format, ByteSpan bytes);

}  // namespace alexnet
