// Counter-based random numbers: the value is a function of (seed, stream, index) and of nothing else, so that any thread may
// draw any number in any order and a run can be taken up in the middle. Philox-4x32-10 (Salmon et al., "Parallel random
// numbers: as easy as 1, 2, 3", SC 2011).
#pragma once

#include <array>
#include <cstdint>

namespace alexnet {

// Four independent 32-bit words for each (seed, stream, index).
[[nodiscard]] std::array<std::uint32_t, 4> random_words(std::uint64_t seed, std::uint64_t stream, std::uint64_t index);

// Uniform in [0, 1), 24 bits.
[[nodiscard]] float random_uniform(std::uint64_t seed, std::uint64_t stream, std::uint64_t index);

// Standard normal (Box-Muller on two words of the draw).
[[nodiscard]] float random_normal(std::uint64_t seed, std::uint64_t stream, std::uint64_t index);

// Standard normal, redrawn until it lies in [-2, 2], as Keras' TruncatedNormal does.
[[nodiscard]] float random_truncated_normal(std::uint64_t seed, std::uint64_t stream, std::uint64_t index);

}  // namespace alexnet
