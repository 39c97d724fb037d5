// Line charts as SVG, coloured by the page that holds them.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "train/metrics.h"

namespace alexnet {

struct Series {
  std::string name;            // for the legend; HTML-safe
  std::string style;           // class of its line and points in the page's CSS
  std::vector<double> values;  // one for each x; NaN where there is none: the line has a gap there
};

struct LineChart {
  std::string title;  // HTML-safe
  std::vector<double> x;
  std::vector<Series> series;
  bool is_share = false;  // 0..1, told in per cent
  // Tenths look as wide as tens. Only where all values are positive.
  bool is_logarithmic = false;
};

// A figure with its title, its legend and the points' values as tooltips.
[[nodiscard]] std::string draw(const LineChart& chart);

// The share of right answers over the probability that they were given; a calibrated network keeps to the diagonal.
[[nodiscard]] std::string draw_calibration(std::span<const CalibrationBin> bins);

// Round numbers, at most about six, that cover [low, high].
[[nodiscard]] std::vector<double> axis_ticks(double low, double high);

}  // namespace alexnet
