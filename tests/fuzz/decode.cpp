#include "image/decode.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto image = alexnet::decode({data, size});
  if (image && image->pixels.size() != image->width * image->height * 3) __builtin_trap();
  return 0;
}
