#include "explain/occlusion.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/narrow_probe.h"

namespace alexnet {
namespace {

constexpr OcclusionOptions kCoarse = {.patch = 60, .stride = 50, .fill = Rgb8{128, 100, 90}, .batch = 3};

TEST(Occlusion, AgreesWithANaiveLoop) {
  NarrowProbe narrow("keras"), plain("keras");
  const Target target = {.step = narrow.probe->steps().size() - 1, .unit = 1, .at = {}};
  auto occlusion = Occlusion::create(*narrow.probe, narrow.image, target, kCoarse);
  ASSERT_TRUE(occlusion);
  while (!occlusion->done()) ASSERT_TRUE(occlusion->step());
  const auto value_of_input = [&](const Image& image) {
    plain.show(image);
    EXPECT_TRUE(plain.probe->forward());
    return value_of(*plain.probe, target);
  };
  const float baseline = value_of_input(narrow.image);
  EXPECT_NEAR(occlusion->baseline(), baseline, 1e-6f);
  const std::vector<std::size_t> corners = {0, 50, 100, 150, 167};  // 227 - 60
  ASSERT_EQ(occlusion->drops().size(), corners.size() * corners.size());
  std::vector<double> sums(227 * 227), counts(227 * 227);
  for (std::size_t row = 0; row < corners.size(); ++row)
    for (std::size_t column = 0; column < corners.size(); ++column) {
      Image hidden = narrow.image;
      for (std::size_t y = corners[row]; y < corners[row] + 60; ++y)
        for (std::size_t x = corners[column]; x < corners[column] + 60; ++x)
          for (std::size_t c = 0; c < 3; ++c) hidden.row(y)[x * 3 + c] = (*kCoarse.fill)[c];
      const float drop = baseline - value_of_input(hidden);
      EXPECT_NEAR(occlusion->drops()[row * corners.size() + column], drop, 1e-5f);
      for (std::size_t y = corners[row]; y < corners[row] + 60; ++y)
        for (std::size_t x = corners[column]; x < corners[column] + 60; ++x) {
          sums[y * 227 + x] += drop;
          counts[y * 227 + x] += 1;
        }
    }
  const auto map = occlusion->map();
  ASSERT_TRUE(map);
  for (std::size_t i = 0; i < sums.size(); ++i) ASSERT_NEAR(map->data()[i], sums[i] / counts[i], 1e-5);
}

TEST(Occlusion, CanBeStoppedHalfway) {
  NarrowProbe narrow("keras");
  ASSERT_TRUE(narrow.probe->forward());
  const auto scores = narrow.probe->output(narrow.probe->logits()).values();
  const std::vector<float> before(scores.begin(), scores.end());
  {
    auto occlusion = Occlusion::create(*narrow.probe, narrow.image, {narrow.probe->logits(), 0, {}}, kCoarse);
    ASSERT_TRUE(occlusion);
    ASSERT_TRUE(occlusion->step());
    EXPECT_EQ(occlusion->tried(), 3u);
    EXPECT_FALSE(occlusion->done());
    const auto map = occlusion->map();
    ASSERT_TRUE(map);
    EXPECT_EQ(map->data()[226 * 227], 0.0f) << "not tried yet";
  }
  ASSERT_TRUE(narrow.probe->set_batch(1));
  narrow.show(narrow.image);
  ASSERT_TRUE(narrow.probe->forward());
  EXPECT_TRUE(std::ranges::equal(narrow.probe->output(narrow.probe->logits()).values(), before));
}

TEST(Occlusion, RejectsAPatchThatDoesNotFit) {
  NarrowProbe narrow("keras");
  const Target target = {narrow.probe->logits(), 0, {}};
  for (const OcclusionOptions& bad : {OcclusionOptions{.patch = 0, .fill = {}}, OcclusionOptions{.patch = 228, .fill = {}},
                                      OcclusionOptions{.stride = 0, .fill = {}}})
    EXPECT_EQ(Occlusion::create(*narrow.probe, narrow.image, target, bad).error().kind, ErrorKind::kInvalidArgument);
}

}  // namespace
}  // namespace alexnet
