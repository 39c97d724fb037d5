#include "panels/confusion_matrix.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace alexnet::viewer {
namespace {

ImU32 mixed(ImU32 under, ImU32 over, float share) {
  const ImVec4 a = ImGui::ColorConvertU32ToFloat4(under), b = ImGui::ColorConvertU32ToFloat4(over);
  const auto mix = [share](float x, float y) { return x + (y - x) * share; };
  return ImGui::ColorConvertFloat4ToU32({mix(a.x, b.x), mix(a.y, b.y), mix(a.z, b.z), 1});
}

// The place of the cells on the screen.
struct Cells {
  ImVec2 at;   // the corner at the top left
  float side;  // of one cell

  [[nodiscard]] ImVec2 corner(std::size_t label, std::size_t predicted) const {
    return {at.x + static_cast<float>(predicted) * side, at.y + static_cast<float>(label) * side};
  }
};

// Draws text that reads upwards and begins at `at`.
void draw_upright_text(ImVec2 at, ImU32 color, const std::string& text) {
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const int first = draw->VtxBuffer.Size;
  draw->AddText(at, color, text.c_str());
  for (int i = first; i < draw->VtxBuffer.Size; ++i) {
    ImVec2& p = draw->VtxBuffer[i].pos;
    p = {at.x + (p.y - at.y), at.y - (p.x - at.x)};
  }
}

// Returns the beginning of a name that is at most `width` screen pixels wide, with an ellipsis if it was cut.
std::string fitted(const std::string& name, float width) {
  if (ImGui::CalcTextSize(name.c_str()).x <= width) return name;
  std::string cut = name;
  while (!cut.empty() && ImGui::CalcTextSize((cut + "…").c_str()).x > width) {
    while (!cut.empty() && (static_cast<unsigned char>(cut.back()) & 0xC0) == 0x80)
      cut.pop_back();  // the rest of a UTF-8 character
    if (!cut.empty()) cut.pop_back();
  }
  return cut + "…";
}

// Names every class if the cells are high enough, else every second, third, … one.
void draw_names(const Evaluation& result, const DrawContext& ui, const Cells& cells, float margin) {
  const float line = ImGui::GetTextLineHeight(), gap = 4 * ui.scale;
  const auto every = static_cast<std::size_t>(std::max(1.0f, std::ceil(line / cells.side)));
  for (std::size_t i = 0; i < result.classes.size(); i += every) {
    const std::string name = fitted(result.classes[i], margin - gap);
    const float middle = (static_cast<float>(i) + 0.5f) * cells.side - line / 2;
    const float width = ImGui::CalcTextSize(name.c_str()).x;
    ImGui::GetWindowDrawList()->AddText({cells.at.x - gap - width, cells.at.y + middle}, ui.colors.quiet, name.c_str());
    draw_upright_text({cells.at.x + middle, cells.at.y - gap}, ui.colors.quiet, name);
  }
}

void draw_cell_tip(const Evaluation& result, std::size_t label, std::size_t predicted, std::uint64_t count) {
  const auto& classes = result.classes;
  ImGui::BeginTooltip();
  plain_text(std::to_string(count) + (count == 1 ? " photo of " : " photos of ") + classes[label]);
  plain_text(label == predicted ? "correct" : "predicted as " + classes[predicted]);
  ImGui::EndTooltip();
}

}  // namespace

void draw_confusion_matrix(EvaluationView& view, const Evaluation& result, const DrawContext& ui, float side) {
  const std::size_t classes = result.classes.size();
  float longest = 0;
  for (const std::string& name : result.classes) longest = std::max(longest, ImGui::CalcTextSize(name.c_str()).x);
  const float margin = std::min(longest + 8 * ui.scale, 0.25f * side);
  const float cell = (side - margin) / static_cast<float>(classes);
  const ImVec2 start = ImGui::GetCursorScreenPos(), at(start.x + margin, start.y + margin);
  ImGui::SetCursorScreenPos(at);
  const bool clicked = ImGui::InvisibleButton("matrix", {side - margin, side - margin});
  const bool hovers = ImGui::IsItemHovered();
  const Cells cells{at, cell};
  draw_names(result, ui, cells, margin);
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const float gap = cell > 8 ? 1.0f : 0.0f;
  for (std::size_t label = 0; label < classes; ++label) {
    const auto all = static_cast<float>(std::max<std::uint64_t>(1, result.metrics.classes[label].count));
    for (std::size_t predicted = 0; predicted < classes; ++predicted) {
      const std::uint64_t count = result.metrics.confusion[label * classes + predicted];
      const ImVec2 min = cells.corner(label, predicted);
      const ImVec2 max(min.x + cell - gap, min.y + cell - gap);
      // The square root makes a single photo among a hundred visible.
      const float share = count == 0 ? 0 : std::sqrt(static_cast<float>(count) / all);
      draw->AddRectFilled(min, max, mixed(ui.colors.track, label == predicted ? ui.colors.right : ui.colors.wrong, share));
      const std::string number = std::to_string(count);
      const ImVec2 size = ImGui::CalcTextSize(number.c_str());
      if (count > 0 && size.x + 4 < cell && size.y < cell)
        draw->AddText({(min.x + max.x - size.x) / 2, (min.y + max.y - size.y) / 2}, ui.colors.text, number.c_str());
      if (view.cell && *view.cell == std::pair(label, predicted)) draw->AddRect(min, max, ui.colors.accent, 0, 0, 2 * ui.scale);
    }
  }
  if (!hovers) return;
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const auto predicted = std::min(static_cast<std::size_t>(std::max(0.0f, (mouse.x - at.x) / cell)), classes - 1);
  const auto label = std::min(static_cast<std::size_t>(std::max(0.0f, (mouse.y - at.y) / cell)), classes - 1);
  draw_cell_tip(result, label, predicted, result.metrics.confusion[label * classes + predicted]);
  if (clicked) view.cell = {label, predicted};
}

}  // namespace alexnet::viewer
