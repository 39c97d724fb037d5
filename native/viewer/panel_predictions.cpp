#include <algorithm>

#include "app/host.h"
#include "panels.h"

namespace alexnet::viewer {
namespace {

constexpr std::size_t kShownPredictions = 10;

void draw_model(const ModelView& model, const Look& look) {
  heading(look, "Model");
  text_of(basename(model.path));
  char line[128];
  std::snprintf(line, sizeof line, "%s  ·  %zu classes  ·  %.1f million parameters", model.variant.c_str(),
                model.classes.size(), static_cast<double>(model.parameters) * 1e-6);
  ImGui::PushTextWrapPos(0);
  quiet_text(look, line);
  ImGui::PopTextWrapPos();
  ImGui::Dummy({0, 8 * look.scale});
}

void draw_scores(const State& state, const Look& look) {
  const PhotoView& photo = state.photo;
  std::optional<std::size_t> truth;
  if (state.selected) truth = true_class(state.model, state.photos[*state.selected]);
  heading(look, "Predictions");
  if (!photo.scores.empty() && !photo.is_sure) {
    text_of("Not sure");
    note(look, "No class reaches the " + percent(static_cast<double>(state.model.confidence_threshold)) +
                   " that this model asks for. Likeliest:");
    ImGui::Dummy({0, 2 * look.scale});
  }
  for (std::size_t i = 0; i < std::min(photo.scores.size(), kShownPredictions); ++i) {
    const Prediction& score = photo.scores[i];
    const bool is_true = truth == score.index;
    const ImU32 sure_or_not = photo.is_sure ? look.colours.accent : look.colours.quiet;
    const ImU32 wrong_or_not = truth && i == 0 && photo.is_sure ? look.colours.wrong : sure_or_not;
    score_bar(look, state.model.class_name(score.index), score.probability, is_true ? look.colours.right : wrong_or_not);
  }
  if (truth && !photo.scores.empty() && photo.is_sure) {
    const bool is_right = *truth == photo.scores[0].index;
    coloured_text(is_right ? look.colours.right : look.colours.wrong,
                  is_right ? "Right" : "Wrong: the folder says " + state.model.class_name(*truth));
  }
  char line[96];
  std::snprintf(line, sizeof line, "%.1f ms network, %.1f ms picture", photo.network_milliseconds, photo.picture_milliseconds);
  quiet_text(look, line);
}

}  // namespace

void draw_predictions(Viewer& viewer, const Look& look) {
  const State& state = viewer.state;
  if (!state.model.is_open()) {
    heading(look, "Predictions");
    empty_state(look, "No model", "Drop a file of weights here");
    return;
  }
  draw_model(state.model, look);
  if (state.photo.scores.empty()) return;
  draw_scores(state, look);
  if (!state.photo.square) return;
  ImGui::Dummy({0, 8 * look.scale});
  heading(look, "What the network sees");
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const float side = std::min({room.x, std::max(room.y, 80 * look.scale), 227 * look.scale});
  draw_picture(look, state.photo.square, {side, side});
}

}  // namespace alexnet::viewer
