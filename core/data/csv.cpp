#include "data/csv.h"

#include <algorithm>
#include <string_view>

#include "messages/data.h"

namespace alexnet {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Appends a character of Unicode as UTF-8.
void append(std::string& text, std::uint32_t character) {
  const auto rest = [&](int shift) { text += static_cast<char>(0x80 | (character >> shift & 0x3F)); };
  if (character < 0x80) {
    text += static_cast<char>(character);
  } else if (character < 0x800) {
    text += static_cast<char>(0xC0 | character >> 6), rest(0);
  } else if (character < 0x10000) {
    text += static_cast<char>(0xE0 | character >> 12), rest(6), rest(0);
  } else {
    text += static_cast<char>(0xF0 | character >> 18), rest(12), rest(6), rest(0);
  }
}

// Half of a pair without the other half becomes the replacement character.
std::string from_utf16(ByteSpan bytes, bool is_big_endian) {
  constexpr std::uint32_t kReplacement = 0xFFFD;
  const auto unit = [&](std::size_t i) {
    return static_cast<std::uint32_t>(bytes[i + (is_big_endian ? 0 : 1)] << 8 | bytes[i + (is_big_endian ? 1 : 0)]);
  };
  const auto is_high = [](std::uint32_t one) { return one >= 0xD800 && one < 0xDC00; };
  const auto is_low = [](std::uint32_t one) { return one >= 0xDC00 && one < 0xE000; };
  std::string text;
  for (std::size_t i = 0; i + 2 <= bytes.size(); i += 2) {
    const std::uint32_t one = unit(i);
    if (is_high(one) && i + 4 <= bytes.size() && is_low(unit(i + 2))) {
      append(text, 0x10000 + ((one & 0x3FF) << 10 | (unit(i + 2) & 0x3FF)));
      i += 2;
    } else {
      append(text, is_high(one) || is_low(one) ? kReplacement : one);
    }
  }
  return text;
}

char separator_of(std::string_view text) {
  const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
  char best = ',';
  for (const char separator : {';', '\t'})
    if (std::ranges::count(line, separator) > std::ranges::count(line, best)) best = separator;
  return best;
}

bool is_blank(char letter) { return letter == ' ' || letter == '\t'; }

// Takes a table apart from its start to its end.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text), separator_(separator_of(text)) {}

  Result<std::vector<CsvRow>> parse() {
    std::vector<CsvRow> rows;
    while (at_ < text_.size()) {
      CsvRow row{.line = line_, .fields = {}};
      do {
        TRY_VALUE(std::string field, parse_field());
        row.fields.push_back(std::move(field));
      } while (skip(separator_));
      skip_line_end();
      if (row.fields.size() > 1 || !row.fields.front().empty()) rows.push_back(std::move(row));
    }
    return rows;
  }

 private:
  [[nodiscard]] bool at_end_of_field() const {
    return at_ >= text_.size() || text_[at_] == separator_ || text_[at_] == '\n' || text_[at_] == '\r';
  }
  bool skip(char letter) {
    if (at_ >= text_.size() || text_[at_] != letter) return false;
    ++at_;
    return true;
  }
  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_]) && text_[at_] != separator_) ++at_;
  }
  void skip_line_end() {
    const bool returns = skip('\r');
    if (skip('\n') || returns) ++line_;
  }

  Result<std::string> parse_field() {
    skip_blanks();
    std::string field;
    if (at_ < text_.size() && text_[at_] == '"') {
      TRY_VALUE(field, parse_quoted());
      while (!at_end_of_field()) ++at_;  // nothing stands there in a valid table
      return field;
    }
    while (!at_end_of_field()) field += text_[at_++];
    while (!field.empty() && is_blank(field.back())) field.pop_back();
    return field;
  }
  Result<std::string> parse_quoted() {
    const std::size_t first_line = line_;
    std::string field;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '"') {
        ++at_;
        if (at_ >= text_.size() || text_[at_] != '"') return field;
      }
      if (text_[at_] == '\n') ++line_;
      field += text_[at_];
    }
    return fail<msg::kCsvQuoteOpen>("", first_line);
  }

  std::string_view text_;
  char separator_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

}  // namespace

Result<std::vector<CsvRow>> parse_csv(ByteSpan csv) {
  if (csv.size() >= 2 && (csv[0] ^ csv[1]) == (0xFE ^ 0xFF) && (csv[0] == 0xFE || csv[0] == 0xFF))
    return Parser(from_utf16(csv.subspan(2), csv[0] == 0xFE)).parse();
  std::string_view text(reinterpret_cast<const char*>(csv.data()), csv.size());
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return Parser(text).parse();
}

}  // namespace alexnet
