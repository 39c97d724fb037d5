#include <zlib.h>

#include "formats/inflate.h"

namespace alexnet {

Status inflate(ByteSpan packed, std::span<std::uint8_t> to) {
  uLongf size = to.size();
  const int result = uncompress(to.data(), &size, packed.data(), packed.size());
  if (result == Z_MEM_ERROR) return fail(ErrorKind::kOutOfMemory, "", "not enough memory");
  if (result != Z_OK || size != to.size()) return fail(ErrorKind::kBadFormat, "", "the packed bytes are damaged");
  return {};
}

}  // namespace alexnet
