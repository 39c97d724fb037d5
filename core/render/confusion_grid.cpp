#include "render/confusion_grid.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/check.h"
#include "data/compose.h"
#include "image/new_image.h"

namespace alexnet {
namespace {

constexpr Rgb8 kEmptyColor = {255, 255, 255}, kTextColor = {40, 40, 40}, kFullColor = {31, 95, 191};
constexpr std::size_t kGridSide = 600;  // of the grid in pixels, as far as the limits of a cell allow
constexpr std::size_t kMinCell = 2, kMaxCell = 96, kTextCell = 24;  // sides; smaller cells than kTextCell have no text
constexpr std::size_t kMargin = 10, kLabelWidth = 140;

struct ConfusionLayout {
  std::size_t classes = 0;
  std::size_t cell = 0;
  std::size_t left = kMargin;  // of the first cell
  std::size_t top = kMargin;
  [[nodiscard]] bool has_text() const { return cell >= kTextCell; }
};

ConfusionLayout confusion_layout(std::size_t classes) {
  ConfusionLayout layout{.classes = classes,
                         .cell = std::clamp(kGridSide / std::max<std::size_t>(classes, 1), kMinCell, kMaxCell)};
  if (layout.has_text()) layout.left += kLabelWidth + kMargin, layout.top += 2 * kLineHeight + kMargin;
  return layout;
}

Rgb8 share_color(double share) {
  Rgb8 color;
  for (std::size_t c = 0; c < color.size(); ++c)
    color[c] = static_cast<std::uint8_t>(std::lround(kEmptyColor[c] + (kFullColor[c] - kEmptyColor[c]) * share));
  return color;
}

void draw_class_names(Image& image, const ConfusionLayout& layout, std::span<const std::string> labels) {
  draw_text(image, kMargin, kMargin, "rows: true class", kTextColor, 1);
  draw_text(image, layout.left, kMargin, "columns: predicted class", kTextColor, 1);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const std::size_t at = i * layout.cell, middle = (layout.cell - kLineHeight) / 2;
    draw_text(image, kMargin, layout.top + at + middle, fitting_text(labels[i], kLabelWidth, 1), kTextColor, 1);
    draw_text(image, layout.left + at, kMargin + kLineHeight, fitting_text(labels[i], layout.cell - 4, 1), kTextColor, 1);
  }
}

void draw_confusion_row(Image& image, const ConfusionLayout& layout, std::size_t row, std::span<const std::uint64_t> counts) {
  const auto sum = static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
  const std::size_t border = layout.has_text() ? 1 : 0, y = layout.top + row * layout.cell;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const std::size_t x = layout.left + i * layout.cell;
    const double share = sum > 0 ? static_cast<double>(counts[i]) / sum : 0;
    fill(image, {x, y, layout.cell - border, layout.cell - border}, share_color(share));
    if (!layout.has_text()) continue;
    const std::string text = fitting_text(str_cat(counts[i]), layout.cell, 1);
    const std::size_t free = layout.cell - std::min(layout.cell, text_width(text, 1));
    draw_text(image, x + free / 2, y + (layout.cell - kLineHeight) / 2, text, share > 0.5 ? kEmptyColor : kTextColor, 1);
  }
}

}  // namespace

Result<Image> draw_confusion(std::span<const std::uint64_t> counts, std::span<const std::string> labels) {
  CHECK(counts.size() == labels.size() * labels.size());
  const ConfusionLayout layout = confusion_layout(labels.size());
  const std::size_t side = layout.classes * layout.cell;
  TRY_VALUE(Image image, new_image(layout.left + side + kMargin, layout.top + side + kMargin));
  fill(image, {0, 0, image.width, image.height}, kEmptyColor);
  if (layout.has_text()) {
    fill(image, {layout.left - 1, layout.top - 1, side + 1, side + 1}, share_color(0.25));  // the lines between the cells
    draw_class_names(image, layout, labels);
  }
  for (std::size_t row = 0; row < layout.classes; ++row)
    draw_confusion_row(image, layout, row, counts.subspan(row * layout.classes, layout.classes));
  return image;
}

}  // namespace alexnet
