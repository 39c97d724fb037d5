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

// A narrow network of a variant, some pictures and their labels.
struct Lesson {
  Lesson(std::string_view variant, std::size_t threads, const NetworkOptions& options = {}) : pool(threads) {
    auto spec = make_spec(variant, {.classes = kClasses, .width = 0.06});
    side = spec->preprocessing.input;
    auto model = initialize(*spec, Initialization::kKeras, 1, pool);
    auto made = Network::create(*model, options, pool);
    EXPECT_TRUE(made) << made.error().message();
    network.emplace(std::move(*made));
    EXPECT_TRUE(network->set_batch(kBatch));
    pictures = RandomCase(7).values(kBatch * side * side * 3);
  }

  double loss(bool training = false, std::uint64_t step = 0) {
    EXPECT_TRUE(network->forward(pictures.data(), training, step));
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
  std::vector<float> pictures;
  std::optional<Network> network;
};

class NetworkOfVariant : public ::testing::TestWithParam<std::string_view> {};
INSTANTIATE_TEST_SUITE_P(Each, NetworkOfVariant, ::testing::ValuesIn(kVariants));

// Along the gradient itself the loss rises by step * |gradient|^2. Two-sided, as the loss bends.
TEST_P(NetworkOfVariant, AFiniteDifferenceAlongTheGradientAgrees) {
  Lesson lesson(GetParam(), 2);
  const std::vector<float> gradient = lesson.gradients();
  double square = 0;
  for (const float value : gradient) square += double{value} * value;
  ASSERT_GT(square, 0.0);
  const std::vector<float> start(lesson.network->weights().begin(), lesson.network->weights().end());
  const double length = 2e-4 / std::sqrt(square);
  const auto loss_at = [&](double sign) {
    for (std::size_t i = 0; i < start.size(); ++i)
      lesson.network->weights()[i] = static_cast<float>(start[i] + sign * length * gradient[i]);
    EXPECT_TRUE(lesson.network->weights_changed());
    return lesson.loss();
  };
  const double slope = (loss_at(1) - loss_at(-1)) / (2 * length);
  EXPECT_NEAR(slope / square, 1.0, 0.02);
}

TEST_P(NetworkOfVariant, ThreadsChangeTheGradientByRoundingAlone) {
  const std::vector<float> one = Lesson(GetParam(), 1).gradients(/*training=*/true);
  EXPECT_EQ(one, Lesson(GetParam(), 1).gradients(true)) << "the same threads must give the same bits";
  for (const std::size_t threads : {2u, 3u}) {
    const std::vector<float> several = Lesson(GetParam(), threads).gradients(true);
    EXPECT_LT(relative_error(several, std::vector<double>(one.begin(), one.end())), 1e-5);
  }
}

TEST_P(NetworkOfVariant, ASteadyRunAllocatesNothingOfOurs) {
  Lesson lesson(GetParam(), 2);
  (void)lesson.gradients();
  const std::size_t before = memory_counters().allocations;
  for (std::uint64_t step = 0; step < 3; ++step) {
    (void)lesson.loss(true, step);
    EXPECT_TRUE(lesson.network->backward());
  }
  EXPECT_EQ(memory_counters().allocations, before);
}

TEST(Network, DropoutDropsSomethingElseAtEveryStepAndNothingInEvaluation) {
  Lesson lesson("paper", 2);
  const double plain = lesson.loss(false, 0);
  EXPECT_EQ(plain, lesson.loss(false, 1));
  const double first = lesson.loss(true, 0);
  EXPECT_EQ(first, lesson.loss(true, 0));
  EXPECT_NE(first, lesson.loss(true, 1));
  EXPECT_NE(first, plain);
}

TEST(Network, FrozenLayersHaveNoGradientAndTheWayBackEndsAboveThem) {
  Lesson lesson("keras", 2, {.frozen = {"conv1", "conv2", "fc6"}});
  const std::vector<float> all = Lesson("keras", 2).gradients();
  const std::vector<float> some = lesson.gradients();
  for (const Network::Block& block : lesson.network->blocks()) {
    const auto part = [&](const std::vector<float>& from) { return std::span(from).subspan(block.offset, block.count); };
    if (block.frozen) {
      EXPECT_TRUE(std::ranges::all_of(part(some), [](float value) { return value == 0.0f; })) << block.name;
    } else {
      EXPECT_TRUE(std::ranges::equal(part(some), part(all))) << block.name;
    }
  }
  EXPECT_EQ(lesson.network->steps()[lesson.network->first_backward_step()].first, 6u) << "conv3 is the seventh layer";
}

TEST(Network, RefusesToFreezeWhatIsNotThere) {
  const ThreadPool pool(1);
  const auto model = initialize(*make_spec("keras", {.classes = 2, .width = 0.05}), Initialization::kKeras, 1, pool);
  const auto network = Network::create(*model, {.frozen = {"conv9"}}, pool);
  ASSERT_FALSE(network);
  EXPECT_NE(network.error().message().find("conv9"), std::string::npos);
}

// Explanations ask which pixels matter.
TEST(Network, TheGradientOfThePictureAgreesWithAFiniteDifference) {
  Lesson lesson("caffe", 2, {.input_gradient = true});
  (void)lesson.gradients();
  const std::vector<float> gradient(lesson.network->input_gradient().begin(), lesson.network->input_gradient().end());
  double square = 0;
  for (const float value : gradient) square += double{value} * value;
  ASSERT_GT(square, 0.0);
  const std::vector<float> start = lesson.pictures;
  const double length = 2e-3 / std::sqrt(square);
  const auto loss_at = [&](double sign) {
    for (std::size_t i = 0; i < gradient.size(); ++i)
      lesson.pictures[i] = static_cast<float>(start[i] + sign * length * gradient[i]);
    return lesson.loss();
  };
  EXPECT_NEAR((loss_at(1) - loss_at(-1)) / (2 * length) / square, 1.0, 0.02);
}

}  // namespace
}  // namespace alexnet
