#include "terminal.h"

#include <unistd.h>

#include <cstdlib>

namespace alexnet::cli {
namespace {

bool has_colors() {
  const char* no_color = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  return is_terminal_output() && (no_color == nullptr || *no_color == '\0') && terminal != nullptr &&
         std::string_view(terminal) != "dumb";
}

std::string_view escape_sequence(TextStyle style) {
  switch (style) {
    case TextStyle::kBold:
      return "\033[1m";
    case TextStyle::kDim:
      return "\033[2m";
    case TextStyle::kYellow:
      return "\033[33m";
  }
  return "";
}

}  // namespace

bool is_terminal_output() { return isatty(STDOUT_FILENO) == 1; }

std::string styled(std::string_view text, TextStyle style) {
  static const bool colors = has_colors();
  return colors ? std::string(escape_sequence(style)) + std::string(text) + "\033[0m" : std::string(text);
}

}  // namespace alexnet::cli
