// Two photos in one image, and their classes in one answer: photos that a network has not seen before, halfway between those
// that it has.
//   mixup   every pixel is share * first + (1 - share) * second                (Zhang et al., "mixup: Beyond empirical risk
//           minimization", ICLR 2018)
//   cutmix  a rectangle of the second covers 1 - share of the first            (Yun et al., "CutMix: Regularization strategy to
//           train strong classifiers with localizable features", ICCV 2019)
// In both the share is drawn from Beta(alpha, alpha), and the larger part counts as the first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/error.h"

namespace alexnet {

// Nothing is mixed by default.
struct Mixing {
  double mixup = 0;   // alpha, 0 to 1: the larger, the more of both; 0 never
  double cutmix = 0;  // alpha; where both are above 0 a coin decides
  double chance = 1;  // of each pair of photos to be mixed, 0 to 1

  friend bool operator==(const Mixing&, const Mixing&) = default;
};

// kInvalidArgument, with the option's name, for a number out of range.
[[nodiscard]] Status check(const Mixing& mixing);

[[nodiscard]] bool changes_nothing(const Mixing& mixing);

// What was drawn for two pictures of `side` x `side`.
struct MixPlan {
  float share = 1;  // of the first, from a half to 1
  bool pastes = false;
  std::size_t left = 0, top = 0, width = 0, height = 0;  // where it pastes, in pixels

  friend bool operator==(const MixPlan&, const MixPlan&) = default;
};

// A function of its arguments. The share of a rectangle is that of its pixels.
[[nodiscard]] MixPlan draw_mix(const Mixing& mixing, std::size_t side, std::uint64_t seed, std::uint64_t epoch,
                               std::uint64_t pair);

// Each image, [side][side][channels], gets its share of the other.
void mix(const MixPlan& plan, std::size_t side, std::span<float> first, std::span<float> second);

}  // namespace alexnet
