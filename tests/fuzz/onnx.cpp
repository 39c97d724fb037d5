#include "formats/onnx.h"

#include "fuzz/reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return alexnet::fuzz_reader(data, size, [](alexnet::SharedBytes file) -> alexnet::Result<alexnet::TensorMap> {
    TRY_VALUE(alexnet::ForeignNetwork network, alexnet::read_onnx(std::move(file)));
    return std::move(network.tensors);
  });
}
