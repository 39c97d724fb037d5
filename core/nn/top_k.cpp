#include "nn/top_k.h"

#include <algorithm>

namespace alexnet {

std::vector<Prediction> top_k(std::span<const float> probabilities, std::size_t count) {
  std::vector<Prediction> all(probabilities.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = {i, probabilities[i]};
  const std::size_t kept = std::min(count, all.size());
  std::ranges::partial_sort(all, all.begin() + static_cast<std::ptrdiff_t>(kept), [](const Prediction& a, const Prediction& b) {
    return a.probability != b.probability ? a.probability > b.probability : a.index < b.index;
  });
  all.resize(kept);
  return all;
}

}  // namespace alexnet
