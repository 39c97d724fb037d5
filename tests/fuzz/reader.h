// The body of the fuzzers of readers that return tensors.
#pragma once

#include <cstdlib>

#include "base/file.h"
#include "formats/tensor_map.h"

namespace alexnet {

// Reads a copy of the input, so that the sanitizer detects reads past its end, and then reads every byte of the result.
template <typename Read>
int fuzz_reader(const std::uint8_t* data, std::size_t size, const Read& read) {
  const Result<TensorMap> map = read(SharedBytes(std::vector<std::uint8_t>(data, data + size)));
  if (!map) return 0;
  volatile std::uint8_t seen = 0;
  for (const auto& [name, tensor] : map->tensors) {
    if (tensor.bytes.size() != tensor.elements() * element_size(tensor.type)) std::abort();
    for (const std::uint8_t byte : tensor.bytes) seen = byte;
  }
  static_cast<void>(seen);
  return 0;
}

}  // namespace alexnet
