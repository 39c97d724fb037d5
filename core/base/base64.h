// Base64 (RFC 4648, section 4).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace alexnet {

// Returns the encoding of the bytes, padded with `=`.
[[nodiscard]] std::string to_base64(std::span<const std::uint8_t> bytes);

// The inverse. Returns nothing for a text that to_base64() does not return.
[[nodiscard]] std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text);

}  // namespace alexnet
