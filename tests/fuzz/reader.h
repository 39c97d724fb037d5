// What a fuzzer of a reader of tensors does with its bytes.
#pragma once

#include <cstdlib>

#include "base/file.h"
#include "formats/tensor_map.h"

namespace alexnet {

// Copied, so that the sanitizer sees what is read behind the end; every byte of what came out is looked at.
template <typename Read>
int read_and_look(const std::uint8_t* data, std::size_t size, const Read& read) {
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
