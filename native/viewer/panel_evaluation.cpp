#include <algorithm>
#include <cmath>

#include "panels.h"
#include "requests.h"

namespace alexnet::viewer {
namespace {

constexpr std::size_t kMostShown = 60;  // photos of a cell

ImU32 mixed(ImU32 under, ImU32 over, float share) {
  const ImVec4 a = ImGui::ColorConvertU32ToFloat4(under), b = ImGui::ColorConvertU32ToFloat4(over);
  const auto mix = [share](float x, float y) { return x + (y - x) * share; };
  return ImGui::ColorConvertFloat4ToU32({mix(a.x, b.x), mix(a.y, b.y), mix(a.z, b.z), 1});
}

void draw_numbers(const EvaluationView& view, const Look& look) {
  const MetricsResult& metrics = view.result->metrics;
  char line[200];
  std::snprintf(line, sizeof line,
                "%.2f %% right   ·   among the first five %.2f %%   ·   loss %.4f   ·   %zu photos   ·   %.0f a second",
                100 * metrics.top1, 100 * metrics.top5, metrics.loss, static_cast<std::size_t>(metrics.count),
                view.result->images_per_second());
  ImGui::TextWrapped("%s", line);
  if (!view.result->refused.empty())
    coloured_text(look.colours.wrong, std::to_string(view.result->refused.size()) + " files could not be read");
}

void draw_cell_tip(const EvaluationView& view, std::size_t label, std::size_t predicted, std::uint64_t count) {
  const auto& classes = view.result->classes;
  ImGui::BeginTooltip();
  text_of(std::to_string(count) + (count == 1 ? " photo of " : " photos of ") + classes[label]);
  text_of(label == predicted ? "recognized" : "taken for " + classes[predicted]);
  ImGui::EndTooltip();
}

void draw_matrix(EvaluationView& view, const Look& look, float side) {
  const Evaluation& result = *view.result;
  const std::size_t classes = result.classes.size();
  const float cell = side / static_cast<float>(classes);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const bool clicked = ImGui::InvisibleButton("matrix", {side, side});
  const bool hovers = ImGui::IsItemHovered();
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const float gap = cell > 8 ? 1.0f : 0.0f;
  for (std::size_t label = 0; label < classes; ++label) {
    const auto all = static_cast<float>(std::max<std::uint64_t>(1, result.metrics.classes[label].count));
    for (std::size_t predicted = 0; predicted < classes; ++predicted) {
      const std::uint64_t count = result.metrics.confusion[label * classes + predicted];
      const ImVec2 min(at.x + static_cast<float>(predicted) * cell, at.y + static_cast<float>(label) * cell);
      const ImVec2 max(min.x + cell - gap, min.y + cell - gap);
      // A square root, so that a single photo in a hundred is seen.
      const float share = count == 0 ? 0 : std::sqrt(static_cast<float>(count) / all);
      draw->AddRectFilled(min, max,
                          mixed(look.colours.track, label == predicted ? look.colours.right : look.colours.wrong, share));
      const std::string number = std::to_string(count);
      const ImVec2 size = ImGui::CalcTextSize(number.c_str());
      if (count > 0 && size.x + 4 < cell && size.y < cell)
        draw->AddText({(min.x + max.x - size.x) / 2, (min.y + max.y - size.y) / 2}, look.colours.text, number.c_str());
      if (view.cell && *view.cell == std::pair(label, predicted))
        draw->AddRect(min, max, look.colours.accent, 0, 0, 2 * look.scale);
    }
  }
  if (!hovers) return;
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const auto predicted = std::min(static_cast<std::size_t>(std::max(0.0f, (mouse.x - at.x) / cell)), classes - 1);
  const auto label = std::min(static_cast<std::size_t>(std::max(0.0f, (mouse.y - at.y) / cell)), classes - 1);
  draw_cell_tip(view, label, predicted, result.metrics.confusion[label * classes + predicted]);
  if (clicked) view.cell = {label, predicted};
}

// What a photo of the cell is shown as, where it is among the open photos.
void draw_photo_of_cell(Viewer& viewer, const Look& look, const PhotoPrediction& prediction, float side) {
  State& state = viewer.state;
  const std::string& path = state.evaluation.names[prediction.photo];
  const auto found = std::ranges::find(state.photos, path, &PhotoItem::path);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::PushID(static_cast<int>(prediction.photo));
  if (ImGui::InvisibleButton("photo", {side, side})) {
    if (found == state.photos.end()) {
      open_paths(viewer, {path});
    } else {
      select_photo(viewer, static_cast<std::size_t>(found - state.photos.begin()));
    }
    state.tab = Tab::kPhoto;
  }
  ImGui::PopID();
  if (ImGui::IsItemHovered())
    ImGui::SetTooltip("%s\n%s", path.c_str(), percent(static_cast<double>(prediction.probability)).c_str());
  ImGui::GetWindowDrawList()->AddRectFilled(at, {at.x + side, at.y + side}, look.colours.canvas, 3 * look.scale);
  if (found == state.photos.end()) return;
  ask_thumbnail(viewer, static_cast<std::size_t>(found - state.photos.begin()));
  if (!found->thumbnail) return;
  const auto width = static_cast<float>(found->thumbnail->width), height = static_cast<float>(found->thumbnail->height);
  const float zoom = side / std::max(width, height);
  const ImVec2 min(at.x + (side - width * zoom) / 2, at.y + (side - height * zoom) / 2);
  ImGui::GetWindowDrawList()->AddImage(look.textures.of(found->thumbnail), min, {min.x + width * zoom, min.y + height * zoom});
}

void draw_cell_photos(Viewer& viewer, const Look& look) {
  const EvaluationView& view = viewer.state.evaluation;
  const auto [label, predicted] = *view.cell;
  const auto& classes = view.result->classes;
  text_of(label == predicted ? classes[label] + ", recognized" : classes[label] + ", taken for " + classes[predicted]);
  const float side = 84 * look.scale, gap = 6 * look.scale;
  const int columns = std::max(1, static_cast<int>((ImGui::GetContentRegionAvail().x + gap) / (side + gap)));
  int shown = 0;
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {gap, gap});
  for (const PhotoPrediction& prediction : view.result->predictions) {
    if (prediction.label != label || prediction.predicted != predicted) continue;
    if (static_cast<std::size_t>(shown) == kMostShown) break;
    if (shown++ % columns != 0) ImGui::SameLine();
    draw_photo_of_cell(viewer, look, prediction, side);
  }
  ImGui::PopStyleVar();
  if (shown == 0) quiet_text(look, "No photos");
}

void draw_classes(const EvaluationView& view, const Look& look) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < view.result->classes.size(); ++i)
    if (view.result->metrics.classes[i].count > 0) order.push_back(i);
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return view.result->metrics.classes[i].accuracy(); });
  quiet_text(look, "Classes, the hardest first. A cell of the matrix shows its photos.");
  for (const std::size_t i : order)
    score_bar(look, view.result->classes[i], static_cast<float>(view.result->metrics.classes[i].accuracy()),
              look.colours.right);
}

void draw_running(Viewer& viewer, const Look& look) {
  const EvaluationView& view = viewer.state.evaluation;
  text_of("Judging by " + view.folder);
  const float share = view.of > 0 ? static_cast<float>(view.done) / static_cast<float>(view.of) : 0.0f;
  ImGui::ProgressBar(share, {280 * look.scale, 4 * look.scale}, "");
  quiet_text(look, std::to_string(view.done) + " of " + std::to_string(view.of) + " photos");
  if (ImGui::Button("Stop")) stop_evaluation(viewer);
}

}  // namespace

void draw_evaluation(Viewer& viewer, const Look& look) {
  State& state = viewer.state;
  EvaluationView& view = state.evaluation;
  if (view.is_running) return draw_running(viewer, look);
  if (!view.result) {
    if (state.model.is_open() && !state.roots.empty() && ImGui::Button(("Judge the model by " + state.roots.back()).c_str()))
      start_evaluation(viewer, state.roots.back());
    return empty_state(look, "Nothing judged yet", "Open a model and a folder with one folder of photos a class, then press E");
  }
  draw_numbers(view, look);
  ImGui::Dummy({0, 4 * look.scale});
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const float side = std::max(80.0f, std::min(room.x * 0.62f, room.y - ImGui::GetTextLineHeightWithSpacing()));
  ImGui::BeginGroup();
  quiet_text(look, "Rows: what it is. Columns: what the network says.");
  draw_matrix(view, look, side);
  ImGui::EndGroup();
  ImGui::SameLine(0, 18 * look.scale);
  ImGui::BeginChild("cell");
  if (view.cell) {
    draw_cell_photos(viewer, look);
  } else {
    draw_classes(view, look);
  }
  ImGui::EndChild();
}

}  // namespace alexnet::viewer
