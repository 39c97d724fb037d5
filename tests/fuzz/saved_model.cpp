#include "formats/saved_model/saved_model.h"

#include <algorithm>

#include "fuzz/reader.h"

// The input is the lengths of saved_model.pb and of variables.index, in four bytes each, then both and the numbers.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using alexnet::SharedBytes;
  if (size < 8) return 0;
  const auto length = [&](std::size_t at) {
    return std::size_t{data[at]} | std::size_t{data[at + 1]} << 8 | std::size_t{data[at + 2]} << 16;
  };
  const std::size_t first = std::min(length(0), size - 8), second = std::min(length(4), size - 8 - first);
  const auto part = [&](std::size_t begin, std::size_t end) {
    return SharedBytes(std::vector<std::uint8_t>(data + begin, data + end));
  };
  const auto companions =
      alexnet::CompanionFiles::in_memory({{"variables.index", part(8 + first, 8 + first + second)},
                                          {"variables.data-00000-of-00001", part(8 + first + second, size)}});
  return alexnet::fuzz_reader(data + 8, first, [&](SharedBytes file) -> alexnet::Result<alexnet::TensorMap> {
    auto network = alexnet::read_saved_model(std::move(file), companions);
    if (!network) return std::unexpected(std::move(network).error());
    return std::move(network->tensors);
  });
}
