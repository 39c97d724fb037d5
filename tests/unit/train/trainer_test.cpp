#include "train/trainer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/memory.h"
#include "support/allocation_counter.h"
#include "support/random_case.h"
#include "tiny_training.h"

namespace alexnet {
namespace {

using namespace testing;

TEST(Trainer, LearnsToSeparateRedFromBlue) {
  TrainerFixture fixture({.trainer = {.learning_rate = 0.002}});
  for (int epoch = 0; epoch < 12; ++epoch) fixture.steps(2);
  EXPECT_GT(fixture.trainer->progress().epoch_accuracy(), 0.9);
  EXPECT_LT(fixture.trainer->progress().epoch_loss(), 0.3);
  auto in_order =
      BatchLoader::create(fixture.photos, narrow_spec().preprocessing, {}, {.batch = 6, .drop_last = false}, fixture.pool);
  Metrics metrics(2, /*mistakes=*/0);
  ASSERT_TRUE(evaluate(*fixture.network, *in_order, metrics));
  EXPECT_EQ(metrics.result().count, 16u) << "the last batch has 4 photos, and they count";
  EXPECT_GT(metrics.result().top1, 0.9);
}

TEST(Trainer, AccumulatesTwoHalfBatchesIntoOneStep) {
  TrainerOptions options = sgd_options(0.01);
  TrainerFixture whole({.batch = 8, .trainer = options});
  options.accumulate = 2;
  TrainerFixture halves({.batch = 4, .trainer = options});
  EXPECT_EQ(halves.trainer->steps_per_epoch(), 2u);
  for (int i = 0; i < 5; ++i) {
    const StepReport one = whole.step();
    const StepReport two = halves.step();
    EXPECT_NEAR(two.loss / one.loss, 1.0, 1e-5) << "step " << i;
    EXPECT_NEAR(two.gradient_norm / one.gradient_norm, 1.0, 1e-4) << "step " << i;
    EXPECT_EQ(two.accuracy, one.accuracy);
    EXPECT_EQ(two.images, 8u);
    EXPECT_EQ(two.ends_epoch, one.ends_epoch);
  }
  const std::vector<float> weights = whole.weights();
  EXPECT_LT(relative_error(halves.weights(), std::vector<double>(weights.begin(), weights.end())), 1e-5);
}

TEST(Trainer, SkipsBatchesThatDoNotCompleteAStep) {
  TrainerOptions options = sgd_options(0.01);
  options.accumulate = 2;
  TrainerFixture fixture({.photos = 20, .batch = 4, .trainer = options});
  EXPECT_EQ(fixture.trainer->steps_per_epoch(), 2u);
  const auto reports = fixture.steps(4);
  EXPECT_EQ(fixture.trainer->progress().position, (LoaderPosition{.epoch = 2, .batch = 0}));
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(reports[i].step, i);
    EXPECT_EQ(reports[i].epoch, i / 2);
    EXPECT_EQ(reports[i].ends_epoch, i % 2 == 1);
  }
}

TEST(Trainer, ResetsItsSumsInEachEpoch) {
  TrainerFixture fixture({.trainer = sgd_options(0.01)});
  const auto reports = fixture.steps(2);
  EXPECT_EQ(fixture.trainer->progress().epoch_images, 16u);
  EXPECT_NEAR(fixture.trainer->progress().epoch_loss(), (reports[0].loss + reports[1].loss) / 2, 1e-12);
  EXPECT_NEAR(fixture.trainer->progress().epoch_accuracy(), (reports[0].accuracy + reports[1].accuracy) / 2, 1e-12);
  const StepReport next = fixture.step();
  EXPECT_EQ(fixture.trainer->progress().epoch_images, 8u);
  EXPECT_NEAR(fixture.trainer->progress().epoch_loss(), next.loss, 1e-12);
}

TEST(Trainer, OutliersCountInLossButNotInAccuracy) {
  TrainerFixture fixture({.photos = 64, .batch = 32, .outliers = 0.5, .trainer = {.learning_rate = 0.002}});
  for (int epoch = 0; epoch < 12; ++epoch) fixture.steps(2);
  const TrainerProgress& progress = fixture.trainer->progress();
  EXPECT_EQ(progress.epoch_images, 64u);
  EXPECT_GT(progress.epoch_with_class, 16u);
  EXPECT_LT(progress.epoch_with_class, 48u);
  EXPECT_GT(progress.epoch_accuracy(), 0.9);
  const double nothing = 1 - static_cast<double>(progress.epoch_with_class) / 64;
  EXPECT_GT(progress.epoch_loss(), nothing * std::log(2.0) - 1e-6) << "of no class: never better than ln 2";
}

// Biases are 0 initially, so the logits scale with the product of the factors of the layers.
void multiply(TrainerFixture& fixture, std::string_view parameter, float factor) {
  for (float& value : fixture.parameter(parameter)) value *= factor;
  ASSERT_TRUE(fixture.network->weights_changed());
}

void expect_nothing_changes(TrainerFixture& fixture) {
  const auto weights = fixture.weights();
  const auto state = fixture.optimizer_state();
  const TrainerProgress before = fixture.trainer->progress();
  const StepReport report = fixture.step();
  EXPECT_FALSE(std::isfinite(report.loss) && std::isfinite(report.gradient_norm));
  EXPECT_EQ(fixture.weights(), weights);
  EXPECT_EQ(fixture.optimizer_state(), state);
  EXPECT_EQ(fixture.trainer->optimizer().steps(), 0u);
  EXPECT_EQ(fixture.trainer->progress().step, before.step);
  EXPECT_EQ(fixture.trainer->progress().position, before.position);
}

TEST(Trainer, DoesNotChangeWeightsIfTheLossIsNotFinite) {
  for (const std::size_t accumulate : {1u, 2u}) {
    TrainerFixture fixture({.batch = 4, .trainer = {.accumulate = accumulate}});
    multiply(fixture, "fc8.weight", 1e25f);
    multiply(fixture, "fc9.weight", 1e25f);
    expect_nothing_changes(fixture);
  }
}

TEST(Trainer, DoesNotChangeWeightsIfAGradientIsNotFinite) {
  TrainerFixture fixture;
  multiply(fixture, "conv1.weight", 1e-20f);
  multiply(fixture, "fc8.weight", 1e20f);
  multiply(fixture, "fc9.weight", 1e22f);
  expect_nothing_changes(fixture);
}

TEST(Trainer, IsBitIdenticalOnTheSameNumberOfThreadsAndCloseOnOthers) {
  const auto after_three_steps = [](std::size_t threads) {
    TrainerFixture fixture({.threads = threads, .trainer = sgd_options(0.01)});
    fixture.steps(3);
    return fixture.weights();
  };
  const std::vector<float> one = after_three_steps(1);
  const std::vector<float> two = after_three_steps(2);
  EXPECT_EQ(after_three_steps(1), one);
  EXPECT_EQ(after_three_steps(2), two);
  const std::vector<double> expected(one.begin(), one.end());
  EXPECT_LT(relative_error(two, expected), 1e-5);
  EXPECT_LT(relative_error(after_three_steps(3), expected), 1e-5);
}

TEST(Trainer, AllocatesNoMemoryAfterTheFirstSteps) {
  for (const std::size_t accumulate : {1u, 2u}) {
    TrainerFixture fixture({.threads = 2, .batch = 4, .trainer = {.label_smoothing = 0.1f, .accumulate = accumulate}});
    fixture.steps(5);                                  // all photos have been used
    fixture.loader->seek(fixture.loader->position());  // waits for prefetched batches
    const std::size_t allocations = allocation_count();
    const std::size_t bytes = memory_counters().bytes_in_use;
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(fixture.trainer->step());
    EXPECT_EQ(allocation_count() - allocations, 0u);
    EXPECT_EQ(memory_counters().bytes_in_use, bytes) << "only what is packed anew takes the place of what was packed";
  }
}

TEST(Trainer, AppliesBiasRateAndFrozenLayers) {
  TrainerOptions options = sgd_options(0.01);
  options.bias_learning_rate = 0;
  TrainerFixture fixture({.frozen = {"conv1", "fc6"}, .trainer = options});
  const auto before = fixture.weights();
  fixture.steps(2);
  for (const TrainingNetwork::Block& block : fixture.network->blocks()) {
    const auto part = std::span(before).subspan(block.offset, block.count);
    const bool stays = block.frozen || block.name.ends_with(".bias");
    EXPECT_EQ(std::ranges::equal(part, fixture.parameter(block.name)), stays) << block.name;
  }
}

TEST(Trainer, DecaysBiasesOnlyIfEnabled) {
  for (const bool decays : {false, true}) {
    TrainerOptions options = sgd_options(0.1);
    options.optimizer.weight_decay = 1;
    options.decay_biases = decays;
    TrainerFixture fixture({.trainer = options});
    // Far below zero, so that no gradient passes the ReLU.
    for (float& bias : fixture.parameter("fc6.bias")) bias = -100;
    ASSERT_TRUE(fixture.network->weights_changed());
    fixture.step();
    EXPECT_NEAR(fixture.parameter("fc6.bias")[0], decays ? -90 : -100, 1e-4);
  }
}

TEST(Trainer, FollowsItsSchedule) {
  TrainerOptions options = sgd_options(0.01);
  options.schedule = *parse_schedule("step:1:0.5");
  TrainerFixture fixture({.trainer = options});
  EXPECT_EQ(fixture.trainer->learning_rate(), 0.01);
  const auto reports = fixture.steps(5);
  EXPECT_EQ(reports[1].learning_rate, 0.01);
  EXPECT_EQ(reports[2].learning_rate, 0.005);
  EXPECT_EQ(reports[4].learning_rate, 0.0025);
}

TEST(Trainer, LowersTheLearningRateOnAPlateau) {
  TrainerOptions options = sgd_options(0.01);
  options.schedule = *parse_schedule("plateau:factor=0.1:patience=2");
  TrainerFixture fixture({.trainer = options});
  for (const double loss : {1.0, 1.0, 1.0}) fixture.trainer->epoch_ended(loss);
  EXPECT_NEAR(fixture.trainer->learning_rate(), 0.001, 1e-12);
}

TEST(Trainer, RejectsInvalidOptions) {
  TrainerFixture fixture;
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const TrainerOptions wrong[] = {
      {.optimizer = {.beta1 = 1}},
      {.epochs = 0},
      {.learning_rate = -0.1},
      {.learning_rate = kNan},
      {.learning_rate = kInfinity},
      {.label_smoothing = 1},
      {.label_smoothing = -0.1f},
      {.label_smoothing = static_cast<float>(kNan)},
      {.accumulate = 0},
      {.accumulate = 3},  // of 2 batches
      {.bias_learning_rate = -1},
      {.bias_learning_rate = kNan},
  };
  for (const TrainerOptions& options : wrong) {
    const auto trainer = Trainer::create(*fixture.network, *fixture.loader, options, fixture.pool);
    ASSERT_FALSE(trainer) << &options - wrong;
    EXPECT_EQ(trainer.error().kind, ErrorKind::kInvalidArgument);
    EXPECT_FALSE(trainer.error().where.empty());
  }
}

}  // namespace
}  // namespace alexnet
