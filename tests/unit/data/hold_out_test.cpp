#include "data/hold_out.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace alexnet {
namespace {

// How many of each class are put aside.
std::vector<std::size_t> counts(const std::vector<std::size_t>& labels, const std::vector<bool>& aside, std::size_t classes) {
  std::vector<std::size_t> result(classes);
  for (std::size_t i = 0; i < labels.size(); ++i) result[labels[i]] += aside[i];
  return result;
}

TEST(HoldOut, HoldsOutTheFractionOfEachClassWithTwoPhotos) {
  std::vector<std::size_t> labels(10, 0);
  labels.insert(labels.end(), 3, 1);
  labels.insert(labels.end(), 1, 2);
  labels.insert(labels.end(), 2, 3);
  EXPECT_EQ(counts(labels, hold_out(labels, 4, 0.2, 7), 4), (std::vector<std::size_t>{2, 1, 0, 1}));
  EXPECT_EQ(counts(labels, hold_out(labels, 4, 0, 7), 4), (std::vector<std::size_t>{0, 0, 0, 0}));
  EXPECT_EQ(counts(labels, hold_out(labels, 4, 0.99, 7), 4), (std::vector<std::size_t>{9, 2, 0, 1}));
}

TEST(HoldOut, DependsOnlyOnTheSeedAndTheOrderWithinTheClass) {
  const std::vector<std::size_t> together = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1};
  const std::vector<std::size_t> mixed = {1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0};
  const auto a = hold_out(together, 2, 0.5, 3), b = hold_out(mixed, 2, 0.5, 3);
  for (std::size_t i = 0; i < 8; ++i) {
    EXPECT_EQ(a[i], b[2 * i + 1]) << i;
    EXPECT_EQ(a[8 + i], b[2 * i]) << i;
  }
  EXPECT_NE(a, hold_out(together, 2, 0.5, 4));
}

}  // namespace
}  // namespace alexnet
