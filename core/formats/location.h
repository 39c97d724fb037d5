// How errors name a part of a file: onnx: "conv1.weight".
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace alexnet {

// A name of the file as a message may show it: short, and without what would upset a terminal.
[[nodiscard]] inline std::string quoted(std::string_view name) {
  constexpr std::size_t kShown = 100;
  std::string shown(name.substr(0, kShown));
  if (name.size() > kShown) {
    while (!shown.empty() && (shown.back() & 0x80) != 0) shown.pop_back();  // no half of a character
    shown += "...";
  }
  for (char& letter : shown) {
    if (static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F) letter = '?';
  }
  return '"' + shown + '"';
}

[[nodiscard]] inline std::string location_in(std::string_view format, std::string_view name) {
  return std::string(format) + ": " + quoted(name);
}

}  // namespace alexnet
