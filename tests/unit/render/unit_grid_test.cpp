#include "render/unit_grid.h"

#include <gtest/gtest.h>

#include <cmath>

#include "render/color_map.h"

namespace alexnet {
namespace {

Rgb8 pixel(const Image& image, std::size_t x, std::size_t y) {
  const std::uint8_t* at = image.row(y) + x * 3;
  return {at[0], at[1], at[2]};
}

// Returns the color of a value of a unit, at the center of its block of pixels.
Rgb8 pixel_of_unit(const Image& grid, const UnitGridLayout& layout, std::size_t unit, std::size_t y, std::size_t x) {
  const Rectangle cell = layout.cell(unit);
  return pixel(grid, cell.x + x * layout.zoom + layout.zoom / 2, cell.y + y * layout.zoom + layout.zoom / 2);
}

struct Layer {
  std::vector<float> values;
  Shape shape;
  [[nodiscard]] ConstTensorView view() const { return {values.data(), shape}; }
  [[nodiscard]] Image draw(const UnitGridOptions& options) const {
    return draw_units(view(), unit_statistics(view()), options).value();
  }
};

using Sides = std::pair<std::size_t, std::size_t>;

TEST(UnitGrid, IsAsSquareAsPossible) {
  const auto columns_and_rows = [](const Shape& shape) {
    const UnitGridLayout layout = layout_units(shape, 900);
    return Sides(layout.columns, layout.rows);
  };
  EXPECT_EQ(columns_and_rows({55, 55, 96}), Sides(10, 10));
  EXPECT_EQ(columns_and_rows({27, 27, 256}), Sides(16, 16));
  EXPECT_EQ(columns_and_rows({13, 13, 384}), Sides(20, 20));
  EXPECT_EQ(columns_and_rows({4096}), Sides(64, 64));
}

TEST(UnitGrid, StaysWithinItsMaximumSide) {
  for (const Shape& shape : {Shape{55, 55, 96}, Shape{27, 27, 256}, Shape{13, 13, 384}, Shape{4096}, Shape{1}}) {
    const UnitGridLayout layout = layout_units(shape, 900);
    EXPECT_LE(layout.width(), 906u) << shape.to_string();
    EXPECT_GE(layout.width(), 450u) << shape.to_string();
  }
}

TEST(UnitGrid, ScalesByUnitLayerOrNetwork) {
  // Two units of 1 x 2 values, interleaved: (1, 2) and (4, 0).
  const Layer layer = {{1, 4, 2, 0}, {1, 2, 2}};
  const UnitGridLayout layout = layout_units(layer.shape, 900);
  const Image by_unit = layer.draw({.scale = MapScale::kUnit});
  EXPECT_EQ(pixel_of_unit(by_unit, layout, 0, 0, 1), sequential_color(1));
  EXPECT_EQ(pixel_of_unit(by_unit, layout, 1, 0, 0), sequential_color(1));
  EXPECT_EQ(pixel_of_unit(by_unit, layout, 1, 0, 1), sequential_color(0));
  const Image by_layer = layer.draw({.scale = MapScale::kLayer});
  EXPECT_EQ(pixel_of_unit(by_layer, layout, 0, 0, 1), sequential_color(128.0f / 255));
  EXPECT_EQ(pixel_of_unit(by_layer, layout, 1, 0, 0), sequential_color(1));
  const Image by_network = layer.draw({.scale = MapScale::kNetwork, .network_largest = 8});
  EXPECT_EQ(pixel_of_unit(by_network, layout, 1, 0, 0), sequential_color(128.0f / 255));
}

TEST(UnitGrid, SignedValuesDivergeFromWhiteAndDeadUnitsAreGray) {
  const Layer layer = {{-2, 0, 2, 0}, {1, 2, 2}};
  const UnitGridLayout layout = layout_units(layer.shape, 900);
  const Image grid = layer.draw({});
  EXPECT_EQ(pixel_of_unit(grid, layout, 0, 0, 0), diverging_color(-1));
  EXPECT_EQ(pixel_of_unit(grid, layout, 0, 0, 1), diverging_color(1));
  const Rgb8 dead = pixel_of_unit(grid, layout, 1, 0, 0);
  EXPECT_NE(dead, diverging_color(0));
  EXPECT_LT(dead[2] - dead[0], 12);
}

TEST(UnitGrid, DotsShareOneScale) {
  const Layer layer = {{1, 4, 2, 0}, {4}};
  const UnitGridLayout layout = layout_units(layer.shape, 900);
  const Image grid = layer.draw({.scale = MapScale::kUnit});
  EXPECT_EQ(pixel_of_unit(grid, layout, 1, 0, 0), sequential_color(1));
  EXPECT_EQ(pixel_of_unit(grid, layout, 2, 0, 0), sequential_color(128.0f / 255));
}

TEST(UnitGrid, ASingleUnitMatchesTheGrid) {
  const Layer layer = {{1, 4, 2, 0}, {1, 2, 2}};
  const auto image = draw_unit(layer.view(), unit_statistics(layer.view()), 0, 5, {.scale = MapScale::kLayer});
  ASSERT_TRUE(image);
  EXPECT_EQ(image->width, 10u);
  EXPECT_EQ(pixel(*image, 9, 4), sequential_color(128.0f / 255));
}

TEST(ColorMap, ClampsAtBothEnds) {
  EXPECT_EQ(sequential_color(-3), sequential_color(0));
  EXPECT_EQ(sequential_color(7), sequential_color(1));
  EXPECT_EQ(sequential_color(std::nanf("")), sequential_color(0));
  EXPECT_EQ(diverging_color(0), (Rgb8{247, 247, 247}));
  EXPECT_GT(diverging_color(1)[0], diverging_color(1)[2]) << "red is positive";
  EXPECT_GT(diverging_color(-1)[2], diverging_color(-1)[0]) << "blue is negative";
  const auto light = [](float value) {
    const Rgb8 c = sequential_color(value);
    return 0.2126f * c[0] + 0.7152f * c[1] + 0.0722f * c[2];
  };
  for (int i = 0; i < 100; ++i)
    EXPECT_LE(light(static_cast<float>(i) / 100), light(static_cast<float>(i + 1) / 100) + 0.5f) << i;
}

}  // namespace
}  // namespace alexnet
