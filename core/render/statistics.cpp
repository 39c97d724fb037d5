#include "render/statistics.h"

#include <algorithm>

namespace alexnet {

std::vector<UnitStatistics> unit_statistics(const ConstTensorView& output) {
  const std::size_t channels = output.shape[output.shape.rank() - 1];
  const std::size_t pixels = output.shape.elements() / channels;
  std::vector<UnitStatistics> units(channels);
  std::vector<double> sums(channels);
  std::vector<std::size_t> zeros(channels);
  for (std::size_t c = 0; c < channels; ++c) units[c].min = units[c].max = output.data[c];
  const float* value = output.data;
  for (std::size_t i = 0; i < pixels; ++i)
    for (std::size_t c = 0; c < channels; ++c, ++value) {
      units[c].min = std::min(units[c].min, *value);
      units[c].max = std::max(units[c].max, *value);
      sums[c] += *value;
      zeros[c] += *value == 0.0f ? 1 : 0;
    }
  for (std::size_t c = 0; c < channels; ++c) {
    units[c].mean = static_cast<float>(sums[c] / static_cast<double>(pixels));
    units[c].zeros = static_cast<float>(zeros[c]) / static_cast<float>(pixels);
  }
  return units;
}

UnitStatistics summarize_units(std::span<const UnitStatistics> units) {
  if (units.empty()) return {};
  UnitStatistics all = {.min = units[0].min, .max = units[0].max, .mean = 0, .zeros = 0};
  double mean = 0, zeros = 0;
  for (const UnitStatistics& unit : units) {
    all.min = std::min(all.min, unit.min);
    all.max = std::max(all.max, unit.max);
    mean += unit.mean;
    zeros += unit.zeros;
  }
  all.mean = static_cast<float>(mean / static_cast<double>(units.size()));
  all.zeros = static_cast<float>(zeros / static_cast<double>(units.size()));
  return all;
}

}  // namespace alexnet
