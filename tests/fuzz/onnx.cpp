#include "formats/onnx/onnx.h"

#include "fuzz/reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return alexnet::fuzz_reader(data, size, [](alexnet::SharedBytes file) -> alexnet::Result<alexnet::TensorMap> {
    // Any file may refer to the second file of the seed onnx_two_files.onnx, which is the input itself.
    const auto companions = alexnet::CompanionFiles::in_memory({{"onnx_two_files.onnx.data", file}});
    TRY_VALUE(alexnet::ForeignNetwork network, alexnet::read_onnx(std::move(file), companions));
    return std::move(network.tensors);
  });
}
