#include "evaluate/charts.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "evaluate/markup.h"

namespace alexnet {
namespace {

constexpr double kWidth = 420, kHeight = 250;
constexpr double kLeft = 52, kRight = 12, kTop = 12, kBottom = 30;  // margins
constexpr std::size_t kMaxPoints = 80;                              // beyond this a point on each value would hide the line

struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  void include(double value) {
    if (!std::isfinite(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  [[nodiscard]] bool is_empty() const { return low > high; }
  // Where `value` lies between the ends, 0..1.
  [[nodiscard]] double fraction(double value) const { return high > low ? (value - low) / (high - low) : 0.5; }
};

// Where numbers lie on the drawing.
struct Frame {
  Range x, y;
  bool is_logarithmic = false;

  [[nodiscard]] double to_x(double value) const { return kLeft + x.fraction(value) * (kWidth - kLeft - kRight); }
  [[nodiscard]] double to_y(double value) const {
    const double shown = is_logarithmic ? std::log10(value) : value;
    return kHeight - kBottom - y.fraction(shown) * (kHeight - kTop - kBottom);
  }
};

std::string coordinate(double value) { return decimal(value, 1); }

std::string short_number(double value) { return str_cat(std::abs(value) < 1e-12 ? 0.0 : value); }

std::string axis_label(double value, const LineChart& chart) {
  if (chart.is_share) return str_cat(std::lround(100 * value), " %");
  return short_number(chart.is_logarithmic ? std::pow(10.0, value) : value);
}

std::string grid_line(double y, const std::string& label) {
  return str_cat("<line class=grid x1=", coordinate(kLeft), " x2=", coordinate(kWidth - kRight), " y1=", coordinate(y),
                 " y2=", coordinate(y), "></line><text x=", coordinate(kLeft - 8), " y=", coordinate(y + 4),
                 " str_cat-anchor=end>", label, "</text>");
}

// Ticks, and a range that ends on them.
std::string draw_axes(const LineChart& chart, Frame& frame) {
  std::vector<double> ticks = axis_ticks(frame.y.low, frame.y.high);
  if (chart.is_logarithmic) {  // whole powers of ten
    ticks.clear();
    for (double power = std::floor(frame.y.low); power <= std::ceil(frame.y.high); ++power) ticks.push_back(power);
  }
  frame.y = {ticks.front(), ticks.back()};
  std::string svg;
  for (const double tick : ticks) {
    const double y = kHeight - kBottom - frame.y.fraction(tick) * (kHeight - kTop - kBottom);
    svg += grid_line(y, axis_label(tick, chart));
  }
  for (const double tick : axis_ticks(frame.x.low, frame.x.high)) {
    if (tick < frame.x.low || tick > frame.x.high || tick != std::floor(tick)) continue;
    svg += str_cat("<text x=", coordinate(frame.to_x(tick)), " y=", coordinate(kHeight - 8), " str_cat-anchor=middle>",
                   short_number(tick), "</text>");
  }
  return svg;
}

std::string draw_series(const LineChart& chart, const Series& series, const Frame& frame) {
  std::string path, points;
  bool pen_down = false;
  for (std::size_t i = 0; i < series.values.size(); ++i) {
    const double value = series.values[i];
    if (!std::isfinite(value)) {
      pen_down = false;
      continue;
    }
    const std::string x = coordinate(frame.to_x(chart.x[i])), y = coordinate(frame.to_y(value));
    path += str_cat(pen_down ? 'L' : 'M', x, ' ', y);
    pen_down = true;
    if (chart.x.size() <= kMaxPoints)
      points += str_cat("<circle cx=", x, " cy=", y, " r=2.5><title>", series.name, ", epoch ", chart.x[i], ": ",
                        chart.is_share ? percent(value) : short_number(value), "</title></circle>");
  }
  return str_cat("<g class=", series.style, "><path d=\"", path, "\"></path>", points, "</g>");
}

std::string legend(const LineChart& chart) {
  if (chart.series.size() < 2) return {};
  std::string items;
  for (const Series& series : chart.series) items += str_cat("<span class=", series.style, ">", series.name, "</span>");
  return str_cat("<span class=legend>", items, "</span>");
}

std::string figure(const std::string& title, const std::string& aside, const std::string& drawing) {
  return str_cat("<figure class=chart><figcaption><b>", title, "</b>", aside, "</figcaption><svg viewBox=\"0 0 ", kWidth, ' ',
                 kHeight, "\" role=img aria-label=\"", title, "\">", drawing, "</svg></figure>\n");
}

}  // namespace

std::vector<double> axis_ticks(double low, double high) {
  if (!(high > low)) {
    const double margin = low == 0 ? 1 : std::abs(low) / 2;
    low -= margin;
    high += margin;
  }
  const double rough = (high - low) / 5, power = std::pow(10.0, std::floor(std::log10(rough)));
  double step = 10 * power;
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= rough * 0.999) {
      step = factor * power;
      break;
    }
  std::vector<double> ticks;
  const double first = std::floor(low / step + 1e-9), last = std::ceil(high / step - 1e-9);
  for (double i = first; i <= last; ++i) ticks.push_back(i * step);
  return ticks;
}

std::string draw(const LineChart& chart) {
  Frame frame{.is_logarithmic = chart.is_logarithmic};
  for (const double x : chart.x) frame.x.include(x);
  for (const Series& series : chart.series)
    for (const double value : series.values) frame.y.include(chart.is_logarithmic ? std::log10(value) : value);
  if (frame.y.is_empty()) return figure(chart.title, "", "<text x=52 y=40>no number to draw</text>");
  if (chart.is_share) frame.y = {0, 1};
  std::string drawing = draw_axes(chart, frame);
  for (const Series& series : chart.series) drawing += draw_series(chart, series, frame);
  return figure(chart.title, legend(chart), drawing);
}

std::string draw_calibration(std::span<const CalibrationBin> bins) {
  const Frame frame{.x = {0, 1}, .y = {0, 1}};
  std::string drawing;
  for (const double tick : {0.0, 0.25, 0.5, 0.75, 1.0}) {
    drawing += grid_line(frame.to_y(tick), str_cat(100 * tick, " %"));
    drawing += str_cat("<text x=", coordinate(frame.to_x(tick)), " y=", coordinate(kHeight - 8), " str_cat-anchor=middle>",
                       100 * tick, " %</text>");
  }
  const double width = (kWidth - kLeft - kRight) / static_cast<double>(bins.size());
  for (std::size_t i = 0; i < bins.size(); ++i) {
    if (bins[i].count == 0) continue;
    const auto count = static_cast<double>(bins[i].count);
    const double share = static_cast<double>(bins[i].right) / count;
    const double top = std::min(frame.to_y(share), frame.to_y(0) - 1);  // a bin of wrong answers is seen too
    drawing += str_cat("<rect class=bin x=", coordinate(kLeft + width * static_cast<double>(i) + 1), " y=", coordinate(top),
                       " width=", coordinate(width - 2), " height=", coordinate(frame.to_y(0) - top), "><title>", bins[i].count,
                       " answers, sure by ", percent(bins[i].probability_sum / count), " on average: ", percent(share),
                       " right</title></rect>");
  }
  drawing += str_cat("<path class=diagonal d=\"M", coordinate(frame.to_x(0)), ' ', coordinate(frame.to_y(0)), 'L',
                     coordinate(frame.to_x(1)), ' ', coordinate(frame.to_y(1)), "\"></path>");
  return figure("Right answers by how sure the network was", "", drawing);
}

}  // namespace alexnet
