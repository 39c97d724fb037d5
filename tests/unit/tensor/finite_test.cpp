#include "tensor/finite.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace alexnet {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

TEST(FirstNonFinite, IsTheSizeWhenAllAreFinite) {
  EXPECT_EQ(first_non_finite({}), 0u);
  const float extremes[] = {0, -0.0f, std::numeric_limits<float>::max(), std::numeric_limits<float>::lowest(),
                            std::numeric_limits<float>::denorm_min()};
  EXPECT_EQ(first_non_finite(extremes), std::size(extremes));
}

TEST(FirstNonFinite, FindsEveryNonFiniteValueAtEveryPosition) {
  // Lengths around the width of a vector and the size of a chunk.
  for (const std::size_t count : {1, 2, 7, 8, 9, 33, 4095, 4096, 4097, 9000}) {
    std::vector<float> values(count, 1.5f);
    for (std::size_t at = 0; at < count; at += count < 100 ? 1 : 511) {
      for (const float bad : {kInfinity, -kInfinity, kNan, -kNan, std::numeric_limits<float>::signaling_NaN()}) {
        values[at] = bad;
        ASSERT_EQ(first_non_finite(values), at) << bad << " at " << at << " of " << count;
        values[at] = 1.5f;
      }
    }
    values.back() = kNan;
    EXPECT_EQ(first_non_finite(values), count - 1);
  }
}

TEST(FirstNonFinite, FindsTheFirstOfSeveral) {
  std::vector<float> values(10'000, 0.0f);
  for (const std::size_t at : {9999, 5000, 4999, 4096, 4095, 3}) {
    values[at] = kNan;
    EXPECT_EQ(first_non_finite(values), at);
  }
}

}  // namespace
}  // namespace alexnet
