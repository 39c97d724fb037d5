#include "base/gzip_header.h"

#include <algorithm>

namespace alexnet {

std::optional<ByteSpan> after_gzip_header(ByteSpan file) {
  enum Flag : unsigned { kHeaderChecksum = 2, kExtra = 4, kName = 8, kComment = 16, kReserved = 0xE0 };
  if (!is_gzip(file) || file.size() < 10) return {};
  const unsigned flags = file[3];
  if ((flags & kReserved) != 0) return {};
  ByteSpan rest = file.subspan(10);
  if ((flags & kExtra) != 0) {
    const std::size_t size = rest.size() < 2 ? rest.size() : 2u + rest[0] + 256u * rest[1];
    if (size >= rest.size()) return {};
    rest = rest.subspan(size);
  }
  for (const Flag text : {kName, kComment}) {
    if ((flags & text) == 0) continue;
    const auto end = std::ranges::find(rest, 0);
    if (end == rest.end()) return {};
    rest = rest.subspan(static_cast<std::size_t>(end - rest.begin()) + 1);
  }
  if ((flags & kHeaderChecksum) == 0) return rest;
  return rest.size() < 2 ? std::optional<ByteSpan>{} : rest.subspan(2);
}

}  // namespace alexnet
