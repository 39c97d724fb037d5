// Photos with what the network says of them, as one picture: blue where it is right and red where it is wrong, as the Keras
// tutorials show them.
#pragma once

#include <span>
#include <string>

#include "base/error.h"
#include "data/image.h"

namespace alexnet {

struct Sample {
  Image image;            // kSampleSide x kSampleSide
  std::string label;      // what it is
  std::string predicted;  // what the network says
  float probability = 0;  // of that
  std::size_t photo = 0;  // its number where it comes from
};

inline constexpr std::size_t kSampleSide = 224;
inline constexpr std::size_t kSampleColumns = 4;

// Rows of four; below each photo `predicted 97%` and, where that is wrong, `is label`. Names are cut to fit; what is not ASCII
// is drawn as question marks. kOutOfMemory.
[[nodiscard]] Result<Image> draw_sample_grid(std::span<const Sample> samples);

}  // namespace alexnet
