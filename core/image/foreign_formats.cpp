#include "image/foreign_formats.h"

#include <algorithm>
#include <array>
#include <iomanip>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/failed_download.h"
#include "base/gzip_header.h"
#include "base/inflater.h"
#include "image/foreign_signatures.h"
#include "image/reader.h"
#include "image/readers/system_readers.h"
#include "messages/image.h"

namespace alexnet {
namespace {

using namespace std::string_view_literals;

// Whether the text begins as JSON: a bracket, and something that may follow it.
bool is_json(std::string_view text) {
  if (text.empty() || (text[0] != '{' && text[0] != '[')) return false;
  const std::size_t next = text.find_first_not_of(" \t\r\n", 1);
  if (next == std::string_view::npos) return false;
  return (text[0] == '{' ? "\"}"sv : "\"]{[-0123456789tfn"sv).find(text[next]) != std::string_view::npos;
}

// SVG, web pages (a failed download) and other text have no fixed first bytes.
ForeignFormat match_text(ByteSpan bytes) {
  if (is_web_page(bytes)) return {ForeignKind::kOther, "a web page"};
  const std::string text = beginning_of_text(bytes);
  if (text.starts_with('<')) {
    if (text.find("<svg") != std::string::npos) return {ForeignKind::kImage, "SVG"};
    if (text.starts_with("<?xml") || text.starts_with("<!doctype")) return {ForeignKind::kOther, "an XML document"};
  }
  if (is_json(text)) return {ForeignKind::kOther, "JSON"};
  return {};
}

// Returns the format of a file of the ISO base media family (ISO/IEC 14496-12), which begins with the length of its first box,
// "ftyp", its brand, a version, and the brands that it is compatible with.
ForeignFormat match_brand(ByteSpan bytes) {
  if (!has_text_at(bytes, 4, "ftyp") || bytes.size() < 12) return {};
  const std::size_t length = std::size_t{bytes[2]} << 8 | bytes[3];
  const std::string_view box = as_text(bytes.first(std::clamp<std::size_t>(length, 12, bytes.size())));
  const std::string_view brand = box.substr(8, 4);
  const auto compatible = [&](std::string_view wanted) {
    for (std::size_t at = 16; at + 4 <= box.size(); at += 4) {
      if (box.substr(at).starts_with(wanted)) return true;
    }
    return false;
  };
  if (brand.starts_with("avi") || (brand == "mif1"sv && compatible("avi"))) return {ForeignKind::kLibrary, "AVIF", "libavif"};
  if (brand.starts_with("he") || brand == "mif1"sv || brand == "msf1"sv) return {ForeignKind::kLibrary, "HEIC", "libheif"};
  if (brand == "crx "sv) return {ForeignKind::kLibrary, "a camera's raw file (CR3)", "LibRaw"};
  if (brand.starts_with("M4A") || brand.starts_with("M4B")) return {ForeignKind::kOther, "a sound file"};
  return {ForeignKind::kOther, "a video"};
}

ForeignFormat match(ByteSpan bytes) {
  for (const ForeignSignature& one : foreign_signatures()) {
    if (has_text_at(bytes, one.offset, one.bytes)) return one.format;
  }
  if (const ForeignFormat media = match_brand(bytes); !media.name.empty()) return media;
  return match_text(bytes);
}

// Returns up to 512 bytes of what is compressed with gzip, the rest of them zeros.
std::array<std::uint8_t, 512> begin_of_gzip(ByteSpan bytes) {
  std::array<std::uint8_t, 512> content{};
  const std::optional<ByteSpan> packed = after_gzip_header(bytes);
  if (!packed) return content;
  const std::array<ByteSpan, 1> stream = {*packed};
  static_cast<void>(Inflater(stream, false).read(content));
  return content;
}

std::string supported_formats() {
  const std::span<const ImageReader> readers = image_readers();
  std::string names;
  for (const ImageReader& reader : readers) {
    if (!names.empty()) names += &reader == &readers.back() ? " and " : ", ";
    names += reader.format;
  }
  return names;
}

bool has_reader(std::string_view format) {
  return std::ranges::any_of(image_readers(), [&](const ImageReader& reader) { return reader.format == format; });
}

std::unexpected<Error> named_error(const ForeignFormat& format) {
  switch (format.kind) {
    case ForeignKind::kLibrary:
      if (!system_readers()) return std::unexpected(system_readers().error());
      if (has_reader(format.name)) return fail<msg::kImageHeaderUnreadable>("", format.name);
      return fail<msg::kImageFormatNotBuilt>("", format.name, format.library, supported_formats());
    case ForeignKind::kLfsPointer:
      return fail<msg::kImageLfsPointer>("");
    case ForeignKind::kOther:
      return fail<msg::kImageOtherFile>("", format.name);
    case ForeignKind::kImage:
      break;
  }
  return fail<msg::kImageUnsupportedFormat>("", format.name, supported_formats());
}

std::unexpected<Error> gzip_error(ByteSpan bytes) {
  const std::array<std::uint8_t, 512> content = begin_of_gzip(bytes);
  if (const ImageReader* reader = find_reader(content)) return fail<msg::kImageCompressed>("", reader->format);
  const std::string_view name = match(content).name;
  return fail<msg::kImageCompressed>("", name.empty() ? "a file" : name);
}

// The first line in quotes if it is printable, such as "label,count", else the first 12 bytes in hexadecimal.
std::string first_bytes(ByteSpan bytes) {
  const ByteSpan first = bytes.first(std::min<std::size_t>(bytes.size(), 12));
  const std::string_view line = as_text(first).substr(0, as_text(first).find_first_of("\r\n"));
  if (!line.empty() && std::ranges::all_of(line, [](char letter) { return letter >= 32 && letter < 127; })) {
    return str_cat('"', line, '"');
  }
  std::ostringstream out;
  for (std::size_t i = 0; i < first.size(); ++i) {
    out << (i ? " " : "") << std::hex << std::setw(2) << std::setfill('0') << int{first[i]};
  }
  return std::move(out).str();
}

}  // namespace

std::unexpected<Error> foreign_format_error(ByteSpan bytes) {
  if (is_gzip(bytes)) return gzip_error(bytes);
  if (const ForeignFormat format = match(bytes); !format.name.empty()) return named_error(format);
  return fail<msg::kImageUnknownFormat>("", first_bytes(bytes));
}

}  // namespace alexnet
