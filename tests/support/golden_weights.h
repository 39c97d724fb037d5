// Weights and an image that tests/golden/make_logits.py makes too, bit by bit: integers of the random number generator,
// brought to floats by operations that round at most once.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "base/thread_pool.h"
#include "data/image.h"
#include "model/alexnet.h"
#include "model/model.h"

namespace alexnet::testing {

// Value i of parameter p: the upper 24 bits of the first word of (seed, p, i), as a number in [-1, 1), times a limit: for
// weights sqrt(6 / fan_in), so that the signal keeps its size from layer to layer (He et al. 2015, uniform); for biases 0.1.
[[nodiscard]] Result<Model> golden_model(std::string_view variant, const VariantOptions& options, std::uint64_t seed,
                                         const ThreadPool& pool);

// Noise: the upper 8 bits of the first word of (seed, 2^20, i).
[[nodiscard]] Image golden_image(std::size_t side, std::uint64_t seed);

}  // namespace alexnet::testing
