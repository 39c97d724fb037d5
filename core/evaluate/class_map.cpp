#include "evaluate/class_map.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <string>

#include "data/class_name.h"
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

// The indices of the classes of a name.
using ClassIndices = std::map<std::string, std::vector<std::size_t>>;

template <typename Key>
ClassIndices index_classes(const std::vector<std::string>& names, const Key& key_of) {
  ClassIndices indices;
  for (std::size_t i = 0; i < names.size(); ++i) indices[key_of(names[i])].push_back(i);
  return indices;
}

const std::vector<std::size_t>* find_in(const ClassIndices& indices, const std::string& key) {
  const auto found = indices.find(key);
  return found == indices.end() ? nullptr : &found->second;
}

}  // namespace

Result<std::vector<std::size_t>> map_classes(const Model& model, const std::vector<std::string>& names) {
  if (model.labels.empty()) {
    if (names.size() != model.spec.classes) return fail<msg::kClassCountMismatch>("classes", model.spec.classes, names.size());
    std::vector<std::size_t> order(names.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    return order;
  }
  const ClassIndices exact = index_classes(model.labels, [](const std::string& name) { return name; });
  const ClassIndices folded =
      index_classes(model.labels, [](const std::string& name) { return case_folded(class_name(name)); });
  std::vector<std::size_t> result;
  std::vector<std::string> unknown;
  for (const std::string& name : names) {
    const std::vector<std::size_t>* found = find_in(exact, name);
    if (found == nullptr) found = find_in(folded, case_folded(class_name(name)));
    if (found == nullptr) {
      unknown.push_back(name);
    } else if (found->size() > 1) {
      return fail<msg::kClassNameAmbiguous>("classes", found->size(), name);
    } else {
      result.push_back(found->front());
    }
  }
  if (!unknown.empty()) return fail<msg::kClassNamesUnknown>("classes", list_names(unknown), list_names(model.labels));
  return result;
}

}  // namespace alexnet
