#include "render/sample_grid.h"

#include <algorithm>
#include <cmath>

#include "data/compose.h"
#include "image/new_image.h"

namespace alexnet {
namespace {

constexpr Rgb8 kSheetColor = {255, 255, 255}, kRightColor = {31, 95, 191}, kWrongColor = {194, 53, 10};
constexpr std::size_t kBorder = 6, kGap = 20, kScale = 2, kLine = kLineHeight * kScale;
constexpr std::size_t kCellWidth = kSampleSide + 2 * kBorder;
constexpr std::size_t kCellHeight = kCellWidth + 2 * kLine + kBorder;

void draw_sample(Image& grid, std::size_t x, std::size_t y, const Sample& sample) {
  const bool is_right = sample.predicted == sample.label;
  const Rgb8& color = is_right ? kRightColor : kWrongColor;
  fill(grid, {x, y, kCellWidth, kCellWidth}, color);
  paste(grid, sample.image, x + kBorder, y + kBorder);
  const std::string share = str_cat(' ', std::lround(100 * sample.probability), '%');
  const std::size_t available_width = kCellWidth - text_width(share, kScale);
  const std::size_t line = y + kCellWidth + kBorder;
  draw_text(grid, x, line, fitting_text(sample.predicted, available_width, kScale) + share, color, kScale);
  if (!is_right) draw_text(grid, x, line + kLine, fitting_text("is " + sample.label, kCellWidth, kScale), color, kScale);
}

}  // namespace

Result<Image> draw_sample_grid(std::span<const Sample> samples) {
  const std::size_t columns = std::min(samples.size(), kSampleColumns);
  const std::size_t rows = (samples.size() + kSampleColumns - 1) / kSampleColumns;
  TRY_VALUE(Image grid, new_image(columns * (kCellWidth + kGap) + kGap, rows * (kCellHeight + kGap) + kGap));
  fill(grid, {0, 0, grid.width, grid.height}, kSheetColor);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const std::size_t column = i % kSampleColumns, row = i / kSampleColumns;
    draw_sample(grid, kGap + column * (kCellWidth + kGap), kGap + row * (kCellHeight + kGap), samples[i]);
  }
  return grid;
}

}  // namespace alexnet
