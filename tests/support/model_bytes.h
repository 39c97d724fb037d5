// A small model as the bytes of a .safetensors file, and a photo to classify with it.
#pragma once

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "formats/safetensors.h"
#include "model/alexnet.h"
#include "model/init.h"

namespace alexnet {

// Of `width` 0.05, all convolutions are direct sums; of 0.5, some use Winograd's algorithm.
inline std::vector<std::uint8_t> small_model_bytes(double width = 0.05) {
  const ThreadPool pool(1);
  const auto spec = make_spec("keras", {.classes = 2, .width = width, .dense_width = 0.05});
  auto model = initialize(*spec, Initialization::kKeras, 1, pool);
  model->labels = {"bikes", "ships"};
  const auto bytes = to_safetensors(tensors_from_model(*model));
  EXPECT_TRUE(bytes);
  return {bytes->bytes().begin(), bytes->bytes().end()};
}

// Returns a PPM file of 20 x 10 pixels.
inline std::vector<std::uint8_t> small_photo() {
  const std::string header = "P6\n20 10\n255\n";
  std::vector<std::uint8_t> bytes(header.begin(), header.end());
  for (int i = 0; i < 600; ++i) bytes.push_back(static_cast<std::uint8_t>(i * 7 % 251));
  return bytes;
}

}  // namespace alexnet
