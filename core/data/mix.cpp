#include "data/mix.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.h"
#include "base/rng.h"
#include "base/simd.h"
#include "data/random_streams.h"
#include "messages/data.h"

namespace alexnet {
namespace {

// Four independent random numbers in [0, 1).
struct MixDraw {
  explicit MixDraw(std::uint64_t seed, std::uint64_t epoch, std::uint64_t index) {
    const auto words = random_words(seed, kMixStream + epoch, index);
    for (std::size_t i = 0; i < words.size(); ++i) numbers[i] = static_cast<double>(words[i]) * 0x1p-32;
  }
  std::array<double, 4> numbers{};
};

// How often Beta(alpha, alpha) is sampled by rejection. At alpha 1, the worst case, half of the attempts are rejected.
constexpr std::uint64_t kMaxAttempts = 64;

// Samples Beta(alpha, alpha) for alpha <= 1 by the method of Jöhnk (1964): two powers of uniform numbers, drawn again until
// their sum is at most 1.
double draw_beta(double alpha, std::uint64_t seed, std::uint64_t epoch, std::uint64_t index) {
  for (std::uint64_t i = 1; i < kMaxAttempts; ++i) {
    const MixDraw draw(seed, epoch, index + i);
    const double x = std::pow(draw.numbers[0], 1 / alpha), y = std::pow(draw.numbers[1], 1 / alpha);
    if (x + y <= 1 && x + y > 0) return x / (x + y);
  }
  return 1;
}

Status expect_share(const char* name, double value) {
  if (value >= 0 && value <= 1) return {};
  return fail<msg::kMixingRange>(name, value);
}

// Chooses a random square of about 1 - plan.share of the image's area, and sets plan.share to what it leaves uncovered.
void place_rectangle(MixPlan& plan, std::size_t side, const MixDraw& draw) {
  const auto edge = static_cast<double>(side);
  plan.width = plan.height = static_cast<std::size_t>(edge * std::sqrt(1.0 - plan.share));
  const auto slack = static_cast<double>(side - plan.width + 1);
  plan.left = static_cast<std::size_t>(draw.numbers[2] * slack);
  plan.top = static_cast<std::size_t>(draw.numbers[3] * slack);
  plan.share = static_cast<float>(1.0 - static_cast<double>(plan.width * plan.height) / (edge * edge));
}

ALEXNET_SIMD_CLONES void blend(float share, float* a, float* b, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const float difference = (1.0f - share) * (b[i] - a[i]);
    a[i] += difference;
    b[i] -= difference;
  }
}

}  // namespace

Status check(const Mixing& mixing) {
  TRY(expect_share("mixup", mixing.mixup));
  TRY(expect_share("cutmix", mixing.cutmix));
  return expect_share("mix_chance", mixing.chance);
}

bool changes_nothing(const Mixing& mixing) { return mixing.chance == 0 || (mixing.mixup == 0 && mixing.cutmix == 0); }

MixPlan draw_mix(const Mixing& mixing, std::size_t side, std::uint64_t seed, std::uint64_t epoch, std::uint64_t pair) {
  const std::uint64_t index = pair * kMaxAttempts;
  const MixDraw draw(seed, epoch, index);
  if (changes_nothing(mixing) || draw.numbers[0] >= mixing.chance) return {};
  MixPlan plan = {.pastes = mixing.mixup == 0 || (mixing.cutmix > 0 && draw.numbers[1] < 0.5)};
  const double share = draw_beta(plan.pastes ? mixing.cutmix : mixing.mixup, seed, epoch, index);
  plan.share = static_cast<float>(std::max(share, 1 - share));
  if (plan.pastes) place_rectangle(plan, side, draw);
  return plan;
}

void mix(const MixPlan& plan, std::size_t side, std::span<float> first, std::span<float> second) {
  CHECK(first.size() == second.size() && first.size() % (side * side) == 0);
  if (!plan.pastes) {
    if (plan.share < 1) blend(plan.share, first.data(), second.data(), first.size());
    return;
  }
  const std::size_t channels = first.size() / (side * side);
  for (std::size_t y = plan.top; y < plan.top + plan.height; ++y) {
    const std::size_t begin = (y * side + plan.left) * channels, count = plan.width * channels;
    std::ranges::swap_ranges(first.subspan(begin, count), second.subspan(begin, count));
  }
}

}  // namespace alexnet
