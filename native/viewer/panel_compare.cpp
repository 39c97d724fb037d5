#include <algorithm>

#include "app/host.h"
#include "panels.h"
#include "requests.h"

namespace alexnet::viewer {
namespace {

constexpr std::size_t kShown = 8;

// One side of a comparison: a photo or filters above, scores below.
struct Side {
  const char* id;
  std::string title;
  Picture picture;
  const ModelView* model;
  const Scores* scores;
};

void draw_side(const Look& look, const Side& side, float width) {
  ImGui::BeginChild(side.id, {width, 0});
  text_of(side.title);
  if (side.picture) draw_picture(look, side.picture, {width, std::max(80.0f, ImGui::GetContentRegionAvail().y * 0.5f)});
  ImGui::Dummy({0, 6 * look.scale});
  for (std::size_t i = 0; i < std::min(side.scores->size(), kShown); ++i)
    score_bar(look, side.model->class_name((*side.scores)[i].index), (*side.scores)[i].probability, look.colours.accent);
  ImGui::EndChild();
}

void draw_sides(const Look& look, const Side& left, const Side& right) {
  const float gap = 18 * look.scale, half = (ImGui::GetContentRegionAvail().x - gap) / 2;
  draw_side(look, left, half);
  ImGui::SameLine(0, gap);
  draw_side(look, right, half);
}

// Two folders tell two files called best.safetensors apart.
std::string file_and_folder(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos || slash == 0 ? path : basename(path.substr(0, slash)) + path.substr(slash);
}

}  // namespace

void draw_comparison(Viewer& viewer, const Look& look) {
  const State& state = viewer.state;
  const CompareView& compare = state.compare;
  if (compare.other.is_open()) {
    draw_sides(look, {"this", file_and_folder(state.model.path), state.model.filters, &state.model, &state.photo.scores},
               {"other", file_and_folder(compare.other.path), compare.other.filters, &compare.other, &compare.other_scores});
  } else if (compare.pinned.image) {
    draw_sides(look, {"pinned", basename(compare.pinned.path), compare.pinned.square, &state.model, &compare.pinned.scores},
               {"looked at", basename(state.photo.path), state.photo.square, &state.model, &state.photo.scores});
  } else {
    empty_state(look, "Nothing to compare with",
                "Ctrl+P keeps this photo beside the next ones; the command `compare with` takes a second model");
  }
}

}  // namespace alexnet::viewer
