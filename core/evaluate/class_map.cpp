#include "evaluate/class_map.h"

#include <map>
#include <numeric>
#include <string_view>

namespace alexnet {
namespace {

constexpr std::size_t kShown = 5;

// `"kiwi", "zebra" and 3 more`
std::string listed(const std::vector<std::string>& names) {
  std::string result;
  for (std::size_t i = 0; i < std::min(names.size(), kShown); ++i) result += str_cat(i ? ", " : "", '"', names[i], '"');
  if (names.size() > kShown) result += str_cat(" and ", names.size() - kShown, " more");
  return result;
}

}  // namespace

Result<std::vector<std::size_t>> map_classes(const Model& model, const std::vector<std::string>& names) {
  if (model.labels.empty()) {
    if (names.size() != model.spec.classes)
      return fail(ErrorKind::kWrongShape, "classes", "the model tells ", model.spec.classes,
                  " classes without names apart, the photos have ", names.size());
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
      return fail(ErrorKind::kWrongShape, "classes", "the model has ", found->second.size(), " classes named \"", name, '"');
    } else {
      result.push_back(found->second.front());
    }
  }
  if (!unknown.empty())
    return fail(ErrorKind::kWrongShape, "classes", "the model does not know ", listed(unknown), "; it knows ",
                listed(model.labels));
  return result;
}

}  // namespace alexnet
