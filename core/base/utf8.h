// Text from outside the program that may not be UTF-8, such as the names of files of an old archive.
#pragma once

#include <string>
#include <string_view>

namespace alexnet {

// Returns whether the bytes are valid UTF-8: no overlong forms, surrogates, or values above U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view bytes);

// Returns the bytes as valid UTF-8: each byte that is not part of it becomes `\xHH` with two capital hexadecimal digits. So that
// this can be reversed, a backslash before an `x` becomes `\x5C`. Other text is unchanged.
[[nodiscard]] std::string escape_invalid_utf8(std::string_view bytes);

// Returns the bytes of which escape_invalid_utf8() made `text`.
[[nodiscard]] std::string unescape_invalid_utf8(std::string_view text);

}  // namespace alexnet
