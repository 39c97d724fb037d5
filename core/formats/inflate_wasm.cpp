#include "formats/inflate.h"

#include "messages/hdf5.h"

namespace alexnet {

Status inflate(ByteSpan, std::span<std::uint8_t>) { return fail<msg::kInflateNotInBrowser>(""); }

}  // namespace alexnet
