#include "base/rng.h"

#include <cmath>
#include <numbers>

namespace alexnet {
namespace {

using Words = std::array<std::uint32_t, 4>;

Words philox_4x32_10(Words counter, std::uint32_t key0, std::uint32_t key1) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t product0 = std::uint64_t{0xD2511F53u} * counter[0];
    const std::uint64_t product1 = std::uint64_t{0xCD9E8D57u} * counter[2];
    counter = {static_cast<std::uint32_t>(product1 >> 32) ^ counter[1] ^ key0, static_cast<std::uint32_t>(product1),
               static_cast<std::uint32_t>(product0 >> 32) ^ counter[3] ^ key1, static_cast<std::uint32_t>(product0)};
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
  return counter;
}

// Returns a number in (0, 1]: never 0, so that its logarithm is finite.
float to_positive_unit(std::uint32_t word) { return (static_cast<float>(word >> 8) + 1.0f) * 0x1p-24f; }

float box_muller(std::uint32_t a, std::uint32_t b) {
  const float radius = std::sqrt(-2.0f * std::log(to_positive_unit(a)));
  const float angle = 2.0f * std::numbers::pi_v<float> * static_cast<float>(b >> 8) * 0x1p-24f;
  return radius * std::cos(angle);
}

}  // namespace

std::array<std::uint32_t, 4> random_words(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
  return philox_4x32_10({static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32),
                         static_cast<std::uint32_t>(stream), static_cast<std::uint32_t>(stream >> 32)},
                        static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32));
}

float random_uniform(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
  return static_cast<float>(random_words(seed, stream, index)[0] >> 8) * 0x1p-24f;
}

float random_normal(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
  const auto words = random_words(seed, stream, index);
  return box_muller(words[0], words[1]);
}

float random_truncated_normal(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
  // Each attempt takes its words from another stream, so that no two indices share a word.
  for (std::uint64_t attempt = 0;; ++attempt) {
    const auto words = random_words(seed, stream + (attempt << 32), index);
    for (int pair = 0; pair < 4; pair += 2) {
      const float value = box_muller(words[pair], words[pair + 1]);
      if (value >= -2.0f && value <= 2.0f) return value;
    }
  }
}

}  // namespace alexnet
