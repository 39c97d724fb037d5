// Line charts as SVG. The style sheet of the page that contains them sets the colors.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "train/metrics.h"

namespace alexnet {

struct Series {
  std::string name;            // for the legend; HTML-safe
  std::string style;           // CSS class of the line and its points
  std::vector<double> values;  // one for each x; NaN leaves a gap in the line
};

struct LineChart {
  std::string title;  // HTML-safe
  std::vector<double> x;
  std::vector<Series> series;
  bool is_share = false;        // values are 0..1 and shown in percent
  bool is_logarithmic = false;  // logarithmic y axis. Requires: positive values
};

// Returns an HTML figure with the title, a legend if there are several series, and the values of the points as tooltips.
[[nodiscard]] std::string draw(const LineChart& chart);

// Returns a reliability diagram: the accuracy of the predictions over their probability. That of a calibrated network follows
// the diagonal.
[[nodiscard]] std::string draw_calibration(std::span<const CalibrationBin> bins);

// Returns round numbers, about six at most, that cover [low, high].
[[nodiscard]] std::vector<double> axis_ticks(double low, double high);

}  // namespace alexnet
