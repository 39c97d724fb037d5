#include "image/readers/pnm_header.h"

#include <algorithm>
#include <string>

#include "base/bytes.h"
#include "messages/image.h"

namespace alexnet {
namespace {

bool is_space(std::uint8_t byte) { return byte == ' ' || (byte >= '\t' && byte <= '\r'); }
bool is_digit(std::uint8_t byte) { return byte >= '0' && byte <= '9'; }
bool ends_line(std::uint8_t byte) { return byte == '\n' || byte == '\r'; }

ByteSpan behind_line(ByteSpan bytes) {
  while (!bytes.empty() && !ends_line(bytes[0])) bytes = bytes.subspan(1);
  return bytes.empty() ? bytes : bytes.subspan(1);
}

std::unexpected<Error> pnm_header_error() { return fail<msg::kImageHeaderUnreadable>("", "PNM"); }

Result<PnmHeader> checked(PnmHeader header) {
  if (header.maximum < 1 || header.maximum > 65535) return pnm_header_error();
  return header;
}

Result<PnmHeader> read_classic_header(ByteSpan bytes) {
  const int kind = bytes[1] - '0';
  PnmText text(bytes.subspan(2));
  PnmHeader header{.is_text = kind <= 3, .is_bitmap = kind == 1 || kind == 4};
  if (kind == 3 || kind == 6) header.format = PixelFormat::kRgb;
  const auto width = text.number(), height = text.number();
  const auto maximum = header.is_bitmap ? 1 : text.number();
  if (!width || !height || !maximum) return pnm_header_error();
  header.width = *width;
  header.height = *height;
  header.maximum = *maximum;
  header.samples = text.rest();
  return checked(header);
}

// ---- PAM: lines with a name and a value each, up to ENDHDR --------------------------------------------------------------------

// Returns the next line without the spaces at its ends; nullopt behind the last one.
std::optional<std::string_view> next_line(ByteSpan& rest) {
  if (rest.empty()) return std::nullopt;
  const std::string_view all = as_text(rest);
  const std::string_view line = all.substr(0, all.find('\n'));
  rest = rest.subspan(std::min(line.size() + 1, rest.size()));
  const std::size_t first = line.find_first_not_of(" \t\r"), last = line.find_last_not_of(" \t\r");
  return first == std::string_view::npos ? std::string_view() : line.substr(first, last - first + 1);
}

std::optional<PixelFormat> pam_format(std::uint32_t depth, std::string_view type) {
  switch (depth) {
    case 1:
      return PixelFormat::kGray;
    case 2:
      return PixelFormat::kGrayAlpha;
    case 3:
      return PixelFormat::kRgb;
    case 4:
      return type == "CMYK" ? PixelFormat::kCmyk : PixelFormat::kRgba;
    default:
      return std::nullopt;
  }
}

Result<PnmHeader> read_pam_header(ByteSpan bytes) {
  std::uint32_t width = 0, height = 0, depth = 0, maximum = 0;
  std::string_view type;
  const std::pair<std::string_view, std::uint32_t*> numbers[] = {
      {"WIDTH", &width}, {"HEIGHT", &height}, {"DEPTH", &depth}, {"MAXVAL", &maximum}};
  ByteSpan rest = bytes.subspan(2);
  while (const auto line = next_line(rest)) {
    if (*line == "ENDHDR") {
      const auto format = pam_format(depth, type);
      if (!format) return fail<msg::kPamChannels>("", depth);
      return checked({.width = width, .height = height, .format = *format, .maximum = maximum, .samples = rest});
    }
    const std::size_t name_end = std::min(line->find_first_of(" \t"), line->size());
    const std::string_view name = line->substr(0, name_end), value = line->substr(name_end);
    const auto* number = std::ranges::find_if(numbers, [&](const auto& one) { return one.first == name; });
    if (number != std::end(numbers)) {
      const auto read = PnmText({reinterpret_cast<const std::uint8_t*>(value.data()), value.size()}).number();
      if (!read) return pnm_header_error();
      *number->second = *read;
    } else if (name == "TUPLTYPE" && !value.empty()) {
      type = value.substr(std::min(value.find_first_not_of(" \t"), value.size()));
    }
  }
  return pnm_header_error();
}

}  // namespace

void PnmText::skip_space() {
  while (!rest_.empty() && (is_space(rest_[0]) || rest_[0] == '#')) {
    rest_ = rest_[0] == '#' ? behind_line(rest_) : rest_.subspan(1);
  }
}

std::optional<std::uint32_t> PnmText::number() {
  skip_space();
  if (rest_.empty() || !is_digit(rest_[0])) return std::nullopt;
  std::uint64_t value = 0;
  for (; !rest_.empty() && is_digit(rest_[0]); rest_ = rest_.subspan(1)) {
    value = std::min<std::uint64_t>(value * 10 + (rest_[0] - '0'), 0xFFFFFFFF);
  }
  if (!rest_.empty() && rest_[0] == '#') {
    rest_ = behind_line(rest_);
  } else if (!rest_.empty()) {
    if (!is_space(rest_[0])) return std::nullopt;
    rest_ = rest_.subspan(1);
  }
  return static_cast<std::uint32_t>(value);
}

std::optional<std::uint8_t> PnmText::bit() {
  skip_space();
  if (rest_.empty() || (rest_[0] != '0' && rest_[0] != '1')) return std::nullopt;
  const auto value = static_cast<std::uint8_t>(rest_[0] - '0');
  rest_ = rest_.subspan(1);
  return value;
}

Result<PnmHeader> read_pnm_header(ByteSpan bytes) {
  if (bytes.size() < 3) return pnm_header_error();
  return bytes[1] == '7' ? read_pam_header(bytes) : read_classic_header(bytes);
}

}  // namespace alexnet
