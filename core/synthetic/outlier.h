// Synthetic images that belong to no class: noise, blank pages, gradients, patterns, lines of text. A network that is trained
// to be uncertain about them is less confident on unknown images (Hendrycks, Mazeika and Dietterich, "Deep anomaly detection
// with outlier exposure", ICLR 2019).
#pragma once

#include <cstddef>
#include <cstdint>

#include "image/image.h"

namespace alexnet {

// Returns an image of side x side pixels, which depends only on the arguments. Thread-safe.
[[nodiscard]] Image synthetic_outlier(std::size_t side, std::uint64_t seed, std::uint64_t number);

}  // namespace alexnet
