#include "formats/torch/pth.h"

#include "fuzz/reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return alexnet::fuzz_reader(data, size, alexnet::read_torch_pth);
}
