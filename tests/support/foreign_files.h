// The files of tests/golden/foreign, and the network input that the scripts which made them used.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <vector>

#include "formats/foreign_network.h"
#include "formats/keras/h5.h"
#include "formats/onnx/onnx.h"

namespace alexnet::testing {

inline const std::string kForeignFolder = "tests/golden/foreign/";

inline std::vector<std::uint8_t> golden_bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path << ": run the tests from the root of the repository";
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}
inline std::vector<std::uint8_t> foreign_bytes(const std::string& name) { return golden_bytes(kForeignFolder + name); }

inline Result<ForeignNetwork> read_foreign(std::vector<std::uint8_t> bytes) {
  const SharedBytes file(std::move(bytes));
  if (is_hdf5(file.bytes())) return read_keras_h5(file);
  return is_keras_archive(file) ? read_keras_archive(file) : read_onnx(file);
}

// Sets value i to (i * 2654435761 mod 2^32) / 2^32 - 0.5.
inline void fill_foreign_input(std::span<float> image) {
  for (std::size_t i = 0; i < image.size(); ++i)
    image[i] = static_cast<float>(static_cast<std::uint32_t>(i * 2654435761u) * 0x1p-32 - 0.5);
}

}  // namespace alexnet::testing
