// Color maps: one for values without a sign (the output of a ReLU, a heat map) and one for signed values.
#pragma once

#include "data/compose.h"

namespace alexnet {

// Maps [0, 1] from black over violet, red and orange to light yellow, with uniformly increasing brightness (matplotlib's
// `inferno`). Values outside of the range are clamped.
[[nodiscard]] Rgb8 sequential_color(float value);
// Maps [-1, 1] from blue over white (0) to red (ColorBrewer's RdBu, reversed). Values outside of the range are clamped.
[[nodiscard]] Rgb8 diverging_color(float value);

}  // namespace alexnet
