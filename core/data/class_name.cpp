#include "data/class_name.h"

#include "base/utf8.h"
#include "data/unicode.h"

namespace alexnet {

std::string class_name(std::string_view folder) {
  const std::size_t last = folder.find_last_not_of(" \t");
  if (last != std::string_view::npos) folder = folder.substr(0, last + 1);
  return to_composed(escape_invalid_utf8(folder));
}

std::string case_folded(std::string_view class_name) { return to_case_folded(class_name); }

}  // namespace alexnet
