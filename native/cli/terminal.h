// What standard output shows on a terminal only: colors and bars.
#pragma once

#include <string>
#include <string_view>

namespace alexnet::cli {

// Returns whether standard output is a terminal.
[[nodiscard]] bool is_terminal_output();

enum class TextStyle { kBold, kDim, kYellow };
// Returns the text in that style, or as it is if standard output is no terminal, TERM is `dumb` or NO_COLOR is set (no-color.org).
[[nodiscard]] std::string styled(std::string_view text, TextStyle style);

}  // namespace alexnet::cli
