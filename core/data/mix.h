// Mixes pairs of training images and their labels.
//   mixup   every pixel becomes share * first + (1 - share) * second
//           (Zhang et al., "mixup: Beyond empirical risk minimization", ICLR 2018)
//   cutmix  a rectangle of the second image replaces the fraction 1 - share of the first
//           (Yun et al., "CutMix: Regularization strategy to train strong classifiers with localizable features", ICCV 2019)
// The share is max(s, 1 - s) with s drawn from Beta(alpha, alpha).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/error.h"

namespace alexnet {

// The defaults mix nothing.
struct Mixing {
  double mixup = 0;   // alpha of mixup, 0 to 1; 0 disables it
  double cutmix = 0;  // alpha of cutmix, 0 to 1; 0 disables it. If both are above 0, each is used with probability 1/2
  double chance = 1;  // probability that a pair is mixed, 0 to 1

  friend bool operator==(const Mixing&, const Mixing&) = default;
};

// Returns kInvalidArgument with the name of the option if a number is out of range.
[[nodiscard]] Status check(const Mixing& mixing);

// Returns whether no pair is ever mixed.
[[nodiscard]] bool changes_nothing(const Mixing& mixing);

// The random choices for one pair of images.
struct MixPlan {
  float share = 1;                                       // weight of the first image and its label, 0.5 to 1
  bool pastes = false;                                   // cutmix instead of mixup
  std::size_t left = 0, top = 0, width = 0, height = 0;  // the rectangle of cutmix, in pixels

  friend bool operator==(const MixPlan&, const MixPlan&) = default;
};

// Makes the choices for pair `pair` of an epoch, with images of side x side pixels. A pure function of its arguments.
[[nodiscard]] MixPlan draw_mix(const Mixing& mixing, std::size_t side, std::uint64_t seed, std::uint64_t epoch,
                               std::uint64_t pair);

// Mixes each of the two images, [side][side][channels], with the other one, in place.
void mix(const MixPlan& plan, std::size_t side, std::span<float> first, std::span<float> second);

}  // namespace alexnet
