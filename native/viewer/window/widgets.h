// The widgets that several panels use. All functions draw at the cursor of Dear ImGui and advance it unless a comment says
// otherwise.
#pragma once

#include <imgui.h>

#include <span>
#include <string>
#include <vector>

#include "evaluate/markup.h"
#include "viewer.h"
#include "window/textures.h"
#include "window/theme.h"

namespace alexnet::viewer {

// What panels draw with.
struct DrawContext {
  Textures& textures;
  const ThemeColors& colors;
  float scale;  // factor of all sizes: 1 for normal text on a display with a scale of 1
};

// Text in the normal color, in that of secondary text, and in any color.
void plain_text(const std::string& text);
void quiet_text(const DrawContext& ui, const std::string& text);
void colored_text(ImU32 color, const std::string& text);
// The heading of a panel.
void heading(const DrawContext& ui, const char* text);
// Secondary text with line breaks.
void note(const DrawContext& ui, const std::string& text);
// Returns a number with three significant digits: 1234, 12.3, 0.0043, 1.2e-07.
[[nodiscard]] std::string number_text(double value);
// A title and a hint in the middle of an empty panel.
void empty_state(const DrawContext& ui, const char* title, const char* hint);

// A rectangle on the screen.
struct ScreenRect {
  ImVec2 min;
  ImVec2 max;
};
// Draws an image as large as it fits into `space`, with its aspect ratio. Returns where.
ScreenRect draw_image(const DrawContext& ui, const SharedImage& image, ImVec2 space);

// Draws `region` of an image, in its pixels, as large as it fits into `space`, with linear filtering. Returns where.
ScreenRect draw_part_of(const DrawContext& ui, const SharedImage& image, const Region& region, ImVec2 space);
// Draws filter `unit` of the first layer at `at`, side x side screen pixels.
void draw_filter(const DrawContext& ui, const ModelView& model, std::size_t unit, ImVec2 at, float side);
// Draws a color scale with its smallest and largest value, and 0 in the middle if there are negative values.
void draw_scale(const DrawContext& ui, const SharedImage& colors, double largest, bool has_negatives, float width);

// One row of a list of predictions: name, bar and percentage.
void score_bar(const DrawContext& ui, const std::string& name, float probability, ImU32 color);

// A border between two parts of the layout that can be dragged. `size` is the unscaled size of the part in `direction` (1:
// before the border, -1: after it).
void splitter(const DrawContext& ui, const char* id, bool upright, float& size, float direction);

struct Curve {
  std::string name;
  ImU32 color;
  std::vector<float> values;  // NaN leaves a gap
};
// Draws curves with a common scale, and a vertical line at index `cursor` unless it is negative. Returns the index under the
// mouse, or -1; pass it to other plots to show the same index in them.
int plot(const DrawContext& ui, const char* title, std::span<const Curve> curves, ImVec2 size, int cursor);

}  // namespace alexnet::viewer
