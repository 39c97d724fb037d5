#include <algorithm>

#include "actions/requests.h"
#include "panels/confusion_matrix.h"
#include "panels/panels.h"

namespace alexnet::viewer {
namespace {

constexpr std::size_t kMaxPhotosShown = 60;  // of a cell

void draw_numbers(const Evaluation& result, const DrawContext& ui) {
  const MetricsResult& metrics = result.metrics;
  char line[200];
  std::snprintf(line, sizeof line, "top-1 %.2f %%   ·   top-5 %.2f %%   ·   loss %.4f   ·   %zu photos   ·   %.0f photos/s",
                100 * metrics.top1, 100 * metrics.top5, metrics.loss, static_cast<std::size_t>(metrics.count),
                result.images_per_second());
  ImGui::TextWrapped("%s", line);
  if (!result.refused.empty())
    colored_text(ui.colors.wrong, std::to_string(result.refused.size()) + " files could not be read");
}

// Draws the thumbnail of a photo of the cell; a click selects or opens the photo.
void draw_photo_of_cell(Viewer& viewer, const DrawContext& ui, const PhotoPrediction& prediction, float side) {
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
  ImGui::GetWindowDrawList()->AddRectFilled(at, {at.x + side, at.y + side}, ui.colors.canvas, 3 * ui.scale);
  if (found == state.photos.end()) return;
  request_thumbnail(viewer, static_cast<std::size_t>(found - state.photos.begin()));
  if (!found->thumbnail) return;
  const auto width = static_cast<float>(found->thumbnail->width), height = static_cast<float>(found->thumbnail->height);
  const float zoom = side / std::max(width, height);
  const ImVec2 min(at.x + (side - width * zoom) / 2, at.y + (side - height * zoom) / 2);
  ImGui::GetWindowDrawList()->AddImage(ui.textures.of(found->thumbnail), min, {min.x + width * zoom, min.y + height * zoom});
}

void draw_cell_photos(Viewer& viewer, const DrawContext& ui, const Evaluation& result, std::size_t label,
                      std::size_t predicted) {
  const auto& classes = result.classes;
  plain_text(label == predicted ? classes[label] + ", correct" : classes[label] + ", predicted as " + classes[predicted]);
  ImGui::SameLine();
  if (ImGui::SmallButton("All classes")) {
    viewer.state.evaluation.cell.reset();
    return;
  }
  const float side = 84 * ui.scale, gap = 6 * ui.scale;
  const int columns = std::max(1, static_cast<int>((ImGui::GetContentRegionAvail().x + gap) / (side + gap)));
  int shown = 0;
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {gap, gap});
  for (const PhotoPrediction& prediction : result.predictions) {
    if (prediction.label != label || prediction.predicted != predicted) continue;
    if (static_cast<std::size_t>(shown) == kMaxPhotosShown) break;
    if (shown++ % columns != 0) ImGui::SameLine();
    draw_photo_of_cell(viewer, ui, prediction, side);
  }
  ImGui::PopStyleVar();
  if (shown == 0) quiet_text(ui, "No photos");
}

void draw_confusions(EvaluationView& view, const Evaluation& result, const DrawContext& ui) {
  static constexpr std::size_t kMaxShown = 12;
  const std::vector<Confusion> worst = worst_confusions(result, kMaxShown);
  if (worst.empty()) return quiet_text(ui, "No photo of another class was predicted.");
  quiet_text(ui, "Most frequent confusions");
  for (const Confusion& one : worst) {
    ImGui::PushID(static_cast<int>(one.label * result.classes.size() + one.predicted));
    const std::string line = std::to_string(one.count) + " of " + std::to_string(one.of) + "  " + result.classes[one.label] +
                             ", predicted as " + result.classes[one.predicted];
    if (ImGui::Selectable(line.c_str())) view.cell = {one.label, one.predicted};
    ImGui::PopID();
  }
  ImGui::Dummy({0, 6 * ui.scale});
}

void draw_classes(EvaluationView& view, const Evaluation& result, const DrawContext& ui) {
  draw_confusions(view, result, ui);
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < result.classes.size(); ++i)
    if (result.metrics.classes[i].count > 0) order.push_back(i);
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return result.metrics.classes[i].accuracy(); });
  note(ui, "Classes by accuracy, the lowest first. Click a cell of the matrix to see its photos.");
  for (const std::size_t i : order)
    score_bar(ui, result.classes[i], static_cast<float>(result.metrics.classes[i].accuracy()), ui.colors.right);
}

void draw_running(Viewer& viewer, const DrawContext& ui) {
  const EvaluationView& view = viewer.state.evaluation;
  plain_text("Evaluating on " + view.folder);
  const float share = view.of > 0 ? static_cast<float>(view.done) / static_cast<float>(view.of) : 0.0f;
  ImGui::ProgressBar(share, {280 * ui.scale, 4 * ui.scale}, "");
  quiet_text(ui, std::to_string(view.done) + " of " + std::to_string(view.of) + " photos");
  if (ImGui::Button("Stop")) stop_evaluation(viewer);
}

}  // namespace

void draw_evaluation(Viewer& viewer, const DrawContext& ui) {
  State& state = viewer.state;
  EvaluationView& view = state.evaluation;
  if (view.is_running) return draw_running(viewer, ui);
  if (!view.result) {
    if (state.model.is_open() && !state.roots.empty() && ImGui::Button(("Evaluate the model on " + state.roots.back()).c_str()))
      start_evaluation(viewer, state.roots.back());
    return empty_state(ui, "No evaluation yet",
                       "Open a model and a folder with one folder of photos for each class, then press E");
  }
  const Evaluation& result = *view.result;
  for (const Notice& notice : result.notices) note(ui, notice.text);
  draw_numbers(result, ui);
  ImGui::Dummy({0, 4 * ui.scale});
  const ImVec2 space = ImGui::GetContentRegionAvail();
  const float side = std::max(80.0f, std::min(space.x * 0.62f, space.y - ImGui::GetTextLineHeightWithSpacing()));
  ImGui::BeginGroup();
  quiet_text(ui, "Rows: true class. Columns: predicted class.");
  draw_confusion_matrix(view, result, ui, side);
  ImGui::EndGroup();
  ImGui::SameLine(0, 18 * ui.scale);
  ImGui::BeginChild("cell");
  if (const auto cell = view.cell) {
    draw_cell_photos(viewer, ui, result, cell->first, cell->second);
  } else {
    draw_classes(view, result, ui);
  }
  ImGui::EndChild();
}

}  // namespace alexnet::viewer
