// Random 8- and 4-bit weights for comparing the quantized operators with exact integer loops.
#pragma once

#include "ops/dynamic_quantizer.h"
#include "support/random_case.h"
#include "tensor/quantized.h"

namespace alexnet {

struct QuantizedCase {
  std::vector<std::uint8_t> data;
  std::vector<float> scales;
  QuantizedView view;
};

inline QuantizedCase random_quantized_case(RandomCase& random, const Shape& shape, std::size_t bits) {
  QuantizedCase c;
  c.view = {nullptr, nullptr, shape, bits};
  for (std::size_t i = 0; i < shape.elements() / (8 / bits); ++i)
    c.data.push_back(static_cast<std::uint8_t>(random.between(0, 255)));
  if (bits == 8) std::ranges::replace(c.data, 0x80, 0x81);  // symmetric quantization does not use -128
  for (std::size_t i = 0; i < shape[0]; ++i) c.scales.push_back(0.001f * static_cast<float>(random.between(1, 50)));
  c.view.data = c.data.data();
  c.view.scales = c.scales.data();
  return c;
}

// The input of the operators: x, quantized by DynamicQuantizer, which has a test of its own.
inline DynamicQuantizer quantized_rows(std::size_t rows, std::size_t columns, const float* x) {
  DynamicQuantizer quantizer;
  EXPECT_TRUE(quantizer.reshape(rows, columns));
  quantizer.run(x, ThreadPool(1));
  return quantizer;
}

}  // namespace alexnet
