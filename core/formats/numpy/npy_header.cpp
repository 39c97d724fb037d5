#include "formats/numpy/npy_header.h"

#include <algorithm>

#include "formats/location.h"
#include "messages/formats.h"
#include "tensor/shape.h"

namespace alexnet {
namespace {

class NpyHeaderParser {
 public:
  explicit NpyHeaderParser(std::string_view text) : rest_(text) {}

  Result<NpyHeader> parse() {
    TRY(expect('{'));
    while (!accept('}')) {
      TRY_VALUE(const std::string_view key, string());
      TRY(expect(':'));
      TRY(value_of(key));
      if (!accept(',')) {
        TRY(expect('}'));
        break;
      }
    }
    skip_space();
    if (!rest_.empty() || seen_ != 7) return fail<msg::kNpyHeaderKeyMissing>(kNpyHeader);
    return header_;
  }

 private:
  void skip_space() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \n"), rest_.size())); }
  bool accept(char letter) {
    skip_space();
    if (!rest_.starts_with(letter)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  Status expect(char letter) {
    if (accept(letter)) return {};
    return fail<msg::kNpyHeaderCharacter>(kNpyHeader, letter);
  }
  bool accept_word(std::string_view word) {
    skip_space();
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }
  Result<std::string_view> string() {
    skip_space();
    const char quote = rest_.empty() ? '\0' : rest_.front();
    if (quote != '\'' && quote != '"') return fail<msg::kNpyHeaderString>(kNpyHeader);
    const std::size_t end = rest_.find(quote, 1);
    if (end == std::string_view::npos) return fail<msg::kNpyHeaderStringTruncated>(kNpyHeader);
    const std::string_view result = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
    return result;
  }

  Status mark_seen(unsigned bit, std::string_view key) {
    if ((seen_ & bit) != 0) return fail<msg::kNpyHeaderKeyTwice>(kNpyHeader, key);
    seen_ |= bit;
    return {};
  }
  Status value_of(std::string_view key) {
    if (key == "descr") {
      TRY(mark_seen(1, key));
      return type();
    }
    if (key == "fortran_order") {
      TRY(mark_seen(2, key));
      header_.fortran_order = accept_word("True");
      return header_.fortran_order || accept_word("False") ? Status{} : fail<msg::kNpyHeaderBoolean>(kNpyHeader);
    }
    if (key != "shape") return fail<msg::kNpyHeaderKey>(kNpyHeader, quoted_name(key));
    TRY(mark_seen(4, key));
    return shape();
  }
  Status type() {
    skip_space();
    if (rest_.starts_with('[')) return fail<msg::kNpyStructuredType>(kNpyHeader);
    TRY_VALUE(const std::string_view descr, string());
    const auto known = std::ranges::find(kNpyTypes, descr.substr(std::min<std::size_t>(1, descr.size())), &NpyType::code);
    const bool ordered = !descr.empty() && std::string_view("<>|=").find(descr.front()) != std::string_view::npos;
    if (known == kNpyTypes.end() || !ordered) return fail<msg::kNpyElementType>(kNpyHeader, quoted_name(descr));
    header_.type = known->type;
    header_.big_endian = descr.front() == '>';
    return {};
  }
  Status shape() {
    TRY(expect('('));
    while (!accept(')')) {
      TRY_VALUE(const std::size_t length, unsigned_integer());
      if (header_.shape.size() == kMaxRank) return fail<msg::kTensorTooManyAxes>(kNpyHeader, kMaxRank);
      header_.shape.push_back(length);
      if (!accept(',')) return expect(')');
    }
    return {};
  }
  Result<std::size_t> unsigned_integer() {
    skip_space();
    std::size_t value = 0;
    std::size_t digits = 0;
    for (; digits < rest_.size() && rest_[digits] >= '0' && rest_[digits] <= '9'; ++digits)
      if (__builtin_mul_overflow(value, std::size_t{10}, &value) ||
          __builtin_add_overflow(value, static_cast<std::size_t>(rest_[digits] - '0'), &value))
        return fail<msg::kNpyHeaderLengthTooLarge>(kNpyHeader);
    if (digits == 0) return fail<msg::kNpyHeaderLength>(kNpyHeader);
    rest_.remove_prefix(digits);
    return value;
  }

  std::string_view rest_;
  NpyHeader header_;
  unsigned seen_ = 0;
};

}  // namespace

Result<NpyHeader> parse_npy_header(std::string_view text) { return NpyHeaderParser(text).parse(); }

}  // namespace alexnet
