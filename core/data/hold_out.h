// Splits a set of photos into training and validation photos.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace alexnet {

// Returns for each photo whether it is held out for validation: `fraction` (in [0, 1)) of the photos of each class, rounded, at
// least one of two or more, and never all. `labels` has the label of each photo, below `classes`. The choice within a class
// depends only on the seed and on the order of its photos.
[[nodiscard]] std::vector<bool> hold_out(std::span<const std::size_t> labels, std::size_t classes, double fraction,
                                         std::uint64_t seed);

// The same, with photos that must stay in the same set. `groups` has the group of each photo: the index of the group's first photo,
// which is the photo's own index if it is alone. A group that would exceed the share of its class is not held out, unless the
// class has no smaller one to hold out; nor is a group with photos of two classes. If all groups are of one photo, the result is
// that of the other function.
[[nodiscard]] std::vector<bool> hold_out(std::span<const std::size_t> labels, std::span<const std::size_t> groups,
                                         std::size_t classes, double fraction, std::uint64_t seed);

}  // namespace alexnet
