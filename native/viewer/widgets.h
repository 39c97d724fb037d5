// What several panels draw.
#pragma once

#include <imgui.h>

#include <span>
#include <string>
#include <vector>

#include "evaluate/markup.h"
#include "textures.h"
#include "theme.h"
#include "viewer.h"

namespace alexnet::viewer {

// What panels draw with.
struct Look {
  Textures& textures;
  const Colours& colours;
  float scale;  // of spaces: 1 for text of normal size on a plain display
};

void text_of(const std::string& text);
void quiet_text(const Look& look, const std::string& text);
void coloured_text(ImU32 colour, const std::string& text);
// The heading of a panel.
void heading(const Look& look, const char* text);
// A little about what a panel's part shows, broken into lines.
void note(const Look& look, const std::string& text);
// 1234, 12.3, 0.0043, 1.2e-07.
[[nodiscard]] std::string number_text(double value);
// In the middle of what is left of the panel.
void empty_state(const Look& look, const char* title, const char* hint);

// As large as it fits into `room`, its aspect kept; where it was drawn.
struct Placed {
  ImVec2 min;
  ImVec2 max;
};
Placed draw_picture(const Look& look, const Picture& picture, ImVec2 room);

// `region` of a picture, in its pixels, as large as it fits into `room`; enlarged smoothly.
Placed draw_part_of(const Look& look, const Picture& picture, const Region& region, ImVec2 room);
// Filter `unit` of a first layer, in a square.
void draw_filter(const Look& look, const ModelView& model, std::size_t unit, ImVec2 at, float side);
// What colours stand for: a bar, its least and its largest value below it, and 0 in the middle where there are negative ones.
void draw_scale(const Look& look, const Picture& colours, double largest, bool has_negatives, float width);

// One row of a list of scores: name, bar, per cent.
void score_bar(const Look& look, const std::string& name, float probability, ImU32 colour);

// Drags the border between two parts of the layout, upright or lying.
void splitter(const Look& look, const char* id, bool upright, float& size, float direction);

struct Curve {
  std::string name;
  ImU32 colour;
  std::vector<float> values;  // over their index; NaN leaves a gap
};
// All on one scale, with a line at index `cursor` where that is not below 0; plots that share it are read together. Gives the
// index that the mouse is over back, or -1.
int plot(const Look& look, const char* title, std::span<const Curve> curves, ImVec2 size, int cursor);

}  // namespace alexnet::viewer
