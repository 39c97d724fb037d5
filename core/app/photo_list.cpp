#include "app/photo_list.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>
#include <set>
#include <span>

#include "base/catch_bad_alloc.h"
#include "data/photo_names.h"
#include "image/decode.h"
#include "messages/app.h"
#include "messages/base.h"

namespace alexnet {
namespace {

using Kind = FolderEntry::Kind;

std::string joined(const std::string& folder, std::string_view name) {
  if (folder.empty() || folder.ends_with('/')) return folder + std::string(name);
  return folder + '/' + std::string(name);
}

bool is_photo(const std::string& path) {
  switch (photo_name(path)) {
    case PhotoName::kPhoto:
      return true;
    case PhotoName::kOther:
      return false;
    case PhotoName::kNoEnding:
      break;
  }
  const Result<SharedBytes> file = map_file(path);
  return file && image_size(file->bytes());
}

void add_photos(const std::string& folder, const std::vector<FolderEntry>& entries, std::vector<std::string>& photos) {
  for (const FolderEntry& entry : entries) {
    if (litter(entry.name) != Litter::kNone) continue;
    const std::string path = joined(folder, entry.name);
    if (entry.kind == Kind::kFile && is_photo(path)) photos.push_back(path);
    if (entry.kind != Kind::kFolder || entry.is_link) continue;
    if (const auto inner = list_folder(path)) add_photos(path, *inner, photos);
  }
}

// ---- Names and patterns -----------------------------------------------------------------------------------------------------

// The number of bytes of the first character of a text that is not empty.
std::size_t first_character_size(std::string_view text) {
  std::size_t size = 1;
  while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) ++size;
  return size;
}

struct ByteSet {
  bool contains = false;  // the byte that was looked for
  std::size_t size = 0;   // of the set in the pattern, with its brackets
};

// Reads the set at the begin of the pattern, which is `[`. Nothing if it has no end: the bracket then stands for itself.
std::optional<ByteSet> match_set(std::string_view pattern, char letter) {
  const bool is_complement = pattern.size() > 1 && (pattern[1] == '!' || pattern[1] == '^');
  const std::size_t first = is_complement ? 2 : 1;
  bool contains = false;
  for (std::size_t i = first; i < pattern.size(); ++i) {
    if (pattern[i] == ']' && i > first) return ByteSet{contains != is_complement, i + 1};
    const auto low = static_cast<unsigned char>(pattern[i]);
    auto high = low;
    if (i + 2 < pattern.size() && pattern[i + 1] == '-' && pattern[i + 2] != ']') {
      high = static_cast<unsigned char>(pattern[i + 2]);
      i += 2;
    }
    contains |= low <= static_cast<unsigned char>(letter) && static_cast<unsigned char>(letter) <= high;
  }
  return {};
}

// How many bytes of the pattern and of the name one step without a `*` matches; nothing if it does not match.
struct MatchedBytes {
  std::size_t pattern = 0, name = 0;
};
std::optional<MatchedBytes> match_one(std::string_view pattern, std::string_view name) {
  if (pattern.empty() || name.empty()) return {};
  if (pattern[0] == '?') return MatchedBytes{1, first_character_size(name)};
  if (pattern[0] == '[') {
    if (const auto set = match_set(pattern, name[0]))
      return set->contains ? std::optional<MatchedBytes>({set->size, 1}) : std::nullopt;
  }
  const std::size_t at = pattern[0] == '\\' && pattern.size() > 1 ? 1 : 0;
  return pattern[at] == name[0] ? std::optional<MatchedBytes>({at + 1, 1}) : std::nullopt;
}

// ---- Patterns of paths ------------------------------------------------------------------------------------------------------

std::vector<std::string_view> parts_of(std::string_view path) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin < path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    if (end > begin) parts.push_back(path.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

class Matcher {
 public:
  explicit Matcher(bool expands_folders) : expands_folders_(expands_folders) {}

  void match(const std::string& folder, std::span<const std::string_view> parts);
  [[nodiscard]] std::vector<std::string> take() { return std::move(photos_); }

 private:
  void add(const std::string& path) {
    if (known_.insert(path).second) photos_.push_back(path);
  }
  void add_last(const std::string& path, const FolderEntry& entry, bool is_plain_name);

  bool expands_folders_;
  std::vector<std::string> photos_;
  std::set<std::string> known_;  // two ways through `**` may lead to the same photo
};

void Matcher::add_last(const std::string& path, const FolderEntry& entry, bool is_plain_name) {
  if (entry.kind == Kind::kFile && (is_plain_name || is_photo(path))) add(path);
  if (entry.kind != Kind::kFolder || !expands_folders_) return;
  std::vector<std::string> inner;
  if (const auto entries = list_folder(path)) add_photos(path, *entries, inner);
  for (const std::string& photo : inner) add(photo);
}

// Adds the photos below `folder`, which is empty for the current one, that match the remaining parts of the pattern.
void Matcher::match(const std::string& folder, std::span<const std::string_view> parts) {
  const std::string_view part = parts[0];
  const bool is_any_depth = part == "**";
  const bool is_plain_name = !is_pattern(part);
  if (is_any_depth && parts.size() > 1) match(folder, parts.subspan(1));
  if (is_plain_name && parts.size() > 1) return match(joined(folder, part), parts.subspan(1));
  const auto entries = list_folder(folder.empty() ? "." : folder);
  if (!entries) return;
  for (const FolderEntry& entry : *entries) {
    if (entry.name.starts_with('.') && !part.starts_with('.')) continue;
    if (!is_plain_name && litter(entry.name) != Litter::kNone && !part.starts_with('.')) continue;
    const std::string path = joined(folder, entry.name);
    const bool is_folder = entry.kind == Kind::kFolder;
    if (is_any_depth && is_folder && !entry.is_link) match(path, parts);
    if (!matches_pattern(part, entry.name)) continue;
    if (parts.size() == 1) add_last(path, entry, is_plain_name);
    if (parts.size() > 1 && is_folder && !is_any_depth) match(path, parts.subspan(1));
  }
}

}  // namespace

bool is_pattern(std::string_view text) { return text.find_first_of("*?[") != std::string_view::npos; }

// After a mismatch, the last `*` takes one more byte and the rest is tried again; earlier ones need no second try.
bool matches_pattern(std::string_view pattern, std::string_view name) {
  std::optional<std::string_view> after_star;
  std::string_view rest;
  while (!name.empty() || !pattern.empty()) {
    if (pattern.starts_with('*')) {
      pattern.remove_prefix(1);
      after_star = pattern;
      rest = name;
    } else if (const auto step = match_one(pattern, name)) {
      pattern.remove_prefix(step->pattern);
      name.remove_prefix(step->name);
    } else if (after_star && !rest.empty()) {
      rest.remove_prefix(1);
      pattern = *after_star;
      name = rest;
    } else {
      return false;
    }
  }
  return true;
}

Result<std::vector<std::string>> photos_in_folder(const std::string& folder) {
  TRY_VALUE(const std::vector<FolderEntry> entries, list_folder(folder));
  std::vector<std::string> photos;
  add_photos(folder, entries, photos);
  if (photos.empty()) return fail<msg::kFolderWithoutPhoto>(folder);
  return photos;
}

Result<std::vector<std::string>> photos_matching(const std::string& pattern) {
  const std::vector<std::string_view> parts = parts_of(pattern);
  Matcher matcher(std::ranges::find(parts, "**") == parts.end());
  if (!parts.empty()) matcher.match(pattern.starts_with('/') ? "/" : "", parts);
  std::vector<std::string> photos = matcher.take();
  if (photos.empty()) return fail<msg::kPatternWithoutPhoto>(pattern);
  return photos;
}

Result<SharedBytes> read_standard_input() {
  return catch_bad_alloc("-", []() -> Result<SharedBytes> {
    std::vector<std::uint8_t> bytes;
    std::array<std::uint8_t, 1 << 16> piece;
    while (const std::size_t size = std::fread(piece.data(), 1, piece.size(), stdin))
      bytes.insert(bytes.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(size));
    if (std::ferror(stdin) != 0) return fail<msg::kFileNotRead>("-", std::strerror(errno));
    return SharedBytes(std::move(bytes));
  });
}

Result<std::vector<std::string>> photos_of_argument(const std::string& argument) {
  if (list_folder(argument)) return photos_in_folder(argument);
  if (is_pattern(argument) && !map_file(argument)) return photos_matching(argument);
  return std::vector<std::string>{argument};
}

}  // namespace alexnet
