// The streams of random numbers (base/rng.h) of this module. All uses share one seed, and separate streams keep them
// independent. A label, an epoch or a photo index, each below 2^56, is added to the constants. Streams below 2^32 are used for
// initial weights.
#pragma once

#include <cstdint>

namespace alexnet {

inline constexpr std::uint64_t kSplitStream = std::uint64_t{1} << 56;      // + label
inline constexpr std::uint64_t kOrderStream = std::uint64_t{2} << 56;      // + epoch
inline constexpr std::uint64_t kAugmentStream = std::uint64_t{3} << 56;    // + epoch
inline constexpr std::uint64_t kSyntheticStream = std::uint64_t{4} << 56;  // + photo
inline constexpr std::uint64_t kOutlierStream = std::uint64_t{5} << 56;    // + epoch
inline constexpr std::uint64_t kMixStream = std::uint64_t{6} << 56;        // + epoch

}  // namespace alexnet
