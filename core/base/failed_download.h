// Files that stand where a download should have brought another.
#pragma once

#include <string>

#include "base/file.h"

namespace alexnet {

// Returns the first 1,024 bytes of a file that is text, in lower case, without a byte order mark and spaces before them; "" for a
// file whose beginning holds a zero byte.
[[nodiscard]] std::string beginning_of_text(ByteSpan file);

// Returns whether a file is a web page (HTML), judged by the tags at its beginning. An SVG drawing is none.
[[nodiscard]] bool is_web_page(ByteSpan file);

// Returns whether a file is what Git LFS leaves in place of one that it has not fetched.
[[nodiscard]] bool is_lfs_pointer(ByteSpan file);

}  // namespace alexnet
