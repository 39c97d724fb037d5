#include "data/photo_names.h"

#include <algorithm>

#include "base/path.h"

namespace alexnet {
namespace {

// The files and folders of photo_names.inc, one array for each kind of row.
#define LITTER(name)
#define REPORTED_LITTER(name)
#define PHOTO_ENDING(name) name,
constexpr std::string_view kPhotoEndings[] = {
#include "data/photo_names.inc"
};
#undef PHOTO_ENDING
#undef LITTER
#define PHOTO_ENDING(name)
#define LITTER(name) name,
constexpr std::string_view kLitter[] = {
#include "data/photo_names.inc"
};
#undef LITTER
#undef REPORTED_LITTER
#define LITTER(name)
#define REPORTED_LITTER(name) name,
constexpr std::string_view kReportedLitter[] = {
#include "data/photo_names.inc"
};
#undef REPORTED_LITTER
#undef LITTER
#undef PHOTO_ENDING

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
bool is_letter_or_digit(char letter) { return is_digit(letter) || (letter >= 'a' && letter <= 'z'); }

}  // namespace

std::string in_lower_case(std::string_view name) {
  std::string lower(name);
  for (char& letter : lower) letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  return lower;
}

PhotoName photo_name(std::string_view name) {
  const std::string lower = in_lower_case(basename(name));
  std::string_view rest = lower;
  while (true) {
    const std::size_t dot = rest.rfind('.');
    if (dot == std::string_view::npos) return PhotoName::kNoEnding;
    std::string_view ending = rest.substr(dot + 1);
    rest = rest.substr(0, dot);
    if (std::ranges::all_of(ending, is_digit) && !ending.empty()) continue;
    ending = ending.substr(0, static_cast<std::size_t>(std::ranges::find_if_not(ending, is_letter_or_digit) - ending.begin()));
    return std::ranges::find(kPhotoEndings, ending) != std::end(kPhotoEndings) ? PhotoName::kPhoto : PhotoName::kOther;
  }
}

Litter litter(std::string_view name) {
  if (name.starts_with('.')) return Litter::kIgnored;
  const std::string lower = in_lower_case(name);
  if (std::ranges::find(kReportedLitter, lower) != std::end(kReportedLitter)) return Litter::kReported;
  return std::ranges::find(kLitter, lower) != std::end(kLitter) ? Litter::kIgnored : Litter::kNone;
}

}  // namespace alexnet
