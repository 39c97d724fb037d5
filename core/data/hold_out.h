// Which photos of a set are put aside to check with.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace alexnet {

// True for those that are: of each class `fraction` (in [0, 1)) of its photos, rounded, at least one of two or more and never
// all of them. `labels` has one of `classes` a photo. Which ones depends on the seed and the order within the class alone.
[[nodiscard]] std::vector<bool> hold_out(std::span<const std::size_t> labels, std::size_t classes, double fraction,
                                         std::uint64_t seed);

}  // namespace alexnet
