#include "formats/zip.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "base/bytes.h"
#include "base/catch_bad_alloc.h"
#include "base/crc32.h"
#include "base/inflater.h"
#include "base/memory.h"
#include "formats/location.h"
#include "formats/zip_file.h"
#include "messages/formats.h"

namespace alexnet {
namespace {

using namespace zip_file;
constexpr const char* kZip = "zip";

constexpr std::uint16_t kDeflated = 8;
constexpr std::uint16_t kEncrypted = 1;  // flag

std::uint16_t u16_at(ByteSpan bytes, std::size_t offset) { return little_endian<std::uint16_t>(bytes, offset); }
std::uint32_t u32_at(ByteSpan bytes, std::size_t offset) { return little_endian<std::uint32_t>(bytes, offset); }
std::uint64_t u64_at(ByteSpan bytes, std::size_t offset) { return little_endian<std::uint64_t>(bytes, offset); }

// Where the list of the entries is.
struct ListPlace {
  std::uint64_t count = 0, size = 0, position = 0;
  ByteSpan comment;  // of the archive
};

// The 64-bit form of the end of the list, which stands before the other at `end`.
std::optional<ListPlace> find_list_64(ByteSpan file, std::size_t end) {
  if (end < kEnd64LocatorSize || u32_at(file, end - kEnd64LocatorSize) != kEnd64Locator) return {};
  const std::uint64_t at = u64_at(file, end - kEnd64LocatorSize + 8);
  if (at > end || end - at < kEnd64Size) return {};
  const ByteSpan record = file.subspan(static_cast<std::size_t>(at), kEnd64Size);
  if (u32_at(record, 0) != kEnd64) return {};
  return ListPlace{.count = u64_at(record, 32), .size = u64_at(record, 40), .position = u64_at(record, 48)};
}

// Where the record at the end of an archive begins, which a comment of unknown length follows. Nothing if the archive is cut off.
std::optional<std::size_t> find_end(ByteSpan file) {
  if (file.size() < kEndSize) return {};
  const std::size_t last = file.size() - kEndSize, first = last > kMaxZipComment ? last - kMaxZipComment : 0;
  for (std::size_t at = last + 1; at-- > first;)
    if (u32_at(file, at) == kEnd && u16_at(file, at + 20) <= last - at) return at;
  return {};
}

std::optional<ListPlace> find_list(ByteSpan file) {
  const std::optional<std::size_t> found = find_end(file);
  if (!found) return {};
  const std::size_t at = *found;
  ListPlace place = find_list_64(file, at).value_or(
      ListPlace{.count = u16_at(file, at + 10), .size = u32_at(file, at + 12), .position = u32_at(file, at + 16)});
  if (place.size > at || place.position > at - place.size) return {};
  place.comment = file.subspan(at + kEndSize, u16_at(file, at + 20));
  return place;
}

// What the list states of an entry.
struct Record {
  std::string name;
  std::uint16_t flags = 0, method = 0;
  std::uint32_t checksum = 0;
  std::uint64_t packed_size = 0, size = 0, position = 0;  // of the entry's own header
};

// The extension 1 holds those of the numbers, in this order, that do not fit into 32 bits.
bool read_numbers_of_64_bits(ByteSpan extensions, Record& record) {
  std::array<std::uint64_t*, 3> wanted = {&record.size, &record.packed_size, &record.position};
  while (extensions.size() >= 4) {
    const std::size_t size = u16_at(extensions, 2);
    if (size > extensions.size() - 4) break;
    ByteSpan fields = extensions.subspan(4, size);
    if (u16_at(extensions, 0) == 1) {
      for (std::uint64_t* number : wanted) {
        if (*number != kIn64) continue;
        if (fields.size() < 8) return false;
        *number = u64_at(fields, 0);
        fields = fields.subspan(8);
      }
      return true;
    }
    extensions = extensions.subspan(4 + size);
  }
  return std::ranges::none_of(wanted, [](const std::uint64_t* number) { return *number == kIn64; });
}

// Takes the next record off the list. Nothing if it is damaged.
std::optional<Record> take_record(ByteSpan& list) {
  if (list.size() < kEntrySize || u32_at(list, 0) != kEntry) return {};
  const std::size_t name = u16_at(list, 28), extensions = u16_at(list, 30), comment = u16_at(list, 32);
  if (list.size() - kEntrySize < name + extensions + comment) return {};
  Record record{.flags = u16_at(list, 8),
                .method = u16_at(list, 10),
                .checksum = u32_at(list, 16),
                .packed_size = u32_at(list, 20),
                .size = u32_at(list, 24),
                .position = u32_at(list, 42)};
  record.name.assign(reinterpret_cast<const char*>(list.data()) + kEntrySize, name);
  if (!read_numbers_of_64_bits(list.subspan(kEntrySize + name, extensions), record)) return {};
  list = list.subspan(kEntrySize + name + extensions + comment);
  return record;
}

Status check_record(const Record& record) {
  if ((record.flags & kEncrypted) != 0) return fail<msg::kZipEntryEncrypted>(location_in(kZip, record.name));
  if (record.method != kStored && record.method != kDeflated)
    return fail<msg::kZipEntryCompression>(location_in(kZip, record.name), record.method);
  return {};
}

Result<SharedBytes> inflated(ByteSpan packed, const Record& record) {
  const std::string where = location_in(kZip, record.name);
  const auto size = static_cast<std::size_t>(record.size);
  auto* block = static_cast<std::uint8_t*>(allocate_memory(std::max<std::size_t>(size, 1)));
  if (block == nullptr) return fail<msg::kFormatOutOfMemory>(where, record.size);
  SharedBytes bytes = SharedBytes::from_allocation(block, size);
  const std::array<ByteSpan, 1> parts = {packed};
  Inflater inflater(parts, false);
  const std::size_t got = inflater.read({block, size});
  std::array<std::uint8_t, 1> more{};
  if (got == size && inflater.read(more) != 0) return fail<msg::kZipEntryTooLong>(where, record.size);
  if (inflater.state() != Inflater::State::kEnd) return fail<msg::kZipEntryDamaged>(where);
  if (got < size) return fail<msg::kZipEntryTooShort>(where, got, record.size);
  return bytes;
}

}  // namespace

struct ZipArchive::State {
  SharedBytes file;
  ByteSpan comment;  // a part of the file
  std::vector<Record> records;
  std::vector<ZipEntry> entries;                            // one for each record
  std::map<std::string, std::size_t, std::less<>> indices;  // of the entries, by name

  Status list() {
    const std::optional<ListPlace> place = find_list(file.bytes());
    if (!place) return fail<msg::kZipDamaged>(kZip);
    comment = place->comment;
    ByteSpan rest = file.bytes().subspan(static_cast<std::size_t>(place->position), static_cast<std::size_t>(place->size));
    const std::uint64_t allowed = kFreeZipBytes + kMaxZipRatio * file.bytes().size();
    std::uint64_t total = 0;
    for (std::uint64_t i = 0; i < place->count; ++i) {
      std::optional<Record> record = take_record(rest);
      if (!record) return fail<msg::kZipDamaged>(kZip);
      TRY(check_record(*record));
      if (record->size > allowed - total)
        return fail<msg::kZipArchiveTooLarge>(location_in(kZip, record->name), record->size, file.bytes().size(), allowed);
      total += record->size;
      if (!indices.emplace(record->name, entries.size()).second)
        return fail<msg::kNameAppearsTwice>(location_in(kZip, record->name));
      entries.push_back({record->name, record->size});
      records.push_back(*std::move(record));
    }
    return {};
  }

  // Returns what follows the header of an entry, as it is packed. Nothing if it is not in the file.
  [[nodiscard]] std::optional<ByteSpan> packed(const Record& record) const {
    const ByteSpan bytes = file.bytes();
    if (record.position > bytes.size() || bytes.size() - record.position < kMemberSize) return {};
    const ByteSpan header = bytes.subspan(static_cast<std::size_t>(record.position));
    if (u32_at(header, 0) != kMember) return {};
    const std::size_t begin = kMemberSize + u16_at(header, 26) + u16_at(header, 28);
    if (begin > header.size() || record.packed_size > header.size() - begin) return {};
    return header.subspan(begin, static_cast<std::size_t>(record.packed_size));
  }
};

ZipArchive::ZipArchive(std::unique_ptr<State> state) : state_(std::move(state)) {}
ZipArchive::ZipArchive(ZipArchive&&) noexcept = default;
ZipArchive& ZipArchive::operator=(ZipArchive&&) noexcept = default;
ZipArchive::~ZipArchive() = default;

bool has_zip_end(ByteSpan bytes) { return find_end(bytes).has_value(); }

Result<ZipArchive> ZipArchive::open(SharedBytes file) {
  return catch_bad_alloc(kZip, [&]() -> Result<ZipArchive> {
    auto state = std::make_unique<State>();
    state->file = std::move(file);
    if (!is_zip(state->file.bytes())) return fail<msg::kZipNotAnArchive>(kZip);
    TRY(state->list());
    return ZipArchive(std::move(state));
  });
}

ByteSpan ZipArchive::comment() const { return state_->comment; }
std::span<const ZipEntry> ZipArchive::entries() const { return state_->entries; }

bool ZipArchive::contains(std::string_view name) const { return state_->indices.contains(name); }

Result<SharedBytes> ZipArchive::read(std::string_view name, std::uint64_t limit) const {
  const auto index = state_->indices.find(name);
  const std::string where = location_in(kZip, name);
  if (index == state_->indices.end()) return fail<msg::kZipEntryMissing>(where);
  const Record& record = state_->records[index->second];
  if (record.size > limit || record.size > SIZE_MAX) return fail<msg::kZipEntryTooLarge>(where, record.size, limit);
  const std::optional<ByteSpan> packed = state_->packed(record);
  if (!packed || (record.method == kStored && packed->size() != record.size)) return fail<msg::kZipEntryDamaged>(where);
  SharedBytes bytes(*packed, std::make_shared<SharedBytes>(state_->file));
  if (record.method == kDeflated) {
    TRY_VALUE(bytes, inflated(*packed, record));
  }
  if (crc32(bytes.bytes()) != record.checksum) return fail<msg::kZipEntryDamaged>(where);
  return bytes;
}

}  // namespace alexnet
