// The first line of the input is the JSON file, and what follows is the content of the file `w`, which it may name.
#include "formats/keras/json.h"

#include <algorithm>

#include "fuzz/reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return alexnet::fuzz_reader(data, size, [](alexnet::SharedBytes file) -> alexnet::Result<alexnet::TensorMap> {
    const alexnet::ByteSpan bytes = file.bytes();
    const auto line = static_cast<std::size_t>(std::ranges::find(bytes, std::uint8_t{'\n'}) - bytes.begin());
    const alexnet::ByteSpan rest = bytes.subspan(std::min(bytes.size(), line + 1));
    const alexnet::SharedBytes json(
        std::vector<std::uint8_t>(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(line)));
    const auto companions =
        alexnet::CompanionFiles::in_memory({{"w", alexnet::SharedBytes(std::vector<std::uint8_t>(rest.begin(), rest.end()))}});
    auto network = alexnet::is_keras_shards(json) ? alexnet::read_keras_shards(json, companions)
                                                  : alexnet::read_tfjs_model(json, companions);
    if (!network) return std::unexpected(std::move(network).error());
    return std::move(network->tensors);
  });
}
