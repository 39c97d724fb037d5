#include "data/tar.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

#include "messages/data.h"

namespace alexnet {
namespace {

constexpr std::size_t kBlock = 512;
constexpr std::uint64_t kMaxText = std::uint64_t{1} << 20;  // of a long name or of pax records, in bytes

struct Field {
  std::size_t offset;
  std::size_t length;
};
constexpr Field kName{0, 100}, kSize{124, 12}, kChecksum{148, 8}, kType{156, 1}, kMagic{257, 5}, kPrefix{345, 155};

std::string_view text_of(ByteSpan header, Field field) {
  const std::string_view text(reinterpret_cast<const char*>(header.data()) + field.offset, field.length);
  return text.substr(0, text.find('\0'));
}

// A number in octal digits, or of GNU tar in base 256 if its first bit is set.
std::optional<std::uint64_t> number_of(ByteSpan header, Field field) {
  const ByteSpan bytes = header.subspan(field.offset, field.length);
  std::uint64_t value = 0;
  if ((bytes[0] & 0x80u) != 0) {
    if (bytes[0] != 0x80) return std::nullopt;  // negative, or 2^88 and more
    for (const std::uint8_t byte : bytes.subspan(1)) {
      if (value >> 56 != 0) return std::nullopt;
      value = value << 8 | byte;
    }
    return value;
  }
  std::string_view digits = text_of(header, field);
  digits.remove_prefix(std::min(digits.find_first_not_of(' '), digits.size()));
  digits = digits.substr(0, digits.find(' '));
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 8);
  if (error != std::errc() && !digits.empty()) return std::nullopt;
  return end == digits.data() + digits.size() ? std::optional(value) : std::nullopt;
}

// The sum of the bytes of the header, those of the checksum counted as blanks.
bool has_right_checksum(ByteSpan header) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < kBlock; ++i)
    sum += i >= kChecksum.offset && i < kChecksum.offset + kChecksum.length ? std::uint8_t{' '} : header[i];
  const std::optional<std::uint64_t> stated = number_of(header, kChecksum);
  return stated && *stated == sum;
}

std::string name_in(ByteSpan header) {
  std::string name(text_of(header, kName));
  if (text_of(header, kMagic) != "ustar") return name;
  // GNU tar ("ustar  ") keeps other things where POSIX keeps the prefix.
  const std::string_view prefix = header[kMagic.offset + 5] == ' ' ? std::string_view() : text_of(header, kPrefix);
  return prefix.empty() ? name : std::string(prefix) + '/' + name;
}

// What an extended header says about the member that follows it.
struct Overrides {
  std::optional<std::string> name;
  std::optional<std::uint64_t> size;
};

// Records of pax: "LENGTH key=value\n", LENGTH in decimal and of the whole record.
bool read_pax(std::string_view records, Overrides& overrides) {
  while (!records.empty() && records.front() != '\0') {
    std::size_t length = 0;
    const auto [end, error] = std::from_chars(records.data(), records.data() + records.size(), length);
    const auto digits = static_cast<std::size_t>(end - records.data());
    if (error != std::errc() || length > records.size() || length < digits + 3 || records[digits] != ' ') return false;
    const std::string_view record = records.substr(digits + 1, length - digits - 2);
    const std::size_t equals = record.find('=');
    if (equals == std::string_view::npos) return false;
    const std::string_view key = record.substr(0, equals), value = record.substr(equals + 1);
    if (key == "path") overrides.name = value;
    if (key == "size") {
      std::uint64_t size = 0;
      if (std::from_chars(value.data(), value.data() + value.size(), size).ec != std::errc()) return false;
      overrides.size = size;
    }
    records.remove_prefix(length);
  }
  return true;
}

TarMember::Kind kind_of(char type, std::string_view name) {
  if (type == '5' || name.ends_with('/')) return TarMember::Kind::kFolder;
  return type == '0' || type == '\0' || type == '7' ? TarMember::Kind::kFile : TarMember::Kind::kOther;
}

bool is_blank(ByteSpan block) {
  return std::ranges::all_of(block, [](std::uint8_t byte) { return byte == 0; });
}

}  // namespace

bool is_tar_archive(ByteSpan bytes) {
  return bytes.size() >= kBlock && !is_blank(bytes.first(kBlock)) && has_right_checksum(bytes.first(kBlock));
}

Result<std::vector<TarMember>> list_tar(ByteSpan archive) {
  std::vector<TarMember> members;
  Overrides overrides;
  for (std::uint64_t at = 0; at + kBlock <= archive.size();) {
    const ByteSpan header = archive.subspan(static_cast<std::size_t>(at), kBlock);
    if (is_blank(header)) break;
    const std::optional<std::uint64_t> stated = number_of(header, kSize);
    if (!has_right_checksum(header) || !stated) return fail<msg::kTarHeaderDamaged>("tar", at);
    const char type = static_cast<char>(header[kType.offset]);
    const bool is_text = type == 'L' || type == 'K' || type == 'x' || type == 'g';
    const std::uint64_t size = is_text ? *stated : overrides.size.value_or(*stated);
    const std::uint64_t content = at + kBlock;
    if (size > archive.size() - content || (is_text && size > kMaxText)) return fail<msg::kTarCutShort>("tar", at, size);
    const std::string_view text(reinterpret_cast<const char*>(archive.data()) + content,
                                static_cast<std::size_t>(is_text ? size : 0));
    if (type == 'L') {
      overrides.name = text.substr(0, text.find('\0'));
    } else if (type == 'x') {
      if (!read_pax(text, overrides)) return fail<msg::kTarHeaderDamaged>("tar", at);
    } else if (!is_text) {
      std::string name = overrides.name.value_or(name_in(header));
      const TarMember::Kind kind = kind_of(type, name);
      members.push_back({std::move(name), kind, content, size});
      overrides = {};
    }
    at = content + (size + kBlock - 1) / kBlock * kBlock;
  }
  return members;
}

}  // namespace alexnet
