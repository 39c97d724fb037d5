#include "evaluate/class_map.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <string_view>

#include "messages/evaluate.h"

namespace alexnet {
namespace {

constexpr std::size_t kMaxNames = 5;

// Joins names for a message: `"kiwi", "zebra" and 3 more`.
std::string list_names(const std::vector<std::string>& names) {
  std::string result;
  for (std::size_t i = 0; i < std::min(names.size(), kMaxNames); ++i) result += str_cat(i ? ", " : "", '"', names[i], '"');
  if (names.size() > kMaxNames) result += str_cat(" and ", names.size() - kMaxNames, " more");
  return result;
}

}  // namespace

Result<std::vector<std::size_t>> map_classes(const Model& model, const std::vector<std::string>& names) {
  if (model.labels.empty()) {
    if (names.size() != model.spec.classes) return fail<msg::kClassCountMismatch>("classes", model.spec.classes, names.size());
    std::vector<std::size_t> order(names.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    return order;
  }
  std::map<std::string_view, std::vector<std::size_t>> known;
  for (std::size_t i = 0; i < model.labels.size(); ++i) known[model.labels[i]].push_back(i);
  std::vector<std::size_t> result;
  std::vector<std::string> unknown;
  for (const std::string& name : names) {
    const auto found = known.find(name);
    if (found == known.end()) {
      unknown.push_back(name);
    } else if (found->second.size() > 1) {
      return fail<msg::kClassNameAmbiguous>("classes", found->second.size(), name);
    } else {
      result.push_back(found->second.front());
    }
  }
  if (!unknown.empty()) return fail<msg::kClassNamesUnknown>("classes", list_names(unknown), list_names(model.labels));
  return result;
}

}  // namespace alexnet
