// ZIP archives in memory (APPNOTE.TXT of PKWARE, with its 64-bit form). Archives are not trusted.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/file.h"

namespace alexnet {

// The default limit of the unpacked size of one entry, in bytes: more than any AlexNet needs.
inline constexpr std::uint64_t kMaxZipEntry = std::uint64_t{4} << 30;
// All entries of an archive together may unpack to kFreeZipBytes + kMaxZipRatio * size of the archive. Weights hardly compress,
// so that only a decompression bomb exceeds this limit.
inline constexpr std::uint64_t kFreeZipBytes = std::uint64_t{64} << 20;
inline constexpr std::uint64_t kMaxZipRatio = 100;

struct ZipEntry {
  std::string name;        // as in the archive; the names of folders end in `/`
  std::uint64_t size = 0;  // unpacked, in bytes, as the archive states it; read() returns exactly as many bytes or an error
};

// Returns whether the bytes begin with the signature of a ZIP archive.
[[nodiscard]] inline bool is_zip(ByteSpan bytes) {
  return bytes.size() >= 4 && bytes[0] == 'P' && bytes[1] == 'K' && bytes[2] == 3 && bytes[3] == 4;
}

// Returns whether the list of entries at the end of an archive is there: without it the file is only the beginning of one.
[[nodiscard]] bool has_zip_end(ByteSpan bytes);

// An archive that was opened for reading. Not for concurrent use.
class ZipArchive {
 public:
  // Opens an archive, which keeps `file` alive, without unpacking anything. Returns kBadFormat if the bytes are not an archive or
  // a name appears twice; kUnsupported for encrypted entries and for compression methods other than stored and deflated;
  // kTooLarge if the entries would unpack to more than the limits above.
  [[nodiscard]] static Result<ZipArchive> open(SharedBytes file);
  ZipArchive(ZipArchive&&) noexcept;
  ZipArchive& operator=(ZipArchive&&) noexcept;
  ~ZipArchive();

  // The entries in the order of the archive.
  [[nodiscard]] std::span<const ZipEntry> entries() const;
  [[nodiscard]] bool contains(std::string_view name) const;

  // The comment at the end of the archive; a part of the file.
  [[nodiscard]] ByteSpan comment() const;

  // Returns the unpacked bytes of an entry; those of a stored entry are a part of the file. Returns kBadFormat if the length or the checksum is not the one that the archive
  // states, kNotFound if there is no entry of that name, kTooLarge if it is longer than `limit`. Errors name the entry.
  [[nodiscard]] Result<SharedBytes> read(std::string_view name, std::uint64_t limit = kMaxZipEntry) const;

 private:
  struct State;
  explicit ZipArchive(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// An entry to be written.
struct ZipMember {
  std::string name;
  ByteSpan bytes;
};

// The longest comment of an archive, in bytes.
inline constexpr std::size_t kMaxZipComment = 0xFFFF;

// Returns an archive of `members`, stored in their order and dated 1980-01-01, so that the same members give the same bytes.
// Requires: a comment of at most kMaxZipComment bytes. Returns kInvalidArgument for a name that is empty, appears twice or has more than 65,535 bytes, and kOutOfMemory.
[[nodiscard]] Result<SharedBytes> to_zip(std::span<const ZipMember> members, std::string_view comment = {});

}  // namespace alexnet
