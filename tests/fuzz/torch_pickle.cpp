#include "formats/torch/pickle.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const alexnet::ByteSpan bytes(data, size);
  if (const auto pickle = alexnet::read_pickle(bytes); pickle && pickle->root >= pickle->values.size()) __builtin_trap();
  return 0;
}
