// Functions on paths, as strings.
#pragma once

#include <string>
#include <string_view>

namespace alexnet {

// Returns the last component of a path, ignoring slashes at its end; the path itself if it consists of slashes or is empty.
[[nodiscard]] inline std::string basename(std::string_view path) {
  const std::size_t end = path.find_last_not_of('/');
  if (end == std::string_view::npos) return std::string(path);
  path = path.substr(0, end + 1);
  return std::string(path.substr(path.find_last_of('/') + 1));
}

}  // namespace alexnet
