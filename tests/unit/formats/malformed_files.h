// Checks that every reader survives truncated files and files with a wrong byte.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/rng.h"
#include "formats/tensor_map.h"

namespace alexnet {

inline SharedBytes golden_file(const std::string& name) {
  const std::string path = "tests/golden/weights/" + name;
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << "no " << path << ": run from the root of the repository";
  return SharedBytes(std::vector<std::uint8_t>(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()));
}

// Expects every tensor to have as many bytes as its type and shape state, and all of them to be readable.
inline void expect_tensors_complete(const TensorMap& map) {
  std::uint64_t sum = 0;
  for (const auto& [name, tensor] : map.tensors) {
    EXPECT_EQ(tensor.bytes.size(), tensor.elements() * element_size(tensor.type)) << name;
    for (const std::uint8_t byte : tensor.bytes) sum += byte;
  }
  EXPECT_GE(sum, 0u);
}

// Returns a copy of the first `length` bytes without spare memory, so that an address sanitizer detects reads past the end.
inline SharedBytes first_bytes(const SharedBytes& file, std::size_t length) {
  const ByteSpan bytes = file.bytes().first(length);
  return SharedBytes(std::vector<std::uint8_t>(bytes.begin(), bytes.end()));
}

// Expects an error for every truncation to up to 3000 bytes, for every truncation by up to 3000 bytes, and for some in between.
template <typename Read>
void expect_truncations_rejected(const SharedBytes& file, const Read& read) {
  const std::size_t size = file.bytes().size();
  for (std::size_t length = 0; length < size; length += length < 3000 || length + 3000 > size ? 1 : 251) {
    const Result<TensorMap> map = read(first_bytes(file, length));
    EXPECT_FALSE(map) << "after truncation to " << length << " bytes";
  }
}

// Replaces one random byte at a time, more often near the beginning and the end, and expects an error or complete tensors.
template <typename Read>
void expect_survives_corruption(const SharedBytes& file, const Read& read) {
  const std::size_t size = file.bytes().size();
  for (std::uint64_t i = 0; i < 3000; ++i) {
    const auto random = random_words(1, 0, i);
    std::vector<std::uint8_t> bytes(file.bytes().begin(), file.bytes().end());
    const std::size_t reach = i % 2 == 0 ? std::min<std::size_t>(size, 2000) : size;
    const std::size_t from_end = i % 4 == 1 ? size - std::min<std::size_t>(size, 3000) : 0;
    bytes[from_end + random[0] % (reach - from_end)] = static_cast<std::uint8_t>(random[1]);
    if (const Result<TensorMap> map = read(SharedBytes(std::move(bytes)))) expect_tensors_complete(*map);
  }
}

}  // namespace alexnet
