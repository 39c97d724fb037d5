#include <algorithm>

#include "app/host.h"
#include "panels/panels.h"

namespace alexnet::viewer {
namespace {

constexpr std::size_t kShownPredictions = 10;

void draw_model(const ModelView& model, const DrawContext& ui) {
  heading(ui, "Model");
  plain_text(basename(model.path));
  char line[128];
  std::snprintf(line, sizeof line, "%s  ·  %zu classes  ·  %.1f million parameters", model.variant.c_str(),
                model.classes.size(), static_cast<double>(model.parameters) * 1e-6);
  ImGui::PushTextWrapPos(0);
  quiet_text(ui, line);
  ImGui::PopTextWrapPos();
}

void draw_scores(const State& state, const DrawContext& ui) {
  const PhotoView& photo = state.photo;
  std::optional<std::size_t> truth;
  if (state.selected) truth = true_class(state.model, state.photos[*state.selected]);
  heading(ui, "Predictions");
  if (!photo.scores.empty() && !photo.is_sure) {
    plain_text("Not sure");
    note(ui, "No class reaches the " + percent(static_cast<double>(state.model.confidence_threshold)) +
                 " confidence threshold of this model. Most likely:");
    ImGui::Dummy({0, 2 * ui.scale});
  }
  for (std::size_t i = 0; i < std::min(photo.scores.size(), kShownPredictions); ++i) {
    const Prediction& score = photo.scores[i];
    const bool is_true = truth == score.index;
    const ImU32 sure_or_not = photo.is_sure ? ui.colors.accent : ui.colors.quiet;
    const ImU32 wrong_or_not = truth && i == 0 && photo.is_sure ? ui.colors.wrong : sure_or_not;
    score_bar(ui, state.model.class_name(score.index), score.probability, is_true ? ui.colors.right : wrong_or_not);
  }
  if (truth && !photo.scores.empty() && photo.is_sure) {
    const bool is_right = *truth == photo.scores[0].index;
    colored_text(is_right ? ui.colors.right : ui.colors.wrong,
                 is_right ? "Correct" : "Wrong: the folder is " + state.model.class_name(*truth));
  }
  char line[96];
  std::snprintf(line, sizeof line, "%.1f ms network, %.1f ms preprocessing", photo.network_milliseconds,
                photo.preprocess_milliseconds);
  quiet_text(ui, line);
}

}  // namespace

void draw_predictions(Viewer& viewer, const DrawContext& ui) {
  const State& state = viewer.state;
  if (!state.model.is_open()) {
    heading(ui, "Predictions");
    empty_state(ui, "No model", "Drop a file of weights here");
    return;
  }
  draw_model(state.model, ui);
  draw_preprocessing(viewer, ui);
  ImGui::Dummy({0, 8 * ui.scale});
  if (state.photo.scores.empty()) return;
  draw_scores(state, ui);
  if (!state.photo.input_image) return;
  ImGui::Dummy({0, 8 * ui.scale});
  heading(ui, "Network input");
  const ImVec2 space = ImGui::GetContentRegionAvail();
  const float side = std::min({space.x, std::max(space.y, 80 * ui.scale), 227 * ui.scale});
  draw_image(ui, state.photo.input_image, {side, side});
}

}  // namespace alexnet::viewer
