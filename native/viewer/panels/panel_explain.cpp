#include <algorithm>
#include <array>

#include "actions/actions.h"
#include "actions/inspect_actions.h"
#include "actions/requests.h"
#include "panels/panels.h"
#include "window/canvas.h"

namespace alexnet::viewer {
namespace {

struct Method {
  ExplainMethod method;
  const char* name;
  const char* what;
};
constexpr std::array kMethods = {
    Method{ExplainMethod::kGradCam, "Grad-CAM", "Which parts support the class: the warmer, the more."},
    Method{ExplainMethod::kGradient, "Gradient", "Which pixels the score depends on: the brighter, the larger the gradient."},
    Method{ExplainMethod::kGuided, "Guided backpropagation",
           "The gradient of only what increases the score at every layer: edges and textures."},
    Method{ExplainMethod::kOcclusion, "Occlusion",
           "How much hiding a part of the photo lowers the probability. Takes some hundred forward passes."},
    Method{ExplainMethod::kMaximize, "Maximization", "An image, optimized from noise, that maximizes the class or the unit."},
};

void draw_methods(Viewer& viewer, const DrawContext& ui) {
  ExplainView& view = viewer.state.explain;
  heading(ui, "Method");
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
  for (const Method& method : kMethods) {
    ImGui::PushID(method.name);
    const bool is_chosen = view.wanted.method == method.method;
    if (ImGui::Selectable("##method", is_chosen, 0, {0, ImGui::GetFrameHeight()})) choose_method(view, method.method);
    ImGui::PopID();
    ImGui::SameLine(8 * ui.scale);
    ImGui::AlignTextToFramePadding();
    plain_text(method.name);
  }
  ImGui::PopStyleVar();
  ImGui::Dummy({0, 2 * ui.scale});
  const auto* chosen = std::ranges::find(kMethods, view.wanted.method, &Method::method);
  note(ui, chosen == kMethods.end() ? "" : chosen->what);
  ImGui::Dummy({0, 6 * ui.scale});
}

// The choice of the class or unit, the most likely class first.
void draw_classes(State& state, const DrawContext& ui) {
  ExplainView& view = state.explain;
  heading(ui, "Explained class or unit");
  const std::string now = view.wanted.unit                 ? "unit " + std::to_string(*view.wanted.unit)
                          : view.wanted.class_name.empty() ? "the most likely class"
                                                           : view.wanted.class_name;
  ImGui::SetNextItemWidth(-1);
  if (!ImGui::BeginCombo("##class", now.c_str(), ImGuiComboFlags_HeightLarge)) return;
  const auto choose = [&](const std::string& name) {
    view.wanted.class_name = name;
    view.wanted.unit.reset();
  };
  if (ImGui::Selectable("the most likely class")) choose({});
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

void draw_layer_choice(State& state, const DrawContext& ui) {
  ExplainView& view = state.explain;
  if (view.wanted.method != ExplainMethod::kGradCam && !view.wanted.unit) return;
  ImGui::Dummy({0, 6 * ui.scale});
  heading(ui, "Layer");
  ImGui::SetNextItemWidth(-1);
  if (!ImGui::BeginCombo("##layer", view.wanted.layer.empty() ? "the last convolution" : view.wanted.layer.c_str())) return;
  if (ImGui::Selectable("the last convolution")) view.wanted.layer.clear();
  for (const LayerTile& tile : state.layers.strip)
    if ((tile.shape.rank() == 3 || view.wanted.unit) && ImGui::Selectable(tile.name.c_str())) view.wanted.layer = tile.name;
  ImGui::EndCombo();
}

void draw_progress(Viewer& viewer, const DrawContext& ui) {
  const ExplainView& view = viewer.state.explain;
  ImGui::Dummy({0, 8 * ui.scale});
  if (view.is_running && view.of > 0) {
    ImGui::ProgressBar(static_cast<float>(view.done) / static_cast<float>(view.of), {-1, 4 * ui.scale}, "");
    quiet_text(ui, std::to_string(view.done) + " of " + std::to_string(view.of));
    if (ImGui::Button("Stop", {-1, 0})) stop_explanation(viewer);
  } else if (is_slow(view.wanted.method)) {
    ImGui::BeginDisabled(view.is_running);
    if (ImGui::Button("Start", {-1, 0})) start_explanation(viewer);
    ImGui::EndDisabled();
  }
}

void draw_numbers(const State& state, const DrawContext& ui) {
  const ExplainView& view = state.explain;
  if (!view.error.empty()) {
    ImGui::PushTextWrapPos(0);
    colored_text(ui.colors.wrong, view.error);
    ImGui::PopTextWrapPos();
  }
  if (!view.image || view.is_running || !view.image_request) return;
  const Explanation& numbers = view.numbers;
  const bool maximized = view.image_request->method == ExplainMethod::kMaximize;
  ImGui::Dummy({0, 6 * ui.scale});
  const std::string what =
      numbers.unit ? numbers.layer + ", unit " + std::to_string(*numbers.unit) : state.model.class_name(numbers.class_index);
  plain_text(what);
  if (view.image_request->method == ExplainMethod::kGradCam)
    quiet_text(ui, "computed at " + numbers.layer + ", " + std::to_string(numbers.shape[0]) + " × " +
                       std::to_string(numbers.shape[1]));
  const std::string value = number_text(static_cast<double>(numbers.value));
  quiet_text(ui, maximized ? "increased from " + number_text(static_cast<double>(numbers.start)) + " to " + value
                           : (view.image_request->method == ExplainMethod::kOcclusion ? "probability " : "score ") + value);
  if (numbers.of > 0 && numbers.done < numbers.of)
    quiet_text(ui, "stopped after " + std::to_string(numbers.done) + " of " + std::to_string(numbers.of));
  char line[48];
  std::snprintf(line, sizeof line, "%.0f ms", numbers.milliseconds);
  quiet_text(ui, line);
}

// Draws the input of the network with the explanation over it.
void draw_map(State& state, const DrawContext& ui) {
  const ExplainView& view = state.explain;
  const ImVec2 space = ImGui::GetContentRegionAvail();
  const ImVec2 available(space.x, space.y - ImGui::GetFrameHeightWithSpacing());
  const bool maximized = view.wanted.method == ExplainMethod::kMaximize;
  if (maximized && view.image && view.image_request && view.image_request->method == ExplainMethod::kMaximize) {
    const Region all = {0, 0, static_cast<double>(view.image->width), static_cast<double>(view.image->height)};
    draw_part_of(ui, view.image, all, available);
    return;
  }
  const Region region = state.photo.region.width > 0 ? state.photo.region : Region{0, 0, 1, 1};
  const ScreenRect drawn = draw_part_of(ui, state.photo.image, region, available);
  if (explains_photo(state) && !maximized)
    ImGui::GetWindowDrawList()->AddImage(ui.textures.of(view.image, Textures::Filter::kLinear), drawn.min, drawn.max, {0, 0},
                                         {1, 1}, ImGui::GetColorU32({1, 1, 1, view.opacity}));
  if (maximized) return;
  draw_opacity(state, ui, drawn.max.x - drawn.min.x);
}

}  // namespace

void draw_opacity(State& state, const DrawContext& ui, float width) {
  float percent_shown = 100 * state.explain.opacity;
  ImGui::AlignTextToFramePadding();
  quiet_text(ui, "Photo");
  ImGui::SameLine();
  ImGui::SetNextItemWidth(std::max(60 * ui.scale, width - 2 * ImGui::CalcTextSize("Photo ").x - 20 * ui.scale));
  if (ImGui::SliderFloat("##opacity", &percent_shown, 0, 100, "%.0f %%")) state.explain.opacity = percent_shown / 100;
  ImGui::SameLine();
  quiet_text(ui, "Map");
}

void draw_explanation(Viewer& viewer, const DrawContext& ui) {
  State& state = viewer.state;
  if (!state.model.is_open()) return empty_state(ui, "No model", "Drop a file of weights here");
  if (!state.photo.image) return empty_state(ui, "No photo", "Drop one here to see an explanation of its prediction");
  request_explanation(viewer);
  ImGui::BeginChild("method", {std::min(230 * ui.scale, 0.42f * ImGui::GetContentRegionAvail().x), 0});
  draw_methods(viewer, ui);
  draw_classes(state, ui);
  draw_layer_choice(state, ui);
  draw_progress(viewer, ui);
  draw_numbers(state, ui);
  ImGui::EndChild();
  ImGui::SameLine(0, 18 * ui.scale);
  ImGui::BeginChild("map");
  draw_map(state, ui);
  ImGui::EndChild();
}

}  // namespace alexnet::viewer
