#include "nn/inference_network.h"

#include <gtest/gtest.h>

#include <cmath>

#include "app/model_file.h"
#include "base/rng.h"
#include "model/quantize.h"

namespace alexnet {
namespace {

InferenceNetwork make_classifier(const ThreadPool& pool, std::string_view variant = "caffe") {
  const auto spec = make_spec(variant, {.classes = 5, .width = 0.125});
  auto classifier = InferenceNetwork::create(std::move(*initialize(*spec, Initialization::kKeras, 3, pool)), pool);
  EXPECT_TRUE(classifier) << classifier.error().message();
  return std::move(*classifier);
}

void fill(std::span<float> input, std::uint64_t picture) {
  for (std::size_t i = 0; i < input.size(); ++i) input[i] = random_uniform(1, picture, i) - 0.5f;
}

TEST(InferenceNetwork, OutputsProbabilities) {
  const ThreadPool pool(2);
  for (const std::string_view variant : kVariants) {
    InferenceNetwork classifier = make_classifier(pool, variant);
    fill(classifier.input(0), 0);
    ASSERT_TRUE(classifier.run());
    double sum = 0;
    for (const float probability : classifier.probabilities(0)) sum += probability;
    EXPECT_NEAR(sum, 1.0, 1e-5) << variant;
  }
}

// Whether a picture comes alone or among others, packed or swapped, its scores are the same.
TEST(InferenceNetwork, BatchEqualsSingleImages) {
  const ThreadPool pool(2);
  InferenceNetwork classifier = make_classifier(pool);
  std::vector<std::vector<float>> alone;
  for (std::uint64_t picture = 0; picture < 7; ++picture) {
    fill(classifier.input(0), picture);
    ASSERT_TRUE(classifier.run());
    alone.emplace_back(classifier.logits(0).begin(), classifier.logits(0).end());
  }
  for (const std::size_t batch : {2, 7, 5}) {
    ASSERT_TRUE(classifier.set_batch(batch));
    for (std::size_t picture = 0; picture < batch; ++picture) fill(classifier.input(picture), picture);
    ASSERT_TRUE(classifier.run());
    for (std::size_t picture = 0; picture < batch; ++picture)
      for (std::size_t c = 0; c < 5; ++c)
        EXPECT_NEAR(classifier.logits(picture)[c], alone[picture][c], 1e-4 * (1 + std::abs(alone[picture][c]))) << batch;
  }
}

TEST(InferenceNetwork, IsBitwiseDeterministic) {
  const ThreadPool pool(2);
  InferenceNetwork classifier = make_classifier(pool);
  fill(classifier.input(0), 0);
  ASSERT_TRUE(classifier.run());
  const std::vector<float> first(classifier.logits(0).begin(), classifier.logits(0).end());
  for (int again = 0; again < 5; ++again) {
    ASSERT_TRUE(classifier.run());
    for (std::size_t c = 0; c < first.size(); ++c) EXPECT_EQ(classifier.logits(0)[c], first[c]);
  }
}

// The same network with weights of 8 or 4 bits, beside itself with floats. Random weights have no rows that stand out, so
// that rounding to 4 bits costs them more than trained ones.
TEST(InferenceNetwork, QuantizedLogitsAreCloseToFloat) {
  const ThreadPool one(1);
  const ThreadPool two(2);
  for (const std::string_view variant : kVariants) {
    InferenceNetwork floats = make_classifier(one, variant);
    for (const auto& [bits, tolerance] : {std::pair{8, 0.1}, std::pair{4, 0.5}}) {
      SCOPED_TRACE(testing::Message() << variant << ", " << bits << " bits");
      auto first = InferenceNetwork::create(std::move(*quantize(floats.model(), bits, one)), one);
      auto second = InferenceNetwork::create(std::move(*quantize(floats.model(), bits, one)), two);
      ASSERT_TRUE(first && second);
      for (const std::size_t batch : {1, 3}) {
        for (InferenceNetwork* classifier : {&floats, &*first, &*second}) {
          ASSERT_TRUE(classifier->set_batch(batch));
          for (std::size_t picture = 0; picture < batch; ++picture) fill(classifier->input(picture), picture);
          ASSERT_TRUE(classifier->run());
        }
        double error = 0, length = 0;
        for (std::size_t picture = 0; picture < batch; ++picture)
          for (std::size_t c = 0; c < 5; ++c) {
            EXPECT_EQ(first->logits(picture)[c], second->logits(picture)[c]) << "for any number of threads";
            error += std::pow(first->logits(picture)[c] - floats.logits(picture)[c], 2);
            length += std::pow(floats.logits(picture)[c], 2);
          }
        EXPECT_LT(std::sqrt(error / length), tolerance);
        EXPECT_GT(error, 0);
      }
    }
  }
}

TEST(InferenceNetwork, AllocatesNothingPerImageWithQuantizedWeights) {
  const ThreadPool pool(2);
  auto classifier = InferenceNetwork::create(std::move(*quantize(make_classifier(pool).model(), 4, pool)), pool);
  ASSERT_TRUE(classifier);
  ASSERT_TRUE(classifier->run());
  const std::size_t before = memory_counters().allocations;
  for (int picture = 0; picture < 3; ++picture) ASSERT_TRUE(classifier->run());
  EXPECT_EQ(memory_counters().allocations, before);
}

TEST(InferenceNetwork, AllocatesNothingPerImage) {
  const ThreadPool pool(2);
  InferenceNetwork classifier = make_classifier(pool);
  fill(classifier.input(0), 0);
  ASSERT_TRUE(classifier.run());
  const std::size_t before = memory_counters().allocations;
  for (int picture = 0; picture < 3; ++picture) ASSERT_TRUE(classifier.run());
  EXPECT_EQ(memory_counters().allocations, before);
}

TEST(InferenceNetwork, OutOfMemoryErrorNamesTheLayer) {
  const ThreadPool pool(1);
  InferenceNetwork classifier = make_classifier(pool);
  const Status status = classifier.set_batch(std::size_t{1} << 20);
  ASSERT_FALSE(status);
  EXPECT_FALSE(status.error().message().empty());
  EXPECT_TRUE(classifier.set_batch(1)) << "and goes on";
  EXPECT_TRUE(classifier.run());
}

}  // namespace
}  // namespace alexnet
