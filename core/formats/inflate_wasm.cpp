#include "formats/inflate.h"

namespace alexnet {

Status inflate(ByteSpan, std::span<std::uint8_t>) {
  return fail(
      ErrorKind::kUnsupported, "",
      "this build reads nothing that is packed; `alexnet convert IN model.safetensors` turns the file into one that it reads");
}

}  // namespace alexnet
