// Random weights for a spec.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "base/thread_pool.h"
#include "model/model.h"

namespace alexnet {

// kKeras  he_normal (He et al. 2015) as Keras draws it: normal of standard deviation sqrt(2 / fan_in) / 0.87962566103423978,
//         redrawn outside two of those deviations (VarianceScaling of scale 2, fan_in, truncated_normal); biases 0
// kPaper  Krizhevsky et al. 2012, section 5: N(0, 0.01); biases 1 in conv2, conv4, conv5 and the hidden dense layers, else 0
// kCaffe  bvlc_alexnet: as the paper, but those biases 0.1 and the hidden dense layers N(0, 0.005)
// kTorch  what PyTorch's layers draw and torchvision leaves as it is: weights and biases uniform in
//         [-1 / sqrt(fan_in), 1 / sqrt(fan_in)) (kaiming_uniform with a = sqrt(5))
enum class Initialization { kKeras, kPaper, kCaffe, kTorch };
[[nodiscard]] Result<Initialization> parse_initialization(std::string_view name);  // `keras`, `paper`, `caffe`, `torch`
// What the variant's authors used.
[[nodiscard]] Initialization default_initialization(const ModelSpec& spec);

// The same seed gives the same bits, whatever the number of threads. kOutOfMemory, or what infer_shapes reports.
[[nodiscard]] Result<Model> initialize(const ModelSpec& spec, Initialization how, std::uint64_t seed, const ThreadPool& pool);

}  // namespace alexnet
