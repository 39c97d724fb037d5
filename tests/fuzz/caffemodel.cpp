#include "formats/caffemodel.h"

#include "fuzz/reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return alexnet::read_and_look(data, size, alexnet::read_caffemodel);
}
