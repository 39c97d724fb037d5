#include "app/layer_views.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "explain/receptive_field.h"
#include "render/color_map.h"
#include "support/small_explainer.h"

namespace alexnet {
namespace {

class LayerViewsTest : public SmallExplainer {};

TEST_F(LayerViewsTest, RequireAPhotoAndAnExistingLayer) {
  EXPECT_FALSE(view_layers(*explainer_, {}));
  inspect();
  EXPECT_TRUE(view_layers(*explainer_, {}));
  EXPECT_FALSE(view_layers(*explainer_, {.layer = "conv9"}));
}

TEST_F(LayerViewsTest, TheStripHasEveryStepWithItsNameAndShape) {
  inspect();
  const auto views = view_layers(*explainer_, {});
  ASSERT_TRUE(views);
  const ProbeNetwork& probe = explainer_->probe();
  ASSERT_EQ(views->strip.size(), probe.steps().size());
  for (std::size_t i = 0; i < views->strip.size(); ++i) {
    const LayerThumbnail& thumbnail = views->strip[i];
    EXPECT_EQ(thumbnail.name, probe.layer(i).name);
    EXPECT_EQ(thumbnail.shape, probe.steps()[i].output);
    EXPECT_EQ(thumbnail.image.pixels.size(), thumbnail.image.width * thumbnail.image.height * 3);
    if (thumbnail.shape.rank() == 3) {
      EXPECT_EQ(thumbnail.image.width, thumbnail.shape[1]) << "a pixel a place";
    }
  }
  EXPECT_EQ(views->layer.name, "relu5");
}

TEST_F(LayerViewsTest, UnitsHoldTheNetworksValuesAndTheirStatistics) {
  inspect();
  const auto views = view_layers(*explainer_, {.layer = "conv2"});
  ASSERT_TRUE(views);
  const LayerUnits& layer = views->layer;
  const ProbeNetwork& probe = explainer_->probe();
  const ConstTensorView output = probe.output(*probe.find("conv2"));
  ASSERT_EQ(layer.values.size(), output.shape.elements());
  EXPECT_TRUE(std::ranges::equal(layer.values, output.values()));
  EXPECT_TRUE(layer.has_negatives);
  const Position at = {3, 5};
  EXPECT_EQ(layer.value(1, at), output.data[(3 * output.shape[1] + 5) * output.shape[2] + 1]);
  float most = layer.value(1, {0, 0});
  for (std::size_t y = 0; y < layer.rows(); ++y)
    for (std::size_t x = 0; x < layer.columns(); ++x) most = std::max(most, layer.value(1, {y, x}));
  EXPECT_EQ(layer.units[1].max, most);
}

TEST_F(LayerViewsTest, ScaleSetsTheValueOfTheBrightestColor) {
  inspect();
  float network = 0, layer = 0;
  for (const MapScale scale : {MapScale::kUnit, MapScale::kLayer, MapScale::kNetwork}) {
    const auto views = view_layers(*explainer_, {.layer = "relu1", .scale = scale});
    ASSERT_TRUE(views);
    const LayerUnits& units = views->layer;
    if (scale == MapScale::kUnit) {
      EXPECT_EQ(units.largest(2), units.units[2].max);
    }
    if (scale == MapScale::kLayer) layer = units.largest(2);
    if (scale == MapScale::kLayer) {
      EXPECT_EQ(layer, units.statistics.max);
    }
    if (scale == MapScale::kNetwork) network = units.largest(2);
  }
  EXPECT_GE(network, layer);
  const auto dense = view_layers(*explainer_, {.layer = "fc6"});
  ASSERT_TRUE(dense);
  const UnitStatistics& all = dense->layer.statistics;
  EXPECT_EQ(dense->layer.largest(0), std::max(std::fabs(all.min), std::fabs(all.max))) << "dots share one scale";
}

TEST_F(LayerViewsTest, ReceptiveFieldAtEqualsReceptiveField) {
  inspect();
  for (const char* name : {"conv1", "pool2", "fc6"}) {
    const auto views = view_layers(*explainer_, {.layer = name});
    ASSERT_TRUE(views);
    const LayerUnits& layer = views->layer;
    const ProbeNetwork& probe = explainer_->probe();
    for (const Position at : {Position{0, 0}, Position{layer.rows() - 1, layer.columns() / 2}}) {
      const auto expected = receptive_field(probe.model().spec, probe.steps()[*probe.find(name)].first, at);
      ASSERT_TRUE(expected);
      const Rectangle seen = layer.receptive_field_at(at);
      EXPECT_EQ(std::tie(seen.x, seen.y, seen.width, seen.height),
                std::tie(expected->x, expected->y, expected->width, expected->height))
          << name;
    }
  }
}

TEST(ColorScale, RunsFromTheSmallestToTheLargestValue) {
  const auto sequential = draw_color_scale(false, 1001), diverging = draw_color_scale(true, 1001);
  ASSERT_TRUE(sequential && diverging);
  EXPECT_EQ(sequential->width, 1001u);
  EXPECT_TRUE(std::ranges::equal(std::span(diverging->row(0) + 1500, 3), diverging_color(0)));
  EXPECT_TRUE(std::ranges::equal(std::span(diverging->row(0), 3), diverging_color(-0.999f)));
  EXPECT_TRUE(std::ranges::equal(std::span(sequential->row(0) + 3000, 3), sequential_color(0.9995f)));
}

}  // namespace
}  // namespace alexnet
