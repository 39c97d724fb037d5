// Draws a confusion matrix: which classes a network takes for which.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/error.h"
#include "image/image.h"

namespace alexnet {

// Draws `counts`, [label][predicted], as a grid with a row for each true class. A cell is the bluer, the larger its share of the
// photos of its row; the count is written in it, and the names of the classes beside the grid, if the cells are large enough.
// Requires labels.size()^2 counts. kOutOfMemory.
[[nodiscard]] Result<Image> draw_confusion(std::span<const std::uint64_t> counts, std::span<const std::string> labels);

}  // namespace alexnet
