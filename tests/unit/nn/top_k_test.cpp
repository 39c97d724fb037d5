#include "nn/top_k.h"

#include <gtest/gtest.h>

namespace alexnet {
namespace {

std::vector<std::size_t> indices(const std::vector<Prediction>& predictions) {
  std::vector<std::size_t> result;
  for (const Prediction& prediction : predictions) result.push_back(prediction.index);
  return result;
}

TEST(TopK, SortsInDescendingOrder) {
  const std::vector<float> probabilities = {0.1f, 0.4f, 0.2f, 0.3f};
  EXPECT_EQ(indices(top_k(probabilities, 2)), (std::vector<std::size_t>{1, 3}));
  EXPECT_EQ(top_k(probabilities, 1)[0].probability, 0.4f);
}
TEST(TopK, IsStableForTies) { EXPECT_EQ(indices(top_k(std::vector<float>(5, 0.2f), 3)), (std::vector<std::size_t>{0, 1, 2})); }
TEST(TopK, IsLimitedToTheNumberOfClasses) {
  EXPECT_EQ(top_k(std::vector<float>{0.5f, 0.5f}, 9).size(), 2u);
  EXPECT_TRUE(top_k(std::vector<float>{0.5f, 0.5f}, 0).empty());
}

}  // namespace
}  // namespace alexnet
