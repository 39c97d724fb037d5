#include "data/split.h"

#include <algorithm>
#include <string>

#include "data/photo_names.h"

namespace alexnet {
namespace {

struct SplitName {
  std::string_view name;
  Split split;
};
constexpr SplitName kNames[] = {
    {"train", Split::kTraining},
    {"training", Split::kTraining},
    {"trn", Split::kTraining},
    {"val", Split::kValidation},
    {"valid", Split::kValidation},
    {"validation", Split::kValidation},
    {"validate", Split::kValidation},
    {"validating", Split::kValidation},
    {"dev", Split::kValidation},
    {"development", Split::kValidation},
    {"test", Split::kTest},
    {"testing", Split::kTest},
    {"tst", Split::kTest},
    {"holdout", Split::kTest},
    {"heldout", Split::kTest},
    {"eval", Split::kTest},
    {"evaluation", Split::kTest},
};

// Words that stand beside the name of a set and change nothing.
constexpr std::string_view kFillers[] = {"set",   "sets", "data", "dataset", "seg",   "split",  "images",
                                         "image", "imgs", "img",  "photos",  "photo", "folder", "dir"};

// Without what joins words, and without numbers at the beginning and the end.
std::string letters_of(std::string_view folder) {
  std::string letters = in_lower_case(folder);
  std::erase_if(letters, [](char c) { return c == '_' || c == '-' || c == ' ' || c == '.'; });
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  while (!letters.empty() && is_digit(letters.back())) letters.pop_back();
  letters.erase(letters.begin(), std::ranges::find_if_not(letters, is_digit));
  return letters;
}

std::optional<Split> split_of(std::string_view letters) {
  const auto found = std::ranges::find(kNames, letters, &SplitName::name);
  if (found != std::end(kNames)) return found->split;
  for (const std::string_view filler : kFillers) {
    if (letters.size() <= filler.size()) continue;
    if (letters.starts_with(filler))
      if (const auto split = split_of(letters.substr(filler.size()))) return split;
    if (letters.ends_with(filler))
      if (const auto split = split_of(letters.substr(0, letters.size() - filler.size()))) return split;
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(Split split) {
  constexpr std::array<std::string_view, kSplits.size()> kSplitNames = {"train", "validation", "test"};
  return kSplitNames[static_cast<std::size_t>(split)];
}

std::optional<Split> split_named(std::string_view folder) {
  constexpr std::size_t kLongest = 40;  // bounds the recursion
  return folder.size() > kLongest ? std::nullopt : split_of(letters_of(folder));
}

}  // namespace alexnet
