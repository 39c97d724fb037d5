// What actions do that are about looking inside the network: layers, units, explanations, the part of the photo that it sees.
#pragma once

#include <string_view>

#include "viewer.h"

namespace alexnet::viewer {

Status select_layer(Viewer& viewer, std::string_view name);
Status step_layer(Viewer& viewer, std::ptrdiff_t step);
Status select_unit(Viewer& viewer, std::string_view number);
// Beside it, or a row of the grid further.
Status step_unit(Viewer& viewer, std::ptrdiff_t step, bool by_row);
Status select_strongest_unit(Viewer& viewer, std::string_view);
Status choose_scale(Viewer& viewer, std::string_view name);
Status toggle_filters(Viewer& viewer, std::string_view);
Status zoom_unit(Viewer& viewer, std::string_view percent);

// `method` empty: the one that was chosen last.
Status explain(Viewer& viewer, std::string_view method);
void choose_method(ExplainView& view, ExplainMethod method);
Status explain_class(Viewer& viewer, std::string_view name);
Status explain_layer(Viewer& viewer, std::string_view name);
Status explain_unit(Viewer& viewer, std::string_view number);
Status set_opacity(Viewer& viewer, std::string_view percent);
Status toggle_heat_map(Viewer& viewer, std::string_view);

Status crop(Viewer& viewer, std::string_view left_top_width);
Status reset_crop(Viewer& viewer, std::string_view);

// As a PNG, pixel by pixel. kInvalidArgument without a path or a picture.
Status save_picture(Viewer& viewer, const Picture& picture, std::string_view path);
Status save_units(Viewer& viewer, std::string_view path);
Status save_explanation(Viewer& viewer, std::string_view path);

}  // namespace alexnet::viewer
