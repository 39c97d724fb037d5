#include "formats/keras/h5.h"

#include "fuzz/reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return alexnet::fuzz_reader(data, size, [](alexnet::SharedBytes file) -> alexnet::Result<alexnet::TensorMap> {
    auto network = alexnet::is_keras_archive(file) ? alexnet::read_keras_archive(file) : alexnet::read_keras_h5(file);
    if (!network) return std::unexpected(std::move(network).error());
    return std::move(network->tensors);
  });
}
