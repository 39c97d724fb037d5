#include <zlib.h>

#include "formats/inflate.h"
#include "messages/hdf5.h"

namespace alexnet {

Status inflate(ByteSpan packed, std::span<std::uint8_t> to) {
  uLongf size = to.size();
  const int result = uncompress(to.data(), &size, packed.data(), packed.size());
  if (result == Z_MEM_ERROR) return fail<msg::kInflateOutOfMemory>("");
  if (result != Z_OK || size != to.size()) return fail<msg::kInflateDamaged>("");
  return {};
}

}  // namespace alexnet
