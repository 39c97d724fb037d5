// The appearance of the window: a light and a dark theme, and fonts.
#pragma once

#include <imgui.h>

#include "settings.h"

namespace alexnet::viewer {

// The colors that panels use in addition to those of Dear ImGui.
struct ThemeColors {
  ImU32 text;
  ImU32 quiet;  // secondary text
  ImU32 line;   // thin lines and grids
  ImU32 track;  // background of bars
  ImU32 accent;
  ImU32 right;   // a correct prediction
  ImU32 wrong;   // a wrong prediction, or an error
  ImU32 canvas;  // background of photos
};
[[nodiscard]] const ThemeColors& theme_colors(Theme theme);

// Sets the colors and spacing of Dear ImGui. `scale` is that of the text.
void apply_theme(Theme theme, float scale);
// Loads a sans-serif font of the system, with Chinese, Japanese and Korean if there is a font for them, or else the font of
// Dear ImGui.
void load_fonts(float scale);

}  // namespace alexnet::viewer
