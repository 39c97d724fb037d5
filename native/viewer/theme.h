// How it looks: one font, one accent, two themes.
#pragma once

#include <imgui.h>

#include "settings.h"

namespace alexnet::viewer {

struct Colours {
  ImU32 text;
  ImU32 quiet;  // text that may be overlooked
  ImU32 line;   // hairlines, grids
  ImU32 track;  // behind bars
  ImU32 accent;
  ImU32 right;  // a prediction that is true
  ImU32 wrong;
  ImU32 canvas;  // behind photos
};
[[nodiscard]] const Colours& colours(Theme theme);

// Dear ImGui's own colours and spaces.
void apply_theme(Theme theme, float scale);
// The system's sans serif, with Chinese, Japanese and Korean where there is a font for them; Dear ImGui's own without any.
void load_fonts(float scale);

}  // namespace alexnet::viewer
