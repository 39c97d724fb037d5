// The few things that a page needs to be written safely: every name in it may be anything.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "data/image.h"

namespace alexnet {

// Text for HTML, between tags or in a quoted attribute: the five special characters escaped, control characters and bytes that
// are no UTF-8 replaced by U+FFFD.
[[nodiscard]] std::string escape_html(std::string_view text);

// RFC 4648, section 4.
[[nodiscard]] std::string base64(std::string_view bytes);

// `data:image/jpeg;base64,…`; the errors of encode_jpeg.
[[nodiscard]] Result<std::string> jpeg_data_url(const Image& image, int quality);

// With `decimals` digits behind the point, or `not a number`: no dot becomes a comma, whatever the locale.
[[nodiscard]] std::string decimal(double value, int decimals);
// 93.1 %
[[nodiscard]] std::string percent(double share);

}  // namespace alexnet
