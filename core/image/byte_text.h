// Looks at the first bytes of a file as text.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/file.h"

namespace alexnet {

[[nodiscard]] inline std::string_view as_text(ByteSpan bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Returns whether the file has `text` at byte `offset`.
[[nodiscard]] inline bool has_text_at(ByteSpan bytes, std::size_t offset, std::string_view text) {
  return bytes.size() >= offset && as_text(bytes.subspan(offset)).starts_with(text);
}

}  // namespace alexnet
