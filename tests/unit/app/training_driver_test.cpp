#include "app/training_driver.h"

#include <gtest/gtest.h>

#include <cmath>

#include "app/checkpoint_policy.h"

namespace alexnet {
namespace {

constexpr std::uint64_t kDriverEpochs = 2;
constexpr std::uint64_t kDriverSteps = 2;  // per epoch of 200 synthetic images

class Driver : public ::testing::Test {
 protected:
  TrainingDriver start(double learning_rate = 1e-3) {
    auto run = TrainingRun::start({.data = "drawn",
                                   .width = 0.05,
                                   .input = 67,
                                   .epochs = kDriverEpochs,
                                   .batch = 100,
                                   .optimizer = "sgd",
                                   .learning_rate = learning_rate},
                                  {}, pool_);
    EXPECT_TRUE(run) << run.error().message();
    return TrainingDriver(std::move(*run));
  }
  ThreadPool pool_{1};
};

TEST_F(Driver, ReportsEveryStepAndEpochUntilTheRunIsFinished) {
  TrainingDriver driver = start();
  std::vector<TrainingProgress> steps;
  std::vector<EpochReport> epochs;
  const auto end = driver.run_to_end({.on_step = [&](const TrainingProgress& progress) { steps.push_back(progress); },
                                      .on_epoch = [&](const EpochReport& report) { epochs.push_back(report); },
                                      .stop_requested = {}});
  ASSERT_TRUE(end) << end.error().message();
  EXPECT_EQ(end->reason, TrainingEnd::Reason::kFinished);
  EXPECT_FALSE(end->divergence);
  ASSERT_EQ(steps.size(), kDriverEpochs * kDriverSteps);
  ASSERT_EQ(epochs.size(), kDriverEpochs);
  EXPECT_TRUE(epochs.front().is_checkpoint_due) << "nothing was written before";
  EXPECT_TRUE(epochs.back().is_checkpoint_due) << "the run is finished";
  for (std::size_t i = 0; i < steps.size(); ++i) {
    EXPECT_EQ(steps[i].step.step, i);
    EXPECT_EQ(steps[i].steps_done, i + 1);
    EXPECT_GT(steps[i].images_per_second, 0);
    EXPECT_DOUBLE_EQ(steps[i].seconds_left, steps[i].seconds_per_step * static_cast<double>(steps.size() - i - 1));
  }
  EXPECT_EQ(driver.run_to_end({})->reason, TrainingEnd::Reason::kFinished) << "a finished run does no further step";
  EXPECT_EQ(driver.run().history().size(), kDriverEpochs);
}

TEST_F(Driver, StopsBeforeTheNextStepWhenAsked) {
  TrainingDriver driver = start();
  std::size_t steps = 0;
  const auto end = driver.run_to_end(
      {.on_step = [&](const TrainingProgress&) { ++steps; }, .on_epoch = {}, .stop_requested = [&] { return steps == 3; }});
  ASSERT_TRUE(end);
  EXPECT_EQ(end->reason, TrainingEnd::Reason::kStopped);
  EXPECT_EQ(steps, 3u);
  EXPECT_FALSE(driver.run().finished());
}

TEST_F(Driver, EndsADivergedRunWithItsDiagnosis) {
  TrainingDriver driver = start(/*learning_rate=*/1e9);
  std::size_t steps = 0;
  const auto end =
      driver.run_to_end({.on_step = [&](const TrainingProgress&) { ++steps; }, .on_epoch = {}, .stop_requested = {}});
  ASSERT_TRUE(end) << end.error().message();
  EXPECT_EQ(end->reason, TrainingEnd::Reason::kDiverged);
  ASSERT_TRUE(end->divergence);
  EXPECT_EQ(end->divergence->kind, Diagnosis::Kind::kDiverged);
  EXPECT_STREQ(end->divergence->notices.back().code, "diverged_advice");
  EXPECT_EQ(driver.progress().steps_done, steps + 1) << "the step that diverged is not reported";
  EXPECT_TRUE(driver.run().finished());
}

TEST_F(Driver, StepAndEndEpochAreTheHalvesOfAdvance) {
  TrainingDriver driver = start();
  for (std::uint64_t step = 0; step < kDriverSteps; ++step) {
    const auto progress = driver.step();
    ASSERT_TRUE(progress);
    EXPECT_EQ(progress->step.ends_epoch, step + 1 == kDriverSteps);
  }
  const double before = driver.progress().seconds_per_step;
  ASSERT_TRUE(driver.end_epoch());
  EXPECT_GT(driver.progress().seconds_per_step, before) << "validation counts";
  EXPECT_EQ(driver.run().history().size(), 1u);
}

TEST(CheckpointPolicy, KeepsWritingBelowATenthOfTheTime) {
  CheckpointPolicy policy;
  EXPECT_TRUE(policy.is_due()) << "nothing was written yet";
  policy.record_write(/*milliseconds=*/1e9);
  EXPECT_FALSE(policy.is_due());
  policy.record_write(0);
  EXPECT_TRUE(policy.is_due()) << "writing took no time";
}

}  // namespace
}  // namespace alexnet
