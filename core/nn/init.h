// Random weights for a spec.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "base/thread_pool.h"
#include "nn/model.h"

namespace alexnet {

// kKeras  he_normal (He et al. 2015) as Keras draws it: normal of standard deviation sqrt(2 / fan_in) / 0.87962566103423978,
//         redrawn outside two deviations; biases 0
// kPaper  Krizhevsky et al. 2012, section 5: N(0, 0.01); biases 1 in conv2, conv4, conv5 and the hidden dense layers, else 0
// kCaffe  bvlc_alexnet: as the paper, but those biases 0.1 and the hidden dense layers N(0, 0.005)
enum class Initialization { kKeras, kPaper, kCaffe };
[[nodiscard]] Result<Initialization> parse_initialization(std::string_view name);  // `keras`, `paper`, `caffe`
// What the variant's authors used.
[[nodiscard]] Initialization default_initialization(const ModelSpec& spec);

// The same seed gives the same bits, whatever the number of threads. kOutOfMemory, or what infer_shapes reports.
[[nodiscard]] Result<Model> initialize(const ModelSpec& spec, Initialization how, std::uint64_t seed, const ThreadPool& pool);

}  // namespace alexnet
