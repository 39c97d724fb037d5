#include "formats/darknet.h"

#include <algorithm>

#include "fuzz/reader.h"

// The input is the length of the .cfg file in four bytes, of which two are used, then the file and the weights.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using alexnet::SharedBytes;
  if (size < 4) return 0;
  const std::size_t length = std::min(std::size_t{data[0]} | std::size_t{data[1]} << 8, size - 4);
  const auto companions =
      alexnet::CompanionFiles::in_memory({{"net.cfg", SharedBytes(std::vector<std::uint8_t>(data + 4, data + 4 + length))}});
  return alexnet::fuzz_reader(data + 4 + length, size - 4 - length,
                              [&](SharedBytes file) -> alexnet::Result<alexnet::TensorMap> {
                                auto network = alexnet::read_darknet(std::move(file), companions);
                                if (!network) return std::unexpected(std::move(network).error());
                                return std::move(network->tensors);
                              });
}
