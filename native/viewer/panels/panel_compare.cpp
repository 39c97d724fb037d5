#include <algorithm>

#include "actions/requests.h"
#include "app/host.h"
#include "panels/panels.h"

namespace alexnet::viewer {
namespace {

constexpr std::size_t kShown = 8;

// One side of the comparison: an image or filters, and predictions below.
struct Side {
  const char* id;
  std::string title;
  SharedImage image;
  const ModelView* model;
  const Scores* scores;
};

void draw_side(const DrawContext& ui, const Side& side, float width) {
  ImGui::BeginChild(side.id, {width, 0});
  plain_text(side.title);
  if (side.image) draw_image(ui, side.image, {width, std::max(80.0f, ImGui::GetContentRegionAvail().y * 0.5f)});
  ImGui::Dummy({0, 6 * ui.scale});
  for (std::size_t i = 0; i < std::min(side.scores->size(), kShown); ++i)
    score_bar(ui, side.model->class_name((*side.scores)[i].index), (*side.scores)[i].probability, ui.colors.accent);
  ImGui::EndChild();
}

void draw_sides(const DrawContext& ui, const Side& left, const Side& right) {
  const float gap = 18 * ui.scale, half = (ImGui::GetContentRegionAvail().x - gap) / 2;
  draw_side(ui, left, half);
  ImGui::SameLine(0, gap);
  draw_side(ui, right, half);
}

// Returns the file name with its folder, because many models are called best.safetensors.
std::string file_and_folder(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos || slash == 0 ? path : basename(path.substr(0, slash)) + path.substr(slash);
}

}  // namespace

void draw_comparison(Viewer& viewer, const DrawContext& ui) {
  const State& state = viewer.state;
  const CompareView& compare = state.compare;
  if (compare.other.is_open()) {
    draw_sides(ui, {"this", file_and_folder(state.model.path), state.model.filters, &state.model, &state.photo.scores},
               {"other", file_and_folder(compare.other.path), compare.other.filters, &compare.other, &compare.other_scores});
  } else if (compare.pinned.image) {
    draw_sides(ui, {"pinned", basename(compare.pinned.path), compare.pinned.input_image, &state.model, &compare.pinned.scores},
               {"selected", basename(state.photo.path), state.photo.input_image, &state.model, &state.photo.scores});
  } else {
    empty_state(ui, "Nothing to compare with",
                "Ctrl+P pins this photo to compare others with it; the action `compare with` opens a second model");
  }
}

}  // namespace alexnet::viewer
