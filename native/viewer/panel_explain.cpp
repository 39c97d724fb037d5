#include <algorithm>
#include <array>

#include "actions.h"
#include "canvas.h"
#include "looking_actions.h"
#include "panels.h"
#include "requests.h"

namespace alexnet::viewer {
namespace {

struct Method {
  ExplainMethod method;
  const char* name;
  const char* what;
};
constexpr std::array kMethods = {
    Method{ExplainMethod::kGradCam, "Grad-CAM",
           "Where the network looked: the warmer, the more this part speaks for the class."},
    Method{ExplainMethod::kGradient, "Gradient",
           "Which pixels the score depends on: the brighter, the more a change there counts."},
    Method{ExplainMethod::kGuided, "Guided backpropagation",
           "The same, but only what raises the score at every layer: edges and textures."},
    Method{ExplainMethod::kOcclusion, "Occlusion", "What hiding a part of the photo costs the class. Takes some hundred runs."},
    Method{ExplainMethod::kMaximize, "Maximization", "A picture that the class or the unit would like best, grown from noise."},
};

void draw_methods(Viewer& viewer, const Look& look) {
  ExplainView& view = viewer.state.explain;
  heading(look, "Method");
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
  for (const Method& method : kMethods) {
    ImGui::PushID(method.name);
    const bool is_chosen = view.wanted.method == method.method;
    if (ImGui::Selectable("##method", is_chosen, 0, {0, ImGui::GetFrameHeight()})) choose_method(view, method.method);
    ImGui::PopID();
    ImGui::SameLine(8 * look.scale);
    ImGui::AlignTextToFramePadding();
    text_of(method.name);
  }
  ImGui::PopStyleVar();
  ImGui::Dummy({0, 2 * look.scale});
  const auto* chosen = std::ranges::find(kMethods, view.wanted.method, &Method::method);
  note(look, chosen == kMethods.end() ? "" : chosen->what);
  ImGui::Dummy({0, 6 * look.scale});
}

// All classes, those that the network thinks likely first.
void draw_classes(State& state, const Look& look) {
  ExplainView& view = state.explain;
  heading(look, "What is explained");
  const std::string now = view.wanted.unit                 ? "unit " + std::to_string(*view.wanted.unit)
                          : view.wanted.class_name.empty() ? "the likeliest class"
                                                           : view.wanted.class_name;
  ImGui::SetNextItemWidth(-1);
  if (!ImGui::BeginCombo("##class", now.c_str(), ImGuiComboFlags_HeightLarge)) return;
  const auto choose = [&](const std::string& name) {
    view.wanted.class_name = name;
    view.wanted.unit.reset();
  };
  if (ImGui::Selectable("the likeliest class")) choose({});
  if (state.layers.units) {
    const std::string unit = "unit " + std::to_string(state.layers.unit) + " of " + state.layers.units->name;
    if (ImGui::Selectable(unit.c_str())) {
      view.wanted.unit = state.layers.unit;
      view.wanted.layer = state.layers.units->name;
    }
  }
  ImGuiListClipper clipper;
  clipper.Begin(static_cast<int>(state.photo.scores.size()));
  while (clipper.Step())
    for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i) {
      const Prediction& score = state.photo.scores[static_cast<std::size_t>(i)];
      const std::string name = state.model.class_name(score.index);
      ImGui::PushID(i);
      if (ImGui::Selectable((name + "   " + percent(static_cast<double>(score.probability))).c_str()))
        choose(score.index < state.model.classes.size() ? name : std::to_string(score.index));
      ImGui::PopID();
    }
  ImGui::EndCombo();
}

void draw_layer_choice(State& state, const Look& look) {
  ExplainView& view = state.explain;
  if (view.wanted.method != ExplainMethod::kGradCam && !view.wanted.unit) return;
  ImGui::Dummy({0, 6 * look.scale});
  heading(look, "Layer");
  ImGui::SetNextItemWidth(-1);
  if (!ImGui::BeginCombo("##layer", view.wanted.layer.empty() ? "the last convolution" : view.wanted.layer.c_str())) return;
  if (ImGui::Selectable("the last convolution")) view.wanted.layer.clear();
  for (const LayerTile& tile : state.layers.strip)
    if ((tile.shape.rank() == 3 || view.wanted.unit) && ImGui::Selectable(tile.name.c_str())) view.wanted.layer = tile.name;
  ImGui::EndCombo();
}

void draw_progress(Viewer& viewer, const Look& look) {
  const ExplainView& view = viewer.state.explain;
  ImGui::Dummy({0, 8 * look.scale});
  if (view.is_running && view.of > 0) {
    ImGui::ProgressBar(static_cast<float>(view.done) / static_cast<float>(view.of), {-1, 4 * look.scale}, "");
    quiet_text(look, std::to_string(view.done) + " of " + std::to_string(view.of));
    if (ImGui::Button("Stop", {-1, 0})) stop_explanation(viewer);
  } else if (is_slow(view.wanted.method)) {
    ImGui::BeginDisabled(view.is_running);
    if (ImGui::Button("Start", {-1, 0})) start_explanation(viewer);
    ImGui::EndDisabled();
  }
}

void draw_numbers(const State& state, const Look& look) {
  const ExplainView& view = state.explain;
  if (!view.error.empty()) {
    ImGui::PushTextWrapPos(0);
    coloured_text(look.colours.wrong, view.error);
    ImGui::PopTextWrapPos();
  }
  if (!view.picture || view.is_running || !view.of_what) return;
  const Explanation& numbers = view.numbers;
  const bool maximized = view.of_what->method == ExplainMethod::kMaximize;
  ImGui::Dummy({0, 6 * look.scale});
  const std::string what =
      numbers.unit ? numbers.layer + ", unit " + std::to_string(*numbers.unit) : state.model.class_name(numbers.class_index);
  text_of(what);
  if (view.of_what->method == ExplainMethod::kGradCam)
    quiet_text(look,
               "seen at " + numbers.layer + ", " + std::to_string(numbers.shape[0]) + " × " + std::to_string(numbers.shape[1]));
  const std::string value = number_text(static_cast<double>(numbers.value));
  quiet_text(look, maximized ? "raised from " + number_text(static_cast<double>(numbers.start)) + " to " + value
                             : (view.of_what->method == ExplainMethod::kOcclusion ? "probability " : "score ") + value);
  if (numbers.of > 0 && numbers.done < numbers.of)
    quiet_text(look, "stopped after " + std::to_string(numbers.done) + " of " + std::to_string(numbers.of));
  char line[48];
  std::snprintf(line, sizeof line, "%.0f ms", numbers.milliseconds);
  quiet_text(look, line);
}

// The part of the photo that the network sees, and the map over it.
void draw_map(State& state, const Look& look) {
  const ExplainView& view = state.explain;
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const ImVec2 picture_room(room.x, room.y - ImGui::GetFrameHeightWithSpacing());
  const bool maximized = view.wanted.method == ExplainMethod::kMaximize;
  if (maximized && view.picture && view.of_what && view.of_what->method == ExplainMethod::kMaximize) {
    const Region all = {0, 0, static_cast<double>(view.picture->width), static_cast<double>(view.picture->height)};
    draw_part_of(look, view.picture, all, picture_room);
    return;
  }
  const Region region = state.photo.region.width > 0 ? state.photo.region : Region{0, 0, 1, 1};
  const Placed placed = draw_part_of(look, state.photo.image, region, picture_room);
  if (explains_photo(state) && !maximized)
    ImGui::GetWindowDrawList()->AddImage(look.textures.of(view.picture, Textures::Enlarged::kSmooth), placed.min, placed.max,
                                         {0, 0}, {1, 1}, ImGui::GetColorU32({1, 1, 1, view.opacity}));
  if (maximized) return;
  draw_opacity(state, look, placed.max.x - placed.min.x);
}

}  // namespace

void draw_opacity(State& state, const Look& look, float width) {
  float percent_shown = 100 * state.explain.opacity;
  ImGui::AlignTextToFramePadding();
  quiet_text(look, "Photo");
  ImGui::SameLine();
  ImGui::SetNextItemWidth(std::max(60 * look.scale, width - 2 * ImGui::CalcTextSize("Photo ").x - 20 * look.scale));
  if (ImGui::SliderFloat("##opacity", &percent_shown, 0, 100, "%.0f %%")) state.explain.opacity = percent_shown / 100;
  ImGui::SameLine();
  quiet_text(look, "Map");
}

void draw_explanation(Viewer& viewer, const Look& look) {
  State& state = viewer.state;
  if (!state.model.is_open()) return empty_state(look, "No model", "Drop a file of weights here");
  if (!state.photo.image) return empty_state(look, "No photo", "Drop one here to see why the network names it so");
  ask_explanation(viewer);
  ImGui::BeginChild("method", {std::min(230 * look.scale, 0.42f * ImGui::GetContentRegionAvail().x), 0});
  draw_methods(viewer, look);
  draw_classes(state, look);
  draw_layer_choice(state, look);
  draw_progress(viewer, look);
  draw_numbers(state, look);
  ImGui::EndChild();
  ImGui::SameLine(0, 18 * look.scale);
  ImGui::BeginChild("map");
  draw_map(state, look);
  ImGui::EndChild();
}

}  // namespace alexnet::viewer
