#include "app/output_file.h"

#include <algorithm>
#include <cctype>

#include "base/file.h"
#include "base/path.h"
#include "messages/app.h"

namespace alexnet {

Status check_output_file(const std::string& path, std::string_view ending) {
  std::string name = basename(path);
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (!name.ends_with(ending)) return fail<msg::kOutputName>("out", ending, path);
  const std::size_t slash = path.find_last_of('/');
  if (slash == std::string::npos || slash == 0) return {};
  TRY(list_folder(path.substr(0, slash)));
  return {};
}

}  // namespace alexnet
