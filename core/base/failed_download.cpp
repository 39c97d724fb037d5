#include "base/failed_download.h"

#include <algorithm>
#include <string_view>

#include "base/bytes.h"

namespace alexnet {
namespace {

constexpr std::size_t kTextLength = 1024;

}  // namespace

std::string beginning_of_text(ByteSpan file) {
  const std::string_view begin = as_text(file.first(std::min(file.size(), kTextLength)));
  const std::size_t first = begin.find_first_not_of("\xEF\xBB\xBF \t\r\n");
  if (first == std::string_view::npos || begin.find('\0') != std::string_view::npos) return {};
  std::string lower(begin.substr(first));
  for (char& letter : lower) letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  return lower;
}

bool is_web_page(ByteSpan file) {
  const std::string text = beginning_of_text(file);
  if (!text.starts_with('<')) return false;
  const std::size_t page = std::min({text.find("<html"), text.find("<!doctype html"), text.find("<head"), text.find("<body")});
  return page != std::string::npos && page < text.find("<svg");
}

bool is_lfs_pointer(ByteSpan file) { return has_text_at(file, 0, "version https://git-lfs.github.com/spec/"); }

}  // namespace alexnet
