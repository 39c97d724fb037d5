// The panels, one file each. A panel draws the state and makes requests (actions/requests.h) for what is clicked; it computes
// nothing itself.
#pragma once

#include "panels/panel_list.h"
#include "viewer.h"
#include "window/widgets.h"

namespace alexnet::viewer {

// The panels in the middle of the window.
#define VIEWER_DECLARE_PANEL(tab, label, action, key, draw) void draw(Viewer& viewer, const DrawContext& ui);
VIEWER_PANELS(VIEWER_DECLARE_PANEL)
#undef VIEWER_DECLARE_PANEL

// The side panels: the list of photos on the left, predictions on the right, the log below.
void draw_photos(Viewer& viewer, const DrawContext& ui);
void draw_predictions(Viewer& viewer, const DrawContext& ui);
void draw_log(Viewer& viewer, const DrawContext& ui);

// The right part of the Layers panel: the pinned unit, or the one under the mouse.
void draw_unit_panel(Viewer& viewer, const DrawContext& ui, std::size_t unit);
// A slider for the opacity of the explanation over the photo, `width` wide.
void draw_opacity(State& state, const DrawContext& ui, float width);

// The left part of the Training panel: every option of the core's table, with the same effect as the action `set`.
void draw_training_options(State& state, const DrawContext& ui);

// In the panel of the predictions: how photos become the model's input, whether that is a guess, and fields to change it, with the same
// effect as the action `set preprocess`.
void draw_preprocessing(Viewer& viewer, const DrawContext& ui);

// Windows above the panels, while they are open.
void draw_palette(Viewer& viewer, const DrawContext& ui);
void draw_browser(Viewer& viewer, const DrawContext& ui);
void draw_help(Viewer& viewer, const DrawContext& ui);

// The whole window: the menu, the panels and the borders between them, and the status line.
void draw_main_window(Viewer& viewer, Textures& textures);

}  // namespace alexnet::viewer
