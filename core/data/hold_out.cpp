#include "data/hold_out.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/rng.h"
#include "data/random_streams.h"

namespace alexnet {
namespace {

std::size_t share_of(std::size_t count, double fraction) {
  if (fraction == 0 || count < 2) return 0;
  return std::clamp<std::size_t>(static_cast<std::size_t>(std::lround(static_cast<double>(count) * fraction)), 1, count - 1);
}

}  // namespace

// The photos of each class with the smallest random numbers are held out.
std::vector<bool> hold_out(std::span<const std::size_t> labels, std::size_t classes, double fraction, std::uint64_t seed) {
  std::vector<std::vector<std::pair<std::uint64_t, std::size_t>>> drawn(classes);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    auto& of_class = drawn[labels[i]];
    const auto words = random_words(seed, kSplitStream + labels[i], of_class.size());
    of_class.emplace_back(std::uint64_t{words[0]} << 32 | words[1], i);
  }
  std::vector<bool> held_out(labels.size());
  for (auto& of_class : drawn) {
    std::ranges::sort(of_class);
    of_class.resize(share_of(of_class.size(), fraction));
    for (const auto& [number, photo] : of_class) held_out[photo] = true;
  }
  return held_out;
}

}  // namespace alexnet
