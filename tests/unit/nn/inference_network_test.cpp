#include "nn/inference_network.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "app/model_file.h"
#include "base/rng.h"
#include "model/quantize.h"

namespace alexnet {
namespace {

InferenceNetwork make_network(const ThreadPool& pool, std::string_view variant = "caffe") {
  const auto spec = make_spec(variant, {.classes = 5, .width = 0.125});
  auto network = InferenceNetwork::create(std::move(*initialize(*spec, Initialization::kKeras, 3, pool)), pool);
  EXPECT_TRUE(network) << network.error().message();
  return std::move(*network);
}

void fill(std::span<float> input, std::uint64_t image) {
  for (std::size_t i = 0; i < input.size(); ++i) input[i] = random_uniform(1, image, i) - 0.5f;
}

TEST(InferenceNetwork, OutputsProbabilities) {
  const ThreadPool pool(2);
  for (const std::string_view variant : kVariants) {
    InferenceNetwork network = make_network(pool, variant);
    fill(network.input(0), 0);
    ASSERT_TRUE(network.run());
    double sum = 0;
    for (const float probability : network.probabilities(0)) sum += probability;
    EXPECT_NEAR(sum, 1.0, 1e-5) << variant;
  }
}

// The logits of an image do not depend on the other images of its batch.
TEST(InferenceNetwork, BatchEqualsSingleImages) {
  const ThreadPool pool(2);
  InferenceNetwork network = make_network(pool);
  std::vector<std::vector<float>> alone;
  for (std::uint64_t image = 0; image < 7; ++image) {
    fill(network.input(0), image);
    ASSERT_TRUE(network.run());
    alone.emplace_back(network.logits(0).begin(), network.logits(0).end());
  }
  for (const std::size_t batch : {2, 7, 5}) {
    ASSERT_TRUE(network.set_batch(batch));
    for (std::size_t image = 0; image < batch; ++image) fill(network.input(image), image);
    ASSERT_TRUE(network.run());
    for (std::size_t image = 0; image < batch; ++image)
      for (std::size_t c = 0; c < 5; ++c)
        EXPECT_NEAR(network.logits(image)[c], alone[image][c], 1e-4 * (1 + std::abs(alone[image][c]))) << batch;
  }
}

// A model that another program quantized: integers as weights, and activations that are rounded. The network packs its weights again for
// other batches.
TEST(InferenceNetwork, OfQuantizedActivationsGivesTheSameInEveryBatch) {
  const ThreadPool pool(2);
  const auto spec = make_spec("torchvision", {.classes = 5, .width = 0.5, .dense_width = 0.125});
  const auto floats = initialize(*spec, Initialization::kKeras, 3, pool);
  auto model = quantize(*floats, 8, pool);
  ASSERT_TRUE(model);
  for (const LayerSpec& layer : spec->layers)
    if (std::holds_alternative<Convolution>(layer.operation) || std::holds_alternative<Dense>(layer.operation))
      model->activations[layer.name].input = ActivationQuantization{.rule = QuantizationRule::kDynamic};
  auto reference = InferenceNetwork::create(*floats, pool);
  auto network = InferenceNetwork::create(std::move(*model), pool);
  ASSERT_TRUE(reference && network);
  for (const std::size_t batch : {1, 5, 2}) {
    ASSERT_TRUE(reference->set_batch(batch) && network->set_batch(batch));
    for (std::size_t image = 0; image < batch; ++image) {
      fill(reference->input(image), image);
      fill(network->input(image), image);
    }
    ASSERT_TRUE(reference->run() && network->run());
    float largest = 0;
    for (const float logit : reference->logits(batch - 1)) largest = std::max(largest, std::abs(logit));
    for (std::size_t c = 0; c < 5; ++c)
      EXPECT_NEAR(network->logits(batch - 1)[c], reference->logits(batch - 1)[c], 0.05f * largest) << batch;
  }
}

// The convolutions of this width are wide enough for Winograd's algorithm, unless direct sums are asked for.
TEST(InferenceNetwork, ExactConvolutionsDifferByRoundingOnly) {
  const ThreadPool pool(2);
  const auto spec = make_spec("caffe", {.classes = 5, .width = 0.5});
  std::vector<std::vector<float>> logits;
  for (const bool exact : {false, true}) {
    auto network =
        InferenceNetwork::create(std::move(*initialize(*spec, Initialization::kKeras, 3, pool)), pool, {.exact = exact});
    ASSERT_TRUE(network);
    fill(network->input(0), 0);
    ASSERT_TRUE(network->run());
    logits.emplace_back(network->logits(0).begin(), network->logits(0).end());
  }
  EXPECT_NE(logits[0], logits[1]);
  for (std::size_t c = 0; c < logits[0].size(); ++c)
    EXPECT_NEAR(logits[0][c], logits[1][c],
                1e-4 * std::abs(std::ranges::max(logits[1], {}, [](float v) { return std::abs(v); })));
}

TEST(InferenceNetwork, UsesOneThreadWhereOthersGainNothing) {
  const ThreadPool pool(2);
  const auto make = [&](double width) {
    const auto spec = make_spec("keras", {.classes = 2, .width = width});
    return InferenceNetwork::create(std::move(*initialize(*spec, Initialization::kKeras, 3, pool)), pool);
  };
  auto tiny = make(0.05), small = make(0.25);
  ASSERT_TRUE(tiny && small);
  EXPECT_EQ(tiny->threads(), 1u);
  EXPECT_EQ(small->threads(), pool.threads());
  ASSERT_TRUE(tiny->set_batch(8));
  EXPECT_EQ(tiny->threads(), pool.threads());
  fill(tiny->input(7), 0);
  ASSERT_TRUE(tiny->run());
  const std::vector<float> together(tiny->logits(7).begin(), tiny->logits(7).end());
  ASSERT_TRUE(tiny->set_batch(1));
  fill(tiny->input(0), 0);
  ASSERT_TRUE(tiny->run());
  for (std::size_t c = 0; c < together.size(); ++c)
    EXPECT_NEAR(tiny->logits(0)[c], together[c], 1e-4 * (1 + std::abs(together[c])));
}

TEST(InferenceNetwork, IsBitwiseDeterministic) {
  const ThreadPool pool(2);
  InferenceNetwork network = make_network(pool);
  fill(network.input(0), 0);
  ASSERT_TRUE(network.run());
  const std::vector<float> first(network.logits(0).begin(), network.logits(0).end());
  for (int repeat = 0; repeat < 5; ++repeat) {
    ASSERT_TRUE(network.run());
    for (std::size_t c = 0; c < first.size(); ++c) EXPECT_EQ(network.logits(0)[c], first[c]);
  }
}

// Compares weights of 8 and 4 bits with floats. Rounding to 4 bits costs random weights, none of whose rows stand out, more
// than trained ones.
TEST(InferenceNetwork, QuantizedLogitsAreCloseToFloat) {
  const ThreadPool one(1);
  const ThreadPool two(2);
  for (const std::string_view variant : kVariants) {
    InferenceNetwork floats = make_network(one, variant);
    for (const auto& [bits, tolerance] : {std::pair{8, 0.1}, std::pair{4, 0.5}}) {
      SCOPED_TRACE(testing::Message() << variant << ", " << bits << " bits");
      auto first = InferenceNetwork::create(std::move(*quantize(floats.model(), bits, one)), one);
      auto second = InferenceNetwork::create(std::move(*quantize(floats.model(), bits, one)), two);
      ASSERT_TRUE(first && second);
      for (const std::size_t batch : {1, 3}) {
        for (InferenceNetwork* network : {&floats, &*first, &*second}) {
          ASSERT_TRUE(network->set_batch(batch));
          for (std::size_t image = 0; image < batch; ++image) fill(network->input(image), image);
          ASSERT_TRUE(network->run());
        }
        double error = 0, length = 0;
        for (std::size_t image = 0; image < batch; ++image)
          for (std::size_t c = 0; c < 5; ++c) {
            EXPECT_EQ(first->logits(image)[c], second->logits(image)[c]) << "must not depend on the number of threads";
            error += std::pow(first->logits(image)[c] - floats.logits(image)[c], 2);
            length += std::pow(floats.logits(image)[c], 2);
          }
        EXPECT_LT(std::sqrt(error / length), tolerance);
        EXPECT_GT(error, 0);
      }
    }
  }
}

TEST(InferenceNetwork, AllocatesNothingPerImageWithQuantizedWeights) {
  const ThreadPool pool(2);
  auto network = InferenceNetwork::create(std::move(*quantize(make_network(pool).model(), 4, pool)), pool);
  ASSERT_TRUE(network);
  ASSERT_TRUE(network->run());
  const std::size_t before = memory_counters().allocations;
  for (int image = 0; image < 3; ++image) ASSERT_TRUE(network->run());
  EXPECT_EQ(memory_counters().allocations, before);
}

TEST(InferenceNetwork, AllocatesNothingPerImage) {
  const ThreadPool pool(2);
  InferenceNetwork network = make_network(pool);
  fill(network.input(0), 0);
  ASSERT_TRUE(network.run());
  const std::size_t before = memory_counters().allocations;
  for (int image = 0; image < 3; ++image) ASSERT_TRUE(network.run());
  EXPECT_EQ(memory_counters().allocations, before);
}

TEST(InferenceNetwork, OutOfMemoryErrorNamesTheLayer) {
  const ThreadPool pool(1);
  InferenceNetwork network = make_network(pool);
  const Status status = network.set_batch(std::size_t{1} << 20);
  ASSERT_FALSE(status);
  EXPECT_FALSE(status.error().message().empty());
  EXPECT_TRUE(network.set_batch(1)) << "must succeed after an error";
  EXPECT_TRUE(network.run());
}

}  // namespace
}  // namespace alexnet
