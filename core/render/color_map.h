// Numbers as colors. Two maps: one for what has no sign (a ReLU's output, a heat map), one for what has.
#pragma once

#include "data/compose.h"

namespace alexnet {

// 0 to 1: black over violet, red and orange to a light yellow, each step as bright above the one before (matplotlib's
// `inferno`). Beyond the ends: the ends.
[[nodiscard]] Rgb8 sequential_color(float value);
// -1 to 1: blue over white (0) to red (ColorBrewer's RdBu, turned round). Beyond the ends: the ends.
[[nodiscard]] Rgb8 diverging_color(float value);

}  // namespace alexnet
