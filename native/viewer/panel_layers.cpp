#include <algorithm>

#include "panels.h"

namespace alexnet::viewer {

void draw_layers(Viewer& viewer, const Look& look) {
  const ModelView& model = viewer.state.model;
  if (!model.is_open()) return empty_state(look, "No model", "Drop a .safetensors file here");
  if (!model.filters) return empty_state(look, "No filters to show", "The first layer does not look at colours");
  heading(look, "What the first layer looks for");
  ImVec2 room = ImGui::GetContentRegionAvail();
  room.y = std::max(room.y, 64.0f);
  draw_picture(look, model.filters, room);
}

}  // namespace alexnet::viewer
