#include "render/filter_grid.h"

#include <gtest/gtest.h>

namespace alexnet {
namespace {

// A model whose first layer has `count` filters of 2 x 2, whose values the test sets.
struct Filters {
  Filters(std::size_t count, ChannelOrder order) : values(count * 2 * 2 * 3) {
    model.spec.preprocessing.order = order;
    model.parameters.push_back({"conv1.weight", {values.data(), {count, 2, 2, 3}}});
  }
  std::vector<float> values;
  Model model;
};

Image draw(const Model& model) {
  const auto grid = draw_filters(model);
  EXPECT_TRUE(grid) << grid.error().message();
  return grid ? *grid : Image{};
}

std::vector<int> values_at(const Image& image, std::size_t x, std::size_t y) {
  const std::uint8_t* at = image.row(y) + x * 3;
  return {at[0], at[1], at[2]};
}

using Pixel = std::vector<int>;

TEST(FilterGrid, MapsZeroToGrayAndTheLargestToTheExtremes) {
  Filters filters(2, ChannelOrder::kRgb);
  filters.values[0] = 0.5f;                // red of the first filter's first weight
  filters.values[4] = -0.25f;              // green of its second
  filters.values[12 + 3 * 3 + 2] = -1.0f;  // blue of the second filter's last
  const Image grid = draw(filters.model);
  // A weight is 22 pixels wide, a filter 44; around each are 2 pixels of background.
  ASSERT_EQ(grid.width, 2 + 46 + 46u);
  ASSERT_EQ(grid.height, 2 + 46u);
  EXPECT_EQ(values_at(grid, 0, 0), (Pixel{255, 255, 255}));
  EXPECT_EQ(values_at(grid, 46, 20), (Pixel{255, 255, 255}));
  for (const auto& [x, y] : {std::pair{2u, 2u}, {23u, 2u}, {2u, 23u}, {23u, 23u}})
    EXPECT_EQ(values_at(grid, x, y), (Pixel{191, 128, 128})) << "all pixels of a weight: " << x << ", " << y;
  EXPECT_EQ(values_at(grid, 24, 2), (Pixel{128, 96, 128}));
  EXPECT_EQ(values_at(grid, 24, 24), (Pixel{128, 128, 128}));
  EXPECT_EQ(values_at(grid, 48 + 43, 2 + 43), (Pixel{128, 128, 0}));
  filters.values[12] = 1.0f;
  EXPECT_EQ(values_at(draw(filters.model), 48, 2), (Pixel{255, 128, 128}));
}

TEST(FilterGrid, ConvertsBgrToRgb) {
  Filters filters(1, ChannelOrder::kBgr);
  filters.values[0] = 1;
  filters.values[2] = -0.5f;
  EXPECT_EQ(values_at(draw(filters.model), 2, 2), (Pixel{64, 128, 255}));
}

TEST(FilterGrid, IsGrayForZeroWeights) {
  EXPECT_EQ(values_at(draw(Filters(1, ChannelOrder::kRgb).model), 10, 10), (Pixel{128, 128, 128}));
}

TEST(FilterGrid, OfAlexNetIsTenByTen) {
  const Image grid = draw(Filters(96, ChannelOrder::kRgb).model);
  EXPECT_EQ(grid.width, 10 * 46 + 2u);
  EXPECT_EQ(grid.height, 10 * 46 + 2u);
  EXPECT_EQ(values_at(grid, 5 * 46 + 10, 9 * 46 + 10), (Pixel{128, 128, 128})) << "the last of 96";
  EXPECT_EQ(values_at(grid, 6 * 46 + 10, 9 * 46 + 10), (Pixel{255, 255, 255}));
}

TEST(FilterGrid, LayoutGivesTheCellOfAFilter) {
  Filters filters(5, ChannelOrder::kRgb);  // 3 x 2
  filters.values[4 * 12] = 1;
  const Image grid = draw(filters.model);
  const Rectangle place = layout_filters(filters.model)->cell(4);
  EXPECT_EQ(place.x, 48u);
  EXPECT_EQ(place.y, 48u);
  EXPECT_EQ(place.width, 44u);
  EXPECT_EQ(values_at(grid, place.x, place.y), (Pixel{255, 128, 128}));
}

TEST(FilterGrid, RequiresAConvolutionOverRgb) {
  EXPECT_EQ(draw_filters({}).error().kind, ErrorKind::kWrongShape);
  std::vector<float> weights(12);
  Model dense;
  dense.parameters.push_back({"fc.weight", {weights.data(), {4, 3}}});
  EXPECT_EQ(draw_filters(dense).error().kind, ErrorKind::kWrongShape);
}

}  // namespace
}  // namespace alexnet
