// Weights and an image that are bit-identical to those of tests/golden/make_logits.py: integers from the random number
// generator, converted to floats by operations that round at most once.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "base/thread_pool.h"
#include "image/image.h"
#include "model/alexnet.h"
#include "model/model.h"

namespace alexnet::testing {

// Returns a model of the variant with random weights. Value i of parameter p is the upper 24 bits of the first word of (seed,
// p, i), as a number in [-1, 1), times a limit: sqrt(6 / fan_in) for weights, which keeps the variance of activations from
// layer to layer (He et al. 2015, uniform), and 0.1 for biases.
[[nodiscard]] Result<Model> golden_model(std::string_view variant, const VariantOptions& options, std::uint64_t seed,
                                         const ThreadPool& pool);

// Returns an image of noise: value i is the upper 8 bits of the first word of (seed, 2^20, i).
[[nodiscard]] Image golden_image(std::size_t side, std::uint64_t seed);

}  // namespace alexnet::testing
