#include "formats/keras/config.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto config = alexnet::read_keras_config({reinterpret_cast<const char*>(data), size});
  if (!config) return 0;
  for (const alexnet::KerasLayer& layer : config->layers)  // keras_h5.cpp assigns the weights to the first layer
    if (!layer.weights.empty() && layer.computation.empty()) __builtin_trap();
  return 0;
}
