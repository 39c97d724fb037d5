#include "train/schedule.h"

#include <gtest/gtest.h>

#include <cmath>

namespace alexnet {
namespace {

constexpr std::uint64_t kStepsPerEpoch = 10;
constexpr std::uint64_t kEpochs = 100;

Schedule parsed(std::string_view text) {
  const auto schedule = parse_schedule(text);
  EXPECT_TRUE(schedule) << schedule.error().message();
  return schedule.value_or(Schedule{});
}

double factor_at(std::string_view text, double epoch) {
  const auto step = static_cast<std::uint64_t>(std::lround(epoch * kStepsPerEpoch));
  return learning_rate_factor(parsed(text), {step, kStepsPerEpoch, kEpochs}, {});
}

TEST(Schedule, ConstantIsAlwaysOne) {
  for (const double epoch : {0.0, 3.5, 99.9}) EXPECT_EQ(factor_at("constant", epoch), 1.0);
}

TEST(Schedule, StepFallsAtEveryMultipleOfItsInterval) {
  EXPECT_EQ(factor_at("step:30:0.1", 0), 1.0);
  EXPECT_EQ(factor_at("step:30:0.1", 29.9), 1.0);
  EXPECT_DOUBLE_EQ(factor_at("step:30:0.1", 30), 0.1);
  EXPECT_DOUBLE_EQ(factor_at("step:30:0.1", 60), 0.01);
  EXPECT_DOUBLE_EQ(factor_at("step:30:0.1", 99.9), 0.001);
}

TEST(Schedule, StepsFallAtTheListedEpochs) {
  EXPECT_EQ(factor_at("steps:25,51,79:0.5", 24.9), 1.0);
  EXPECT_EQ(factor_at("steps:25,51,79:0.5", 25), 0.5);
  EXPECT_EQ(factor_at("steps:25,51,79:0.5", 51), 0.25);
  EXPECT_EQ(factor_at("steps:25,51,79:0.5", 99), 0.125);
}

TEST(Schedule, CosineFallsFromOneToItsFloor) {
  EXPECT_EQ(factor_at("cosine", 0), 1.0);
  EXPECT_NEAR(factor_at("cosine", 50), 0.5, 1e-12);
  EXPECT_NEAR(factor_at("cosine", 25), 0.5 + 0.25 * std::sqrt(2.0), 1e-12);
  EXPECT_GT(factor_at("cosine", 99.9), 0.0);
  EXPECT_NEAR(factor_at("cosine:floor=0.2", 100), 0.2, 1e-12);
  EXPECT_NEAR(factor_at("cosine:floor=0.2", 50), 0.6, 1e-12);
  EXPECT_EQ(factor_at("cosine:floor=0.2", 500), 0.2);  // after the end of the training
}

TEST(Schedule, WarmupRisesLinearlyToOne) {
  EXPECT_DOUBLE_EQ(factor_at("constant:warmup=5", 0), 0.02);
  EXPECT_DOUBLE_EQ(factor_at("constant:warmup=5", 2.4), 0.5);
  EXPECT_EQ(factor_at("constant:warmup=5", 4.9), 1.0);
  EXPECT_EQ(factor_at("constant:warmup=0.5", 0.5), 1.0);
  EXPECT_EQ(factor_at("cosine:warmup=20", 20), 1.0);  // the cosine begins after the warmup
  EXPECT_NEAR(factor_at("cosine:warmup=20", 60), 0.5, 1e-12);
}

TEST(Schedule, PlateauFallsAfterPatienceEpochsWithoutImprovement) {
  const Schedule schedule = parsed("plateau:factor=0.5:patience=3");
  PlateauState state;
  const auto factor_after = [&](double loss) {
    observe_epoch(schedule, loss, state);
    return learning_rate_factor(schedule, {}, state);
  };
  for (const double loss : {3.0, 2.0, 2.5, 1.0}) EXPECT_EQ(factor_after(loss), 1.0);
  EXPECT_EQ(factor_after(1.0), 1.0);
  EXPECT_EQ(factor_after(0.99995), 1.0);  // less than the smallest improvement
  EXPECT_EQ(factor_after(std::nan("")), 0.5);
  EXPECT_EQ(factor_after(1.0), 0.5);  // patience counts from the last reduction
  EXPECT_EQ(factor_after(0.9), 0.5);
  for (int epoch = 0; epoch < 2; ++epoch) EXPECT_EQ(factor_after(0.9), 0.5);
  EXPECT_EQ(factor_after(0.9), 0.25);
}

TEST(Schedule, OnlyPlateauHasState) {
  PlateauState state;
  for (int epoch = 0; epoch < 50; ++epoch) observe_epoch(parsed("constant"), 1.0, state);
  EXPECT_EQ(state.epochs_without_improvement, 0u);
  EXPECT_EQ(state.factor, 1.0);
}

TEST(Schedule, RejectsInvalidText) {
  for (const char* text : {"",
                           "Constant",
                           "constant:",
                           "constant:5",
                           "constant:warmup=",
                           "constant:warmup=-1",
                           "constant:warmup=inf",
                           "constant:floor=0.1",
                           "step",
                           "step:30",
                           "step:30,60:0.1",
                           "step:0:0.1",
                           "step:1.5:0.1",
                           "step:30:0",
                           "step:30:2",
                           "step:30:0.1x",
                           "steps::0.1",
                           "steps:5,5:0.1",
                           "steps:9,5:0.1",
                           "cosine:floor=2",
                           "plateau:patience=0",
                           "plateau:patience=1.5",
                           "plateau:factor=0"}) {
    EXPECT_FALSE(parse_schedule(text)) << text;
  }
  EXPECT_EQ(parse_schedule("linear").error().message(),
            "schedule: \"linear\" is not a learning rate schedule; expected constant, step:30:0.1, steps:25,51,79:0.1, "
            "cosine:floor=0.01 or "
            "plateau:factor=0.1:patience=10, each with :warmup=5");
}

}  // namespace
}  // namespace alexnet
