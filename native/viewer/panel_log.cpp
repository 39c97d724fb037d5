#include "panels.h"

namespace alexnet::viewer {

void draw_log(Viewer& viewer, const Look& look) {
  const State& state = viewer.state;
  if (state.log.empty()) quiet_text(look, "Nothing to tell yet.");
  for (const LogLine& line : state.log) coloured_text(line.is_error ? look.colours.wrong : look.colours.quiet, line.text);
  if (ImGui::GetScrollY() >= ImGui::GetScrollMaxY() - 1) ImGui::SetScrollHereY(1);
}

}  // namespace alexnet::viewer
