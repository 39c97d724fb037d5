// Random initialization of the weights of a spec.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "base/thread_pool.h"
#include "model/model.h"

namespace alexnet {

// kTutorial  he_normal in the convolutions and glorot_uniform in the dense layers: a uniform distribution in [-limit, limit) with
//         limit = sqrt(6 / (fan_in + fan_out)) (Glorot and Bengio 2010); biases are 0. The code of the tutorial "Implementing AlexNet
//         in TensorFlow 2.0" gives this: it names he_normal in its convolutions and nothing in its dense layers, for which
//         glorot_uniform is Keras' default
// kKeras  he_normal (He et al. 2015) in every layer, as in Keras: a normal distribution of standard deviation
//         sqrt(2 / fan_in) / 0.87962566103423978, truncated at two of those deviations (VarianceScaling with scale 2,
//         fan_in and truncated_normal); biases are 0
// kPaper  Krizhevsky et al. 2012, section 5: N(0, 0.01); biases are 1 in conv2, conv4, conv5 and the hidden dense layers,
//         else 0
// kCaffe  bvlc_alexnet: as the paper, but those biases are 0.1 and the hidden dense layers N(0, 0.005)
// kTorch  PyTorch's default, which torchvision keeps: weights and biases are uniform in
//         [-1 / sqrt(fan_in), 1 / sqrt(fan_in)) (kaiming_uniform with a = sqrt(5))
enum class Initialization { kTutorial, kKeras, kPaper, kCaffe, kTorch };

// The names are `tutorial`, `keras`, `paper`, `caffe` and `torch`. Parsing fails with kInvalidArgument for any other.
[[nodiscard]] std::string_view to_string(Initialization initialization);
[[nodiscard]] Result<Initialization> parse_initialization(std::string_view name);

// Returns the initialization that the authors of the variant used.
[[nodiscard]] Initialization default_initialization(const ModelSpec& spec);

// Returns a model with random weights, without labels. The same seed gives the same bits for any number of threads.
// kOutOfMemory, or the errors of infer_shapes().
[[nodiscard]] Result<Model> initialize(const ModelSpec& spec, Initialization initialization, std::uint64_t seed,
                                       const ThreadPool& pool);

}  // namespace alexnet
