#include "image/decode.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const std::size_t min_shorter_side : {0, 3}) {
    const auto decoded = alexnet::decode_image({data, size}, {.min_shorter_side = min_shorter_side});
    if (!decoded) continue;
    const alexnet::Image& image = decoded->image;
    const alexnet::Region covered = image.covered();
    if (image.pixels.size() != image.width * image.height * 3) __builtin_trap();
    if (covered.left + covered.width > static_cast<double>(image.width)) __builtin_trap();
    if (covered.top + covered.height > static_cast<double>(image.height)) __builtin_trap();
  }
  return 0;
}
