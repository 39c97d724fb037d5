// Functions that write text and numbers into an HTML page safely. Names may contain any bytes.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "image/image.h"

namespace alexnet {

// Returns the text for use between tags or in a quoted attribute: the five special characters are escaped; control characters
// and bytes that are not valid UTF-8 are replaced by U+FFFD.
[[nodiscard]] std::string escape_html(std::string_view text);

// Returns the image as a JPEG in a URL, `data:image/jpeg;base64,…`. `quality` is 1 to 100. The errors of encode_jpeg.
[[nodiscard]] Result<std::string> jpeg_data_url(const Image& image, int quality);

// Returns the number with `decimals` digits after the decimal point, which is a dot in every locale, or "not a number".
[[nodiscard]] std::string decimal(double value, int decimals);
// Returns for example "93.1 %" for 0.931.
[[nodiscard]] std::string percent(double share);

}  // namespace alexnet
