#include <zip.h>

#include <algorithm>
#include <map>
#include <optional>

#include "base/catch_bad_alloc.h"
#include "base/memory.h"
#include "formats/location.h"
#include "formats/zip.h"
#include "messages/formats.h"

namespace alexnet {
namespace {

constexpr const char* kZip = "zip";

struct CloseFile {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};
struct DiscardArchive {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct FreeSource {
  void operator()(zip_source_t* source) const { zip_source_free(source); }
};
using Archive = std::unique_ptr<zip_t, DiscardArchive>;
using Source = std::unique_ptr<zip_source_t, FreeSource>;

// An error of libzip.
class ZipError {
 public:
  ZipError() { zip_error_init(&error_); }
  ZipError(const ZipError&) = delete;
  ZipError& operator=(const ZipError&) = delete;
  ~ZipError() { zip_error_fini(&error_); }
  zip_error_t* get() { return &error_; }
  [[nodiscard]] std::unexpected<Error> to_error() {
    if (zip_error_code_zip(&error_) == ZIP_ER_MEMORY) return fail<msg::kZipOutOfMemory>(kZip);
    return fail<msg::kZipDamaged>(kZip, zip_error_strerror(&error_));
  }

 private:
  zip_error_t error_;
};

Status check_entry(const zip_stat_t& stat, const std::string& name) {
  constexpr zip_uint64_t kNeeded = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
  if ((stat.valid & kNeeded) != kNeeded) return fail<msg::kZipEntryIncomplete>(location_in(kZip, name));
  if (stat.encryption_method != ZIP_EM_NONE) return fail<msg::kZipEntryEncrypted>(location_in(kZip, name));
  if (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE)
    return fail<msg::kZipEntryCompression>(location_in(kZip, name), stat.comp_method);
  return {};
}

}  // namespace

struct ZipArchive::State {
  SharedBytes file;
  Archive archive;
  std::vector<ZipEntry> entries;
  std::map<std::string, std::size_t, std::less<>> indices;  // of the entries, by name

  Status list() {
    const zip_int64_t count = zip_get_num_entries(archive.get(), 0);
    const std::uint64_t allowed = kFreeZipBytes + kMaxZipRatio * file.bytes().size();
    std::uint64_t total = 0;
    for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(count); ++i) {
      zip_stat_t stat;
      if (zip_stat_index(archive.get(), i, ZIP_FL_ENC_RAW, &stat) != 0 || (stat.valid & ZIP_STAT_NAME) == 0)
        return fail<msg::kZipEntryUnnamed>(kZip, i);
      const std::string name = stat.name;
      TRY(check_entry(stat, name));
      if (stat.size > allowed - total)
        return fail<msg::kZipArchiveTooLarge>(location_in(kZip, name), stat.size, file.bytes().size(), allowed);
      total += stat.size;
      if (!indices.emplace(name, entries.size()).second) return fail<msg::kNameAppearsTwice>(location_in(kZip, name));
      entries.push_back({name, stat.size});
    }
    return {};
  }
};

ZipArchive::ZipArchive(std::unique_ptr<State> state) : state_(std::move(state)) {}
ZipArchive::ZipArchive(ZipArchive&&) noexcept = default;
ZipArchive& ZipArchive::operator=(ZipArchive&&) noexcept = default;
ZipArchive::~ZipArchive() = default;

Result<ZipArchive> ZipArchive::open(SharedBytes file) {
  return catch_bad_alloc(kZip, [&]() -> Result<ZipArchive> {
    auto state = std::make_unique<State>();
    state->file = std::move(file);
    const ByteSpan bytes = state->file.bytes();
    if (!is_zip(bytes)) return fail<msg::kZipNotAnArchive>(kZip);
    ZipError error;
    Source source(zip_source_buffer_create(bytes.data(), bytes.size(), 0, error.get()));
    if (!source) return error.to_error();
    state->archive.reset(zip_open_from_source(source.get(), ZIP_RDONLY, error.get()));
    if (!state->archive) return error.to_error();
    static_cast<void>(source.release());  // now owned by the archive
    TRY(state->list());
    return ZipArchive(std::move(state));
  });
}

std::span<const ZipEntry> ZipArchive::entries() const { return state_->entries; }

bool ZipArchive::contains(std::string_view name) const { return state_->indices.contains(name); }

Result<SharedBytes> ZipArchive::read(std::string_view name, std::uint64_t limit) const {
  const auto index = state_->indices.find(name);
  if (index == state_->indices.end()) return fail<msg::kZipEntryMissing>(location_in(kZip, name));
  const std::uint64_t size = state_->entries[index->second].size;
  if (size > limit || size > SIZE_MAX) return fail<msg::kZipEntryTooLarge>(location_in(kZip, name), size, limit);
  const std::unique_ptr<zip_file_t, CloseFile> entry(zip_fopen_index(state_->archive.get(), index->second, 0));
  if (!entry) return fail<msg::kZipEntryDamaged>(location_in(kZip, name), zip_strerror(state_->archive.get()));
  auto* block = static_cast<std::uint8_t*>(allocate_memory(static_cast<std::size_t>(size) + 1));
  if (block == nullptr) return fail<msg::kFormatOutOfMemory>(location_in(kZip, name), size);
  SharedBytes bytes = SharedBytes::from_allocation(block, static_cast<std::size_t>(size));
  // The loop asks for one byte more, since libzip checks the checksum and the length only at the end of an entry.
  std::uint64_t done = 0;
  while (done <= size) {
    const zip_int64_t got = zip_fread(entry.get(), block + done, size + 1 - done);
    if (got < 0) return fail<msg::kZipEntryDamaged>(location_in(kZip, name), zip_file_strerror(entry.get()));
    if (got == 0) break;
    done += static_cast<std::uint64_t>(got);
  }
  if (done > size) return fail<msg::kZipEntryTooLong>(location_in(kZip, name), size);
  if (done < size) return fail<msg::kZipEntryTooShort>(location_in(kZip, name), done, size);
  return bytes;
}

namespace {

Status add_member(zip_t* archive, const ZipMember& member) {
  if (member.name.empty()) return fail<msg::kZipNameEmpty>(kZip);
  Source source(zip_source_buffer(archive, member.bytes.data(), member.bytes.size(), 0));
  if (!source) return fail<msg::kZipOutOfMemory>(location_in(kZip, member.name));
  const zip_int64_t index = zip_file_add(archive, member.name.c_str(), source.get(), ZIP_FL_ENC_UTF_8);
  if (index < 0) return fail<msg::kZipEntryRefused>(location_in(kZip, member.name), zip_strerror(archive));
  static_cast<void>(source.release());  // now owned by the archive
  const auto added = static_cast<zip_uint64_t>(index);
  constexpr zip_uint16_t kFirstDay = 1 << 5 | 1;  // 1980-01-01 in the encoding of DOS
  if (zip_set_file_compression(archive, added, member.deflated ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 0) != 0 ||
      zip_file_set_dostime(archive, added, 0, kFirstDay, 0) != 0)
    return fail<msg::kZipEntryOptions>(location_in(kZip, member.name), zip_strerror(archive));
  return {};
}

Result<SharedBytes> contents_of(zip_source_t* source) {
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (zip_source_stat(source, &stat) != 0 || (stat.valid & ZIP_STAT_SIZE) == 0) return fail<msg::kZipSizeUnknown>(kZip);
  const auto size = static_cast<std::size_t>(stat.size);
  auto* block = static_cast<std::uint8_t*>(allocate_memory(size));
  if (block == nullptr) return fail<msg::kFormatOutOfMemory>(kZip, size);
  SharedBytes bytes = SharedBytes::from_allocation(block, size);
  if (zip_source_open(source) != 0) return fail<msg::kZipNotReadBack>(kZip, 0, size);
  std::size_t done = 0;
  for (zip_int64_t got = 1; done < size && got > 0; done += static_cast<std::size_t>(std::max<zip_int64_t>(got, 0)))
    got = zip_source_read(source, block + done, size - done);
  zip_source_close(source);
  if (done != size) return fail<msg::kZipNotReadBack>(kZip, done, size);
  return bytes;
}

}  // namespace

Result<SharedBytes> to_zip(std::span<const ZipMember> members) {
  ZipError error;
  const Source source(zip_source_buffer_create(nullptr, 0, 0, error.get()));
  if (!source) return error.to_error();
  zip_source_keep(source.get());  // one reference is the archive's, the other is `source`
  Archive archive(zip_open_from_source(source.get(), ZIP_CREATE | ZIP_TRUNCATE, error.get()));
  if (!archive) {
    zip_source_free(source.get());
    return error.to_error();
  }
  for (const ZipMember& member : members) TRY(add_member(archive.get(), member));
  if (zip_close(archive.get()) != 0) return fail<msg::kZipOutOfMemory>(kZip);
  static_cast<void>(archive.release());  // zip_close has freed it
  return contents_of(source.get());
}

}  // namespace alexnet
