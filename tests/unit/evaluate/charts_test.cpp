#include "evaluate/charts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "support/count_occurrences.h"
#include "support/random_case.h"

namespace alexnet {
namespace {

TEST(AxisTicks, AreRoundAndCoverTheRange) {
  for (int number = 0; number < 200; ++number) {
    RandomCase random(number);
    const double scale = std::pow(10.0, static_cast<double>(random.between(0, 8)) - 4);
    const double low = (static_cast<double>(random.between(0, 2000)) - 1000) / 100 * scale;
    const double high = low + static_cast<double>(random.between(1, 1000)) / 100 * scale;
    const std::vector<double> ticks = axis_ticks(low, high);
    const double step = ticks[1] - ticks[0];
    EXPECT_LE(ticks.front(), low + 1e-6 * step) << low << " to " << high;
    EXPECT_GE(ticks.back(), high - 1e-6 * step) << low << " to " << high;
    EXPECT_LE(ticks.size(), 8u) << low << " to " << high;
    const double digit = step / std::pow(10.0, std::floor(std::log10(step) + 1e-9));
    EXPECT_TRUE(std::abs(digit - 1) < 1e-6 || std::abs(digit - 2) < 1e-6 || std::abs(digit - 5) < 1e-6) << step;
  }
}

TEST(AxisTicks, EncloseASingleValue) {
  for (const double value : {0.0, 1.0, -3.0, 1e-5}) {
    const std::vector<double> ticks = axis_ticks(value, value);
    EXPECT_LT(ticks.front(), value);
    EXPECT_GT(ticks.back(), value);
  }
}

TEST(LineChart, HasALineForEachSeriesAndALegend) {
  const std::string svg =
      draw(LineChart{"Loss", {0, 1, 2}, {{"training", "training", {3, 2, 1}}, {"validation", "validation", {3, 2.5, 2}}}});
  EXPECT_EQ(count_occurrences(svg, "<path"), 2u);
  EXPECT_EQ(count_occurrences(svg, "<circle"), 6u);
  EXPECT_EQ(count_occurrences(svg, "class=legend"), 1u);
  EXPECT_EQ(count_occurrences(svg, "epoch 2: 2.5"), 0u);
  EXPECT_EQ(count_occurrences(svg, "validation, epoch 1: 2.5"), 1u);
}

TEST(LineChart, HasAGapAtNaN) {
  const std::string svg = draw(LineChart{"Loss", {0, 1, 2, 3}, {{"training", "training", {3, NAN, INFINITY, 1}}}});
  EXPECT_EQ(count_occurrences(svg, "nan"), 0u);
  EXPECT_EQ(count_occurrences(svg, "inf"), 0u);
  const std::size_t path = svg.find("<path d=");
  EXPECT_EQ(count_occurrences(svg.substr(path, svg.find('>', path) - path), "M"), 2u);
}

TEST(LineChart, ShowsAMessageWithoutFiniteValues) {
  EXPECT_EQ(count_occurrences(draw(LineChart{"Loss", {0}, {{"training", "training", {NAN}}}}), "no data"), 1u);
}

TEST(LineChart, LogarithmicAxisIsLabeledWithPowersOfTen) {
  const std::string svg =
      draw(LineChart{.title = "Rate", .x = {0, 1}, .series = {{"rate", "training", {0.01, 0.0001}}}, .is_logarithmic = true});
  for (const char* label : {">0.01<", ">0.001<", ">0.0001<"}) EXPECT_EQ(count_occurrences(svg, label), 1u) << label;
}

TEST(Calibration, HasABarForEachNonEmptyBin) {
  std::vector<CalibrationBin> bins(15);
  bins[3] = {4, 1, 1.0};
  bins[14] = {2, 0, 1.9};
  const std::string svg = draw_calibration(bins);
  EXPECT_EQ(count_occurrences(svg, "<rect"), 2u);
  EXPECT_EQ(count_occurrences(svg, "4 predictions, mean probability 25.0 %: 25.0 % correct"), 1u);
}

}  // namespace
}  // namespace alexnet
