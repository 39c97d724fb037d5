#include "explain/value_breakdown.h"

#include <gtest/gtest.h>

#include "support/narrow_probe.h"

namespace alexnet {
namespace {

// The result of the arithmetic is what XNNPACK computed: at the edges, in both groups, after a flattened map.
TEST(ValueBreakdown, SumsToTheValueTheNetworkComputed) {
  NarrowProbe narrow("caffe");
  ProbeNetwork& probe = *narrow.probe;
  ASSERT_TRUE(probe.forward());
  const std::vector<std::tuple<std::string_view, std::size_t, std::optional<Position>>> cases = {
      {"conv1", 0, Position{0, 0}},
      {"conv1", 7, Position{54, 31}},
      {"conv2", 0, Position{0, 26}},
      {"conv2", 9, Position{13, 4}},
      {"conv5", 15, Position{12, 12}},
      {"fc6", 3, {}},
      {"fc8", 1, {}}};
  for (const auto& [layer, unit, at] : cases) {
    const Target target = {.step = narrow.step(layer), .unit = unit, .at = at};
    const auto arithmetic = explain_value(probe, target);
    ASSERT_TRUE(arithmetic) << arithmetic.error().message();
    const float scale = std::max(1.0f, std::abs(value_of(probe, target)));
    EXPECT_NEAR(arithmetic->value / scale, value_of(probe, target) / scale, 1e-4f) << layer << ' ' << unit;
    EXPECT_EQ(arithmetic->patch.size(), arithmetic->rows * arithmetic->columns * arithmetic->channels);
    EXPECT_EQ(arithmetic->has_relu, layer != "fc8");
    double sum = 0;
    for (std::size_t i = 0; i < arithmetic->products.size(); ++i) {
      ASSERT_FLOAT_EQ(arithmetic->products[i], arithmetic->patch[i] * arithmetic->kernel[i]);
      sum += arithmetic->products[i];
    }
    EXPECT_NEAR(sum / scale, arithmetic->sum / scale, 1e-4);
    EXPECT_FLOAT_EQ(arithmetic->result, arithmetic->has_relu ? std::max(arithmetic->value, 0.0f) : arithmetic->value);
  }
}

TEST(ValueBreakdown, RejectsLayersWithoutWeightsAndMissingUnits) {
  NarrowProbe narrow("keras");
  ASSERT_TRUE(narrow.probe->forward());
  const auto kind = [&](std::string_view layer, std::size_t unit, std::optional<Position> at) {
    return explain_value(*narrow.probe, {.step = narrow.step(layer), .unit = unit, .at = at}).error().kind;
  };
  EXPECT_EQ(kind("pool1", 0, Position{0, 0}), ErrorKind::kUnsupported);
  EXPECT_EQ(kind("conv1", 0, {}), ErrorKind::kInvalidArgument);
  EXPECT_EQ(kind("conv1", 8, Position{0, 0}), ErrorKind::kInvalidArgument);
  EXPECT_EQ(kind("conv1", 0, Position{55, 0}), ErrorKind::kInvalidArgument);
}

}  // namespace
}  // namespace alexnet
