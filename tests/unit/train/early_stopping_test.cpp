#include "train/early_stopping.h"

#include <gtest/gtest.h>

#include <vector>

namespace alexnet {
namespace {

// Returns the epoch at which training ends, or the number of epochs.
std::size_t ends_at(EarlyStopping rule, const std::vector<double>& values) {
  for (std::size_t epoch = 0; epoch < values.size(); ++epoch)
    if (rule.update(epoch, values[epoch])) return epoch;
  return values.size();
}

TEST(EarlyStopping, EndsAfterPatienceEpochsWithoutABetterValue) {
  EXPECT_EQ(ends_at({.patience = 2}, {1.0, 0.9, 0.95, 0.9, 0.1}), 3u);
  EXPECT_EQ(ends_at({.patience = 2}, {1.0, 1.1, 0.9, 1.0, 0.8, 0.9}), 6u) << "a better one starts the count again";
}
TEST(EarlyStopping, SupportsLowerAndHigherIsBetter) {
  EXPECT_EQ(ends_at({.patience = 1, .better = EarlyStopping::Better::kHigher}, {0.5, 0.6, 0.55}), 2u);
}
TEST(EarlyStopping, RequiresAChangeOfMinDelta) {
  EXPECT_EQ(ends_at({.patience = 2, .min_delta = 0.1}, {1.0, 0.95, 0.91, 0.5}), 2u);
  EXPECT_EQ(ends_at({.patience = 2, .min_delta = 0.1}, {1.0, 0.95, 0.85, 0.8}), 4u);
}
TEST(EarlyStopping, NeverEndsWithoutPatience) { EXPECT_EQ(ends_at({}, std::vector<double>(100, 1.0)), 100u); }
TEST(EarlyStopping, CountsNaNAsNoImprovement) {
  EXPECT_EQ(ends_at({.patience = 3}, {NAN, NAN, 5.0, 6.0, NAN, NAN}), 5u);
  EXPECT_EQ(ends_at({.patience = 2}, {NAN, NAN, 1.0}), 1u);
}
TEST(EarlyStopping, StoresTheBestEpoch) {
  EarlyStopping rule{.patience = 5};
  for (std::size_t epoch = 0; const double value : {3.0, 1.0, 2.0}) rule.update(epoch++, value);
  EXPECT_EQ(rule.best, 1.0);
  EXPECT_EQ(rule.best_epoch, 1u);
  EXPECT_EQ(rule.epochs_without_improvement, 1u);
}

}  // namespace
}  // namespace alexnet
