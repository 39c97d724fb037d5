#include "formats/numpy/npy.h"

#include "fuzz/reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return alexnet::fuzz_reader(data, size, [](alexnet::SharedBytes file) {
    return alexnet::is_npy(file.bytes()) ? alexnet::read_npy(file) : alexnet::read_npz(file);
  });
}
