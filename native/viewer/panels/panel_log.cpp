#include "panels/panels.h"

namespace alexnet::viewer {

void draw_log(Viewer& viewer, const DrawContext& ui) {
  const State& state = viewer.state;
  if (state.log.empty()) quiet_text(ui, "The log is empty.");
  for (const LogLine& line : state.log) colored_text(line.is_error ? ui.colors.wrong : ui.colors.quiet, line.text);
  if (ImGui::GetScrollY() >= ImGui::GetScrollMaxY() - 1) ImGui::SetScrollHereY(1);
}

}  // namespace alexnet::viewer
