// How errors name a part of a file: onnx: "conv1.weight".
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace alexnet {

// The beginning of `name`, which the file chose: nothing in it moves a terminal's cursor.
[[nodiscard]] inline std::string place_in(std::string_view format, std::string_view name) {
  std::string shown(name.substr(0, 100));
  std::ranges::replace_if(shown, [](char letter) { return (letter >= 0 && letter < 0x20) || letter == 0x7F; }, '?');
  return std::string(format) + ": \"" + shown + '"';
}

}  // namespace alexnet
