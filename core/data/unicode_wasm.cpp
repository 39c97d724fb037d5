#include "data/photo_names.h"
#include "data/unicode.h"

namespace alexnet {

std::string to_composed(std::string_view text) { return std::string(text); }

std::string to_case_folded(std::string_view text) { return in_lower_case(text); }

}  // namespace alexnet
