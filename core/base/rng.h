// Counter-based random numbers: a value depends on (seed, stream, index) alone, so that threads may draw numbers in any order
// and a run can be resumed anywhere. The generator is Philox-4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2,
// 3", SC 2011). All functions are pure and thread-safe.
#pragma once

#include <array>
#include <cstdint>

namespace alexnet {

// Returns four independent, uniformly distributed 32-bit words.
[[nodiscard]] std::array<std::uint32_t, 4> random_words(std::uint64_t seed, std::uint64_t stream, std::uint64_t index);

// Returns a number that is uniformly distributed in [0, 1), with 24 bits of precision.
[[nodiscard]] float random_uniform(std::uint64_t seed, std::uint64_t stream, std::uint64_t index);

// Returns a number of the standard normal distribution (Box-Muller transform of two words).
[[nodiscard]] float random_normal(std::uint64_t seed, std::uint64_t stream, std::uint64_t index);

// Returns a number of the standard normal distribution, drawn again until it is in [-2, 2] (Keras' TruncatedNormal).
[[nodiscard]] float random_truncated_normal(std::uint64_t seed, std::uint64_t stream, std::uint64_t index);

}  // namespace alexnet
