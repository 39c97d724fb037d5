// How errors name a part of a file: `onnx: "conv1.weight"`.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace alexnet {

// Returns text from a file so that a message may show it: at most 100 bytes and "...", with '?' for each control character,
// since a file is not trusted and a terminal interprets control characters.
[[nodiscard]] inline std::string shortened(std::string_view text) {
  constexpr std::size_t kShown = 100;
  std::string shown(text.substr(0, kShown));
  if (text.size() > kShown) {
    while (!shown.empty() && (shown.back() & 0x80) != 0) shown.pop_back();  // never ends within a UTF-8 character
    shown += "...";
  }
  for (char& letter : shown) {
    if (static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F) letter = '?';
  }
  return shown;
}

// Returns a name from a file, shortened and in quotes. (A function `quoted` would lose to std::quoted in overload resolution.)
[[nodiscard]] inline std::string quoted_name(std::string_view name) { return '"' + shortened(name) + '"'; }

// Returns the location of an error: the format, then the quoted name of the tensor, layer or entry.
[[nodiscard]] inline std::string location_in(std::string_view format, std::string_view name) {
  return std::string(format) + ": " + quoted_name(name);
}

// The same with the type of a layer: `keras: Conv2D "conv1"`.
[[nodiscard]] inline std::string location_in(std::string_view format, std::string_view type, std::string_view name) {
  return std::string(format) + ": " + shortened(type) + ' ' + quoted_name(name);
}

}  // namespace alexnet
