// Draws photos with their predictions as one image: blue if the prediction is right and red if it is wrong, like the Keras
// tutorials.
#pragma once

#include <span>
#include <string>

#include "base/error.h"
#include "image/image.h"

namespace alexnet {

struct Sample {
  Image image;            // kSampleSide x kSampleSide
  std::string label;      // the true class
  std::string predicted;  // the predicted class
  float probability = 0;  // of the predicted class
  std::size_t photo = 0;  // its index in the photo source
};

inline constexpr std::size_t kSampleSide = 224;
inline constexpr std::size_t kSampleColumns = 4;

// Draws rows of four photos. The text below a photo is `PREDICTED 97%` and, if that is wrong, `is LABEL`. Long names are
// truncated, and characters outside of ASCII are drawn as question marks. kOutOfMemory.
[[nodiscard]] Result<Image> draw_sample_grid(std::span<const Sample> samples);

}  // namespace alexnet
