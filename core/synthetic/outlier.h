// Pictures of nothing in particular: noise, blank pages, gradients, patterns, lines of text. A network that was shown them as
// belonging to no class is less sure of itself before whatever it does not know (Hendrycks, Mazeika and Dietterich, "Deep
// anomaly detection with outlier exposure", ICLR 2019).
#pragma once

#include <cstddef>
#include <cstdint>

#include "data/image.h"

namespace alexnet {

// side x side pixels; a function of the numbers given.
[[nodiscard]] Image synthetic_outlier(std::size_t side, std::uint64_t seed, std::uint64_t number);

}  // namespace alexnet
