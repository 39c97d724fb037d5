#include "train/diagnosis.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace alexnet {
namespace {

bool contains(const std::string& text, std::string_view words) { return text.find(words) != std::string::npos; }

TEST(Diagnosis, ReportsAnEpochWhoseLossIsThatOfGuessing) {
  const std::vector<float> losses = {0.70f, 0.69f, 0.693f, 0.6945f};
  const auto found = diagnose_epoch({.first_step = 40, .losses = losses, .accuracy = 0.51}, {.classes = 2});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->kind, Diagnosis::Kind::kNotLearning);
  EXPECT_EQ(found->step, 40u);
  EXPECT_TRUE(contains(found->message(), "2 classes gives 0.6931")) << found->message();
  EXPECT_TRUE(contains(found->message(), "accuracy is 51 %"));
  EXPECT_TRUE(contains(found->message(), "learning rate 0.001")) << found->message();
}

TEST(Diagnosis, IsSilentWhenTrainingProgresses) {
  const std::vector<float> flat(4, std::log(10.0f)), better(4, std::log(10.0f) * 0.98f), worse(4, std::log(10.0f) * 1.02f);
  EXPECT_TRUE(diagnose_epoch({.losses = flat, .accuracy = 0.12}, {.classes = 10}));
  EXPECT_FALSE(diagnose_epoch({.losses = flat, .accuracy = 0.3}, {.classes = 10})) << "the accuracy is above chance";
  EXPECT_FALSE(diagnose_epoch({.losses = better, .accuracy = 0.12}, {.classes = 10}));
  EXPECT_FALSE(diagnose_epoch({.losses = worse, .accuracy = 0.12}, {.classes = 10}));
  EXPECT_FALSE(diagnose_epoch({.losses = flat, .accuracy = 0.1, .is_complete = false}, {.classes = 10}));
  EXPECT_FALSE(diagnose_epoch({.losses = {}, .accuracy = 0}, {.classes = 10}));
}

TEST(Diagnosis, AllowsLessAccuracyAboveChanceWithManyClasses) {
  const std::vector<float> flat(4, std::log(1000.0f));
  EXPECT_TRUE(diagnose_epoch({.losses = flat, .accuracy = 0.0015}, {.classes = 1000}));
  EXPECT_FALSE(diagnose_epoch({.losses = flat, .accuracy = 0.003}, {.classes = 1000}));
}

TEST(Diagnosis, AdvisesOnTheBiasesOfThePaper) {
  const std::vector<float> flat(4, std::log(2.0f));
  const auto advice = [&](Initialization how, double rate) {
    return diagnose_epoch({.losses = flat, .accuracy = 0.5}, {.learning_rate = rate, .initialization = how})->message();
  };
  EXPECT_TRUE(contains(advice(Initialization::kPaper, 0.01), "0.1"));
  EXPECT_TRUE(contains(advice(Initialization::kPaper, 0.01), "biases to 1"));
  EXPECT_FALSE(contains(advice(Initialization::kKeras, 0.01), "biases"));
  EXPECT_TRUE(contains(advice(Initialization::kKeras, 1e-6), "is small: try 1e-05")) << "the learning rate is too low";
}

TEST(Diagnosis, NamesTheFirstStepThatDiverged) {
  const std::vector<float> losses = {0.7f, 3.0f, INFINITY, NAN};
  const auto found = diagnose_epoch({.first_step = 100, .losses = losses, .is_complete = false}, {.learning_rate = 0.5});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->kind, Diagnosis::Kind::kDiverged);
  EXPECT_EQ(found->step, 102u);
  EXPECT_TRUE(contains(found->message(), "infinite at step 102")) << found->message();
  EXPECT_TRUE(contains(found->message(), "0.05 instead of 0.5")) << found->message();
  EXPECT_FALSE(diagnose_step(1, 1e30, {}));
  EXPECT_EQ(diagnose_step(7, NAN, {})->step, 7u);
}

}  // namespace
}  // namespace alexnet
