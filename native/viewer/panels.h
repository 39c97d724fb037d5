// The panels: each draws the state and asks (requests.h) for what is clicked. None computes. One file each.
#pragma once

#include "viewer.h"
#include "widgets.h"

namespace alexnet::viewer {

void draw_photos(Viewer& viewer, const Look& look);
void render_synthetic_photo(Viewer& viewer, const Look& look);
void draw_predictions(Viewer& viewer, const Look& look);
void draw_layers(Viewer& viewer, const Look& look);
// The right part of it: the unit that is pinned or under the mouse.
void draw_unit_panel(Viewer& viewer, const Look& look, std::size_t unit);
void draw_explanation(Viewer& viewer, const Look& look);
// How much of the explanation is seen over the photo; `width` in all.
void draw_opacity(State& state, const Look& look, float width);
void draw_training(Viewer& viewer, const Look& look);
void draw_evaluation(Viewer& viewer, const Look& look);
void draw_comparison(Viewer& viewer, const Look& look);
void draw_log(Viewer& viewer, const Look& look);

// What lies above everything else while it is open.
void draw_palette(Viewer& viewer, const Look& look);
void draw_browser(Viewer& viewer, const Look& look);
void draw_help(Viewer& viewer, const Look& look);

// The whole window: the menu, the panels and the borders between them, the line at the bottom.
void draw_desk(Viewer& viewer, Textures& textures);

}  // namespace alexnet::viewer
