#include <algorithm>
#include <concepts>
#include <cstring>
#include <map>
#include <optional>

#include "base/crc32.h"
#include "base/memory.h"
#include "formats/location.h"
#include "formats/zip.h"
#include "formats/zip_file.h"
#include "messages/formats.h"

namespace alexnet {
namespace {

using namespace zip_file;
constexpr std::uint16_t kFirstDay = 1 << 5 | 1;            // 1980-01-01 in the encoding of DOS
constexpr std::uint16_t kVersion20 = 20, kVersion45 = 45;  // of the format: what a reader must know
constexpr std::uint16_t kUtf8 = 1 << 11;                   // flag: the name is UTF-8

// Collects the headers of an archive.
class ZipHeader {
 public:
  template <std::unsigned_integral Number>
  void add(Number value) {
    for (std::size_t i = 0; i < sizeof(Number); ++i) bytes.push_back(static_cast<std::uint8_t>(std::uint64_t{value} >> 8 * i));
  }
  void add(std::string_view text) { bytes.insert(bytes.end(), text.begin(), text.end()); }

  // What the header of an entry and its record in the list have in common.
  void add_description(const ZipMember& member, std::uint32_t checksum, std::uint16_t extensions) {
    const bool is_ascii = std::ranges::none_of(member.name, [](char c) { return (c & 0x80) != 0; });
    const std::uint32_t size = extensions > 0 ? kIn64 : static_cast<std::uint32_t>(member.bytes.size());
    add(extensions > 0 ? kVersion45 : kVersion20);
    add(is_ascii ? std::uint16_t{0} : kUtf8);
    add(kStored);
    add(std::uint16_t{0});
    add(kFirstDay);
    add(checksum);
    add(size);
    add(size);
    add(static_cast<std::uint16_t>(member.name.size()));
    add(extensions);
  }

  // The extension with numbers of 64 bits: all three, or the two sizes.
  void add_extension(std::uint64_t size, std::optional<std::uint64_t> position) {
    add(std::uint16_t{1});
    add(static_cast<std::uint16_t>(position ? 24 : 16));
    add(size);
    add(size);
    if (position) add(*position);
  }

  std::vector<std::uint8_t> bytes;
};

// One entry of an archive that is written: its header, and its place.
struct Written {
  ZipHeader header;
  std::uint64_t position = 0;
  std::uint32_t checksum = 0;
};

Written begin_member(const ZipMember& member, std::uint64_t position) {
  Written written{.position = position, .checksum = crc32(member.bytes)};
  const bool is_large = member.bytes.size() >= kIn64;
  written.header.add(kMember);
  written.header.add_description(member, written.checksum, is_large ? 20 : 0);
  written.header.add(member.name);
  if (is_large) written.header.add_extension(member.bytes.size(), {});
  return written;
}

void add_to_list(ZipHeader& list, const ZipMember& member, const Written& written) {
  const bool is_large = member.bytes.size() >= kIn64 || written.position >= kIn64;
  list.add(kEntry);
  list.add(is_large ? kVersion45 : kVersion20);
  list.add_description(member, written.checksum, is_large ? 28 : 0);
  for (int field = 0; field < 3; ++field) list.add(std::uint16_t{0});  // comment, disk, attributes
  list.add(std::uint32_t{0});                                          // attributes of the system
  list.add(static_cast<std::uint32_t>(is_large ? kIn64 : written.position));
  list.add(member.name);
  if (is_large) list.add_extension(member.bytes.size(), written.position);
}

void add_end(ZipHeader& list, std::uint64_t position, std::size_t count, std::string_view comment) {
  const std::uint64_t size = list.bytes.size();
  const bool is_large = position >= kIn64 || size >= kIn64 || count >= 0xFFFF;
  if (is_large) {
    list.add(kEnd64);
    list.add(std::uint64_t{kEnd64Size - 12});
    list.add(kVersion45);
    list.add(kVersion45);
    list.add(std::uint64_t{0});  // two numbers of disks
    for (const std::uint64_t number : {std::uint64_t{count}, std::uint64_t{count}, size, position}) list.add(number);
    list.add(kEnd64Locator);
    list.add(std::uint32_t{0});
    list.add(position + size);
    list.add(std::uint32_t{1});
  }
  list.add(kEnd);
  list.add(std::uint32_t{0});  // two numbers of disks
  const auto few = static_cast<std::uint16_t>(is_large ? 0xFFFF : count);
  list.add(few);
  list.add(few);
  list.add(static_cast<std::uint32_t>(is_large ? kIn64 : size));
  list.add(static_cast<std::uint32_t>(is_large ? kIn64 : position));
  list.add(static_cast<std::uint16_t>(comment.size()));
  list.add(comment);
}

Status check_names(std::span<const ZipMember> members) {
  std::map<std::string_view, int> seen;
  for (const ZipMember& member : members) {
    if (member.name.empty()) return fail<msg::kZipNameEmpty>("zip");
    if (member.name.size() > 0xFFFF) return fail<msg::kZipNameTooLong>(location_in("zip", member.name));
    if (++seen[member.name] > 1) return fail<msg::kZipNameTwice>(location_in("zip", member.name));
  }
  return {};
}

}  // namespace

Result<SharedBytes> to_zip(std::span<const ZipMember> members, std::string_view comment) {
  TRY(check_names(members));
  std::vector<Written> all;
  ZipHeader list;
  std::uint64_t position = 0;
  for (const ZipMember& member : members) {
    all.push_back(begin_member(member, position));
    position += all.back().header.bytes.size() + member.bytes.size();
    add_to_list(list, member, all.back());
  }
  add_end(list, position, members.size(), comment);
  const std::uint64_t size = position + list.bytes.size();
  auto* block = size > SIZE_MAX ? nullptr : static_cast<std::uint8_t*>(allocate_memory(static_cast<std::size_t>(size)));
  if (block == nullptr) return fail<msg::kFormatOutOfMemory>("zip", size);
  SharedBytes archive = SharedBytes::from_allocation(block, static_cast<std::size_t>(size));
  const auto append = [&](ByteSpan bytes) {
    if (!bytes.empty()) std::memcpy(block, bytes.data(), bytes.size());
    block += bytes.size();
  };
  for (std::size_t i = 0; i < members.size(); ++i) {
    append(all[i].header.bytes);
    append(members[i].bytes);
  }
  append(list.bytes);
  return archive;
}

}  // namespace alexnet
