// Names the content of files that no reader of this build reads: other image formats, archives, web pages, videos.
#pragma once

#include "base/error.h"
#include "base/file.h"

namespace alexnet {

// Returns why a file that no reader recognizes is refused: kUnsupported, with the name of its format if that is known, else
// kBadFormat with its first bytes. A file that is compressed with gzip is named by what is inside it.
[[nodiscard]] std::unexpected<Error> foreign_format_error(ByteSpan bytes);

}  // namespace alexnet
