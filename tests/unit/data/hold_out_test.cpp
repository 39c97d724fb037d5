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

TEST(HoldOut, KeepsGroupsTogether) {
  // Two classes of ten photos; 0 to 3 are one group, 8 and 9, and 5 with 15 of the other class.
  std::vector<std::size_t> labels(10, 0), groups(20);
  labels.insert(labels.end(), 10, 1);
  for (std::size_t i = 0; i < groups.size(); ++i) groups[i] = i < 4 ? 0 : i == 9 ? 8 : i == 15 ? 5 : i;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const std::vector<bool> held_out = hold_out(labels, groups, 2, 0.4, seed);
    for (std::size_t i = 0; i < groups.size(); ++i) EXPECT_EQ(held_out[i], held_out[groups[i]]) << seed;
    EXPECT_FALSE(held_out[5]) << "a photo of two classes is not for validation";
    EXPECT_EQ(counts(labels, held_out, 2)[1], 4u);
  }
}

TEST(HoldOut, NeverHoldsOutAWholeClassOfOneGroup) {
  const std::vector<std::size_t> labels = {0, 0, 0, 1, 1, 1}, groups = {0, 0, 0, 3, 3, 5};
  for (std::uint64_t seed = 0; seed < 20; ++seed)
    EXPECT_EQ(counts(labels, hold_out(labels, groups, 2, 0.2, seed), 2), (std::vector<std::size_t>{0, 1}));
}

TEST(HoldOut, IsTheSameForGroupsOfOnePhoto) {
  std::vector<std::size_t> labels, groups;
  for (std::size_t i = 0; i < 60; ++i) {
    labels.push_back(i % 3);
    groups.push_back(i);
  }
  EXPECT_EQ(hold_out(labels, groups, 3, 0.3, 5), hold_out(labels, 3, 0.3, 5));
}

}  // namespace
}  // namespace alexnet
