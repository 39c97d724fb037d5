#include <zip.h>

#include <algorithm>
#include <map>
#include <optional>

#include "base/catch_bad_alloc.h"
#include "base/memory.h"
#include "formats/location.h"
#include "formats/zip.h"

namespace alexnet {
namespace {

constexpr const char* kPlace = "zip";

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

// libzip's error, with its text.
class ZipError {
 public:
  ZipError() { zip_error_init(&error_); }
  ZipError(const ZipError&) = delete;
  ZipError& operator=(const ZipError&) = delete;
  ~ZipError() { zip_error_fini(&error_); }
  zip_error_t* get() { return &error_; }
  [[nodiscard]] std::unexpected<Error> refusal() {
    const bool memory = zip_error_code_zip(&error_) == ZIP_ER_MEMORY;
    return fail(memory ? ErrorKind::kOutOfMemory : ErrorKind::kBadFormat, kPlace, zip_error_strerror(&error_));
  }

 private:
  zip_error_t error_;
};

Status check_entry(const zip_stat_t& stat, const std::string& name) {
  constexpr zip_uint64_t kNeeded = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
  if ((stat.valid & kNeeded) != kNeeded) return fail(ErrorKind::kBadFormat, location_in(kPlace, name), "has no size or method");
  if (stat.encryption_method != ZIP_EM_NONE) return fail(ErrorKind::kUnsupported, location_in(kPlace, name), "is encrypted");
  if (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE)
    return fail(ErrorKind::kUnsupported, location_in(kPlace, name), "is compressed by method ", stat.comp_method,
                "; stored and deflated entries are read");
  return {};
}

}  // namespace

struct ZipArchive::State {
  SharedBytes file;
  Archive archive;
  std::vector<ZipEntry> entries;
  std::map<std::string, std::size_t, std::less<>> places;  // in `entries`

  Status list() {
    const zip_int64_t count = zip_get_num_entries(archive.get(), 0);
    const std::uint64_t allowed = kFreeZipBytes + kMaxZipRatio * file.bytes().size();
    std::uint64_t total = 0;
    for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(count); ++i) {
      zip_stat_t stat;
      if (zip_stat_index(archive.get(), i, ZIP_FL_ENC_RAW, &stat) != 0 || (stat.valid & ZIP_STAT_NAME) == 0)
        return fail(ErrorKind::kBadFormat, kPlace, "entry ", i, " has no name");
      const std::string name = stat.name;
      TRY(check_entry(stat, name));
      if (stat.size > allowed - total)
        return fail(ErrorKind::kTooLarge, location_in(kPlace, name), "unpacks to ", stat.size, " bytes; an archive of ",
                    file.bytes().size(), " bytes may unpack to ", allowed, " in all");
      total += stat.size;
      if (!places.emplace(name, entries.size()).second)
        return fail(ErrorKind::kBadFormat, location_in(kPlace, name), "appears twice");
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
  return catch_bad_alloc(kPlace, [&]() -> Result<ZipArchive> {
    auto state = std::make_unique<State>();
    state->file = std::move(file);
    const ByteSpan bytes = state->file.bytes();
    if (!is_zip(bytes)) return fail(ErrorKind::kBadFormat, kPlace, "does not begin as an archive does");
    ZipError error;
    Source source(zip_source_buffer_create(bytes.data(), bytes.size(), 0, error.get()));
    if (!source) return error.refusal();
    state->archive.reset(zip_open_from_source(source.get(), ZIP_RDONLY, error.get()));
    if (!state->archive) return error.refusal();
    source.release();  // the archive's now
    TRY(state->list());
    return ZipArchive(std::move(state));
  });
}

std::span<const ZipEntry> ZipArchive::entries() const { return state_->entries; }

bool ZipArchive::contains(std::string_view name) const { return state_->places.contains(name); }

Result<SharedBytes> ZipArchive::read(std::string_view name, std::uint64_t limit) const {
  const auto place = state_->places.find(name);
  if (place == state_->places.end())
    return fail(ErrorKind::kNotFound, location_in(kPlace, name), "the archive has no such entry");
  const std::uint64_t size = state_->entries[place->second].size;
  if (size > limit || size > SIZE_MAX)
    return fail(ErrorKind::kTooLarge, location_in(kPlace, name), "unpacks to ", size, " bytes, the limit is ", limit);
  const std::unique_ptr<zip_file_t, CloseFile> entry(zip_fopen_index(state_->archive.get(), place->second, 0));
  if (!entry) return fail(ErrorKind::kBadFormat, location_in(kPlace, name), zip_strerror(state_->archive.get()));
  auto* block = static_cast<std::uint8_t*>(allocate_memory(static_cast<std::size_t>(size) + 1));
  if (block == nullptr) return fail(ErrorKind::kOutOfMemory, location_in(kPlace, name), "no memory for ", size, " bytes");
  SharedBytes bytes = SharedBytes::from_allocation(block, static_cast<std::size_t>(size));
  // One byte more is asked for: only at its end does libzip compare an entry with its checksum and its length.
  std::uint64_t done = 0;
  while (done <= size) {
    const zip_int64_t got = zip_fread(entry.get(), block + done, size + 1 - done);
    if (got < 0) return fail(ErrorKind::kBadFormat, location_in(kPlace, name), zip_file_strerror(entry.get()));
    if (got == 0) break;
    done += static_cast<std::uint64_t>(got);
  }
  if (done != size)
    return fail(ErrorKind::kBadFormat, location_in(kPlace, name), "unpacks to ", done > size ? "more" : "fewer", " than the ",
                size, " bytes that it claims");
  return bytes;
}

namespace {

Status add_member(zip_t* archive, const ZipMember& member) {
  if (member.name.empty()) return fail(ErrorKind::kInvalidArgument, kPlace, "an entry without a name");
  Source source(zip_source_buffer(archive, member.bytes.data(), member.bytes.size(), 0));
  if (!source) return fail(ErrorKind::kOutOfMemory, location_in(kPlace, member.name), zip_strerror(archive));
  const zip_int64_t index = zip_file_add(archive, member.name.c_str(), source.get(), ZIP_FL_ENC_UTF_8);
  if (member.name.empty() || index < 0)
    return fail(ErrorKind::kInvalidArgument, location_in(kPlace, member.name), zip_strerror(archive));
  source.release();  // the archive's now
  const auto place = static_cast<zip_uint64_t>(index);
  constexpr zip_uint16_t kFirstDay = 1 << 5 | 1;  // of 1980, in DOS' calendar
  if (zip_set_file_compression(archive, place, member.deflated ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 0) != 0 ||
      zip_file_set_dostime(archive, place, 0, kFirstDay, 0) != 0)
    return fail(ErrorKind::kInternal, location_in(kPlace, member.name), zip_strerror(archive));
  return {};
}

Result<SharedBytes> contents_of(zip_source_t* source) {
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (zip_source_stat(source, &stat) != 0 || (stat.valid & ZIP_STAT_SIZE) == 0)
    return fail(ErrorKind::kInternal, kPlace, "the archive has no size");
  const auto size = static_cast<std::size_t>(stat.size);
  auto* block = static_cast<std::uint8_t*>(allocate_memory(size));
  if (block == nullptr) return fail(ErrorKind::kOutOfMemory, kPlace, "no memory for ", size, " bytes");
  SharedBytes bytes = SharedBytes::from_allocation(block, size);
  if (zip_source_open(source) != 0) return fail(ErrorKind::kInternal, kPlace, "the archive does not open again");
  std::size_t done = 0;
  for (zip_int64_t got = 1; done < size && got > 0; done += static_cast<std::size_t>(std::max<zip_int64_t>(got, 0)))
    got = zip_source_read(source, block + done, size - done);
  zip_source_close(source);
  if (done != size) return fail(ErrorKind::kInternal, kPlace, "the archive ends at byte ", done, " of ", size);
  return bytes;
}

}  // namespace

Result<SharedBytes> to_zip(std::span<const ZipMember> members) {
  ZipError error;
  const Source source(zip_source_buffer_create(nullptr, 0, 0, error.get()));
  if (!source) return error.refusal();
  zip_source_keep(source.get());  // one hold is the archive's, one ours
  Archive archive(zip_open_from_source(source.get(), ZIP_CREATE | ZIP_TRUNCATE, error.get()));
  if (!archive) {
    zip_source_free(source.get());
    return error.refusal();
  }
  for (const ZipMember& member : members) TRY(add_member(archive.get(), member));
  if (zip_close(archive.get()) != 0) return fail(ErrorKind::kOutOfMemory, kPlace, zip_strerror(archive.get()));
  archive.release();  // zip_close has freed it
  return contents_of(source.get());
}

}  // namespace alexnet
