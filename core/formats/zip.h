// ZIP archives in memory, through libzip. An archive is not trusted. The browser's build reads none (zip_wasm.cpp).
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/file.h"

namespace alexnet {

// What one entry may take unless a reader says less: more than any AlexNet.
inline constexpr std::uint64_t kMaxZipEntry = std::uint64_t{4} << 30;
// All entries of an archive together may take this much, and 100 times its own size beyond: numbers hardly shrink, bombs do.
inline constexpr std::uint64_t kFreeZipBytes = std::uint64_t{64} << 20;
inline constexpr std::uint64_t kMaxZipRatio = 100;

struct ZipEntry {
  std::string name;        // as the archive spells it; folders end in `/`
  std::uint64_t size = 0;  // unpacked, as the archive claims; read() holds it to that
};

// Whether the bytes begin as an archive does.
[[nodiscard]] inline bool is_zip(ByteSpan bytes) {
  return bytes.size() >= 4 && bytes[0] == 'P' && bytes[1] == 'K' && bytes[2] == 3 && bytes[3] == 4;
}

class ZipArchive {
 public:
  // Refuses what is no archive, a name that appears twice (kBadFormat), encrypted entries, methods other than stored and
  // deflated (kUnsupported), and entries that would unpack to more than the sizes above (kTooLarge), before anything is
  // unpacked. In the browser kUnsupported, with the command that converts the file.
  [[nodiscard]] static Result<ZipArchive> open(SharedBytes file);
  ZipArchive(ZipArchive&&) noexcept;
  ZipArchive& operator=(ZipArchive&&) noexcept;
  ~ZipArchive();

  // In the archive's order.
  [[nodiscard]] std::span<const ZipEntry> entries() const;
  [[nodiscard]] bool contains(std::string_view name) const;

  // One entry, unpacked: exactly as long as the archive claims and with its checksum, else kBadFormat. kNotFound without one of
  // that name, kTooLarge above `limit`; both name the entry.
  [[nodiscard]] Result<SharedBytes> read(std::string_view name, std::uint64_t limit = kMaxZipEntry) const;

 private:
  struct State;
  explicit ZipArchive(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

struct ZipMember {
  std::string name;
  ByteSpan bytes;
  bool deflated = false;
};

// An archive of `members` in their order, dated 1980-01-01: the same members, the same bytes. kInvalidArgument for a name that
// is empty or appears twice. In the browser kUnsupported.
[[nodiscard]] Result<SharedBytes> to_zip(std::span<const ZipMember> members);

}  // namespace alexnet
