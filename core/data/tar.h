// Reads tar archives: ustar, pax and GNU, as POSIX.1-2001 (pax) and the manual of GNU tar describe them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/file.h"

namespace alexnet {

struct TarMember {
  enum class Kind { kFile, kFolder, kOther };  // kOther: a link, a device
  std::string name;                            // as in the archive, of any length
  Kind kind = Kind::kFile;
  std::uint64_t offset = 0;  // of its content in the archive
  std::uint64_t size = 0;    // of its content, which lies in the archive
};

// Returns whether the bytes begin with the header of a member: its checksum is right.
[[nodiscard]] bool is_tar_archive(ByteSpan bytes);

// Returns the members in the order of the archive. Not trusted. Errors: kBadFormat for a damaged header, or for a content that is
// cut short.
[[nodiscard]] Result<std::vector<TarMember>> list_tar(ByteSpan archive);

}  // namespace alexnet
