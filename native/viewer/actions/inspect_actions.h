// The functions of actions that inspect the network: layers, units, explanations and the crop. Each takes its argument as text
// and returns kInvalidArgument if that is invalid or there is nothing to show.
#pragma once

#include <string_view>

#include "viewer.h"

namespace alexnet::viewer {

Status select_layer(Viewer& viewer, std::string_view name);
Status step_layer(Viewer& viewer, std::ptrdiff_t step);
Status select_unit(Viewer& viewer, std::string_view number);
// Moves `step` units on, or `step` rows of the grid.
Status step_unit(Viewer& viewer, std::ptrdiff_t step, bool by_row);
Status select_strongest_unit(Viewer& viewer, std::string_view);
Status choose_scale(Viewer& viewer, std::string_view name);
Status toggle_filters(Viewer& viewer, std::string_view);
Status zoom_unit(Viewer& viewer, std::string_view percent);

// An empty `method` repeats the last one.
Status explain(Viewer& viewer, std::string_view method);
void choose_method(ExplainView& view, ExplainMethod method);
Status explain_class(Viewer& viewer, std::string_view name);
Status explain_layer(Viewer& viewer, std::string_view name);
Status explain_unit(Viewer& viewer, std::string_view number);
Status set_opacity(Viewer& viewer, std::string_view percent);
Status toggle_heat_map(Viewer& viewer, std::string_view);

Status crop(Viewer& viewer, std::string_view left_top_width);
Status reset_crop(Viewer& viewer, std::string_view);

// Saves an image as PNG. kInvalidArgument if there is no path or no image.
Status save_image(Viewer& viewer, const SharedImage& image, std::string_view path);
Status save_units(Viewer& viewer, std::string_view path);
Status save_explanation(Viewer& viewer, std::string_view path);

}  // namespace alexnet::viewer
