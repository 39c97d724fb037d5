// The error of a file that ends too early.
#pragma once

#include <string_view>

#include "base/error.h"
#include "base/file.h"
#include "messages/image.h"

namespace alexnet {

// kBadFormat without a location.
[[nodiscard]] inline std::unexpected<Error> truncation_error(std::string_view name, ByteSpan bytes) {
  return fail<msg::kImageTruncated>("", name, bytes.size());
}

}  // namespace alexnet
