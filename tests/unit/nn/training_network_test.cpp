#include "nn/training_network.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/memory.h"
#include "model/alexnet.h"
#include "model/init.h"
#include "ops/cross_entropy.h"
#include "support/random_case.h"

namespace alexnet {
namespace {

constexpr std::size_t kBatch = 3;
constexpr std::size_t kClasses = 4;

// A narrow network of a variant with images and labels.
struct NetworkFixture {
  NetworkFixture(std::string_view variant, std::size_t threads, const TrainingNetworkOptions& options = {}) : pool(threads) {
    auto spec = make_spec(variant, {.classes = kClasses, .width = 0.06});
    side = spec->preprocessing.input;
    auto model = initialize(*spec, Initialization::kKeras, 1, pool);
    auto made = TrainingNetwork::create(*model, options, pool);
    EXPECT_TRUE(made) << made.error().message();
    network.emplace(std::move(*made));
    EXPECT_TRUE(network->set_batch(kBatch));
    images = RandomCase(7).values(kBatch * side * side * 3);
  }

  double loss(bool training = false, std::uint64_t step = 0) {
    EXPECT_TRUE(network->forward(images.data(), training, step));
    float* gradient = network->logits_gradient().data();
    const double result = cross_entropy_forward(target(), network->logits().data(), gradient, pool);
    cross_entropy_backward(target(), 1.0f / kBatch, gradient, gradient);
    return result;
  }
  std::vector<float> gradients(bool training = false, std::uint64_t step = 0) {
    (void)loss(training, step);
    EXPECT_TRUE(network->backward());
    return {network->gradients().begin(), network->gradients().end()};
  }
  CrossEntropyTarget target() { return {.classes = kClasses, .labels = labels}; }

  ThreadPool pool;
  std::size_t side = 0;
  std::vector<std::uint32_t> labels = {0, 2, 3};
  std::vector<float> images;
  std::optional<TrainingNetwork> network;
};

class NetworkOfVariant : public ::testing::TestWithParam<std::string_view> {};
INSTANTIATE_TEST_SUITE_P(Each, NetworkOfVariant, ::testing::ValuesIn(kVariants));

// Along the gradient, the loss rises by step * |gradient|^2. The difference is two-sided, because the loss is not linear.
TEST_P(NetworkOfVariant, AFiniteDifferenceAlongTheGradientAgrees) {
  NetworkFixture fixture(GetParam(), 2);
  const std::vector<float> gradient = fixture.gradients();
  double squared_norm = 0;
  for (const float value : gradient) squared_norm += double{value} * value;
  ASSERT_GT(squared_norm, 0.0);
  const std::vector<float> start(fixture.network->weights().begin(), fixture.network->weights().end());
  const double length = 2e-4 / std::sqrt(squared_norm);
  const auto loss_at = [&](double sign) {
    for (std::size_t i = 0; i < start.size(); ++i)
      fixture.network->weights()[i] = static_cast<float>(start[i] + sign * length * gradient[i]);
    EXPECT_TRUE(fixture.network->weights_changed());
    return fixture.loss();
  };
  const double slope = (loss_at(1) - loss_at(-1)) / (2 * length);
  EXPECT_NEAR(slope / squared_norm, 1.0, 0.02);
}

TEST_P(NetworkOfVariant, NumberOfThreadsChangesTheGradientOnlyByRounding) {
  const std::vector<float> one = NetworkFixture(GetParam(), 1).gradients(/*training=*/true);
  EXPECT_EQ(one, NetworkFixture(GetParam(), 1).gradients(true)) << "the same threads must give the same bits";
  for (const std::size_t threads : {2u, 3u}) {
    const std::vector<float> several = NetworkFixture(GetParam(), threads).gradients(true);
    EXPECT_LT(relative_error(several, std::vector<double>(one.begin(), one.end())), 1e-5);
  }
}

TEST_P(NetworkOfVariant, SteadyStateAllocatesNothing) {
  NetworkFixture fixture(GetParam(), 2);
  (void)fixture.gradients();
  const std::size_t before = memory_counters().allocations;
  for (std::uint64_t step = 0; step < 3; ++step) {
    (void)fixture.loss(true, step);
    EXPECT_TRUE(fixture.network->backward());
  }
  EXPECT_EQ(memory_counters().allocations, before);
}

TEST(TrainingNetwork, DropoutVariesPerStepAndIsOffInEvaluation) {
  NetworkFixture fixture("paper", 2);
  const double plain = fixture.loss(false, 0);
  EXPECT_EQ(plain, fixture.loss(false, 1));
  const double first = fixture.loss(true, 0);
  EXPECT_EQ(first, fixture.loss(true, 0));
  EXPECT_NE(first, fixture.loss(true, 1));
  EXPECT_NE(first, plain);
}

TEST(TrainingNetwork, BackwardPassStopsAfterTheFrozenLayers) {
  NetworkFixture fixture("keras", 2, {.frozen = {"conv1", "conv2", "fc6"}});
  const std::vector<float> all = NetworkFixture("keras", 2).gradients();
  const std::vector<float> some = fixture.gradients();
  for (const TrainingNetwork::Block& block : fixture.network->blocks()) {
    const auto part = [&](const std::vector<float>& from) { return std::span(from).subspan(block.offset, block.count); };
    if (block.frozen) {
      EXPECT_TRUE(std::ranges::all_of(part(some), [](float value) { return value == 0.0f; })) << block.name;
    } else {
      EXPECT_TRUE(std::ranges::equal(part(some), part(all))) << block.name;
    }
  }
  EXPECT_EQ(fixture.network->steps()[fixture.network->first_backward_step()].first, 6u) << "conv3 is the seventh layer";
}

TEST(TrainingNetwork, RejectsUnknownFrozenLayers) {
  const ThreadPool pool(1);
  const auto model = initialize(*make_spec("keras", {.classes = 2, .width = 0.05}), Initialization::kKeras, 1, pool);
  const auto network = TrainingNetwork::create(*model, {.frozen = {"conv9"}}, pool);
  ASSERT_FALSE(network);
  EXPECT_NE(network.error().message().find("conv9"), std::string::npos);
}

TEST(TrainingNetwork, TheGradientOfTheImageAgreesWithAFiniteDifference) {
  NetworkFixture fixture("caffe", 2, {.input_gradient = true});
  (void)fixture.gradients();
  const std::vector<float> gradient(fixture.network->input_gradient().begin(), fixture.network->input_gradient().end());
  double squared_norm = 0;
  for (const float value : gradient) squared_norm += double{value} * value;
  ASSERT_GT(squared_norm, 0.0);
  const std::vector<float> start = fixture.images;
  const double length = 2e-3 / std::sqrt(squared_norm);
  const auto loss_at = [&](double sign) {
    for (std::size_t i = 0; i < gradient.size(); ++i)
      fixture.images[i] = static_cast<float>(start[i] + sign * length * gradient[i]);
    return fixture.loss();
  };
  EXPECT_NEAR((loss_at(1) - loss_at(-1)) / (2 * length) / squared_norm, 1.0, 0.02);
}

}  // namespace
}  // namespace alexnet
