#include "data/photo_labels.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static_cast<void>(alexnet::parse_photo_labels({data, size}).has_value());
  return 0;
}
