#include <array>
#include <cstdio>
#include <string>
#include <string_view>

#include "actions/requests.h"
#include "app/host.h"
#include "panels/panels.h"

namespace alexnet::viewer {
namespace {

constexpr float kLabels = 96;  // width of the labels of the fields

std::string digits(float value) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.6g", static_cast<double>(value));
  return buffer;
}

std::string channels(const std::array<float, 3>& values) {
  return str_cat('[', digits(values[0]), ", ", digits(values[1]), ", ", digits(values[2]), ']');
}

void begin_field(const DrawContext& ui, const char* label) {
  ImGui::AlignTextToFramePadding();
  quiet_text(ui, label);
  ImGui::SameLine(kLabels * ui.scale);
  ImGui::SetNextItemWidth(-1);
}

// Requests a change of one field; `value` is JSON.
void change_field(Viewer& viewer, const char* name, std::string_view value) {
  change_preprocessing(viewer, str_cat("{\"", name, "\":", value, '}'));
}

// A field whose values have names.
void name_field(Viewer& viewer, const DrawContext& ui, const char* label, const char* name, std::string_view value,
                std::span<const std::string_view> names) {
  begin_field(ui, label);
  if (!ImGui::BeginCombo(str_cat("##", name).c_str(), std::string(value).c_str())) return;
  for (const std::string_view one : names)
    if (ImGui::Selectable(std::string(one).c_str(), one == value)) change_field(viewer, name, str_cat('"', one, '"'));
  ImGui::EndCombo();
}

// A field of one number or of an array.
void number_field(Viewer& viewer, const DrawContext& ui, const char* label, const char* name, const std::string& value) {
  begin_field(ui, label);
  char text[96] = {};
  value.copy(text, sizeof text - 1);
  ImGui::InputText(str_cat("##", name).c_str(), text, sizeof text);
  if (ImGui::IsItemDeactivatedAfterEdit()) change_field(viewer, name, text);
}

void convention_field(Viewer& viewer, const DrawContext& ui, const Preprocessing& preprocessing) {
  begin_field(ui, "Values");
  const std::string_view current = name_of(preprocessing);
  if (!ImGui::BeginCombo("##convention", current.empty() ? "other values" : std::string(current).c_str())) return;
  for (const std::string_view name : kPreprocessingNames)
    if (ImGui::Selectable(std::string(name).c_str(), name == current)) change_preprocessing(viewer, std::string(name));
  ImGui::EndCombo();
}

void draw_fields(Viewer& viewer, const DrawContext& ui) {
  static constexpr std::array<std::string_view, 2> kOrders = {"rgb", "bgr"}, kFits = {"crop", "stretch"},
                                                   kColors = {"convert", "ignore"};
  static constexpr std::array<std::string_view, 4> kInterpolations = {"nearest", "bilinear", "bilinear_antialiased", "bicubic"};
  const Preprocessing preprocessing = viewer.state.model.preprocessing;
  name_field(viewer, ui, "Channels", "order", to_string(preprocessing.order), kOrders);
  number_field(viewer, ui, "Scale", "scale", digits(preprocessing.scale));
  number_field(viewer, ui, "Mean", "mean", channels(preprocessing.mean));
  number_field(viewer, ui, "Deviation", "deviation", channels(preprocessing.deviation));
  number_field(viewer, ui, "Resize to", "resize", str_cat(preprocessing.resize));
  name_field(viewer, ui, "Fit", "fit", to_string(preprocessing.fit), kFits);
  name_field(viewer, ui, "Interpolation", "interpolation", to_string(preprocessing.interpolation), kInterpolations);
  name_field(viewer, ui, "Profiles", "color", to_string(preprocessing.color), kColors);
}

}  // namespace

void draw_preprocessing(Viewer& viewer, const DrawContext& ui) {
  const ModelView& model = viewer.state.model;
  ImGui::PushID("preprocessing");
  note(ui, describe(model.preprocessing));
  if (model.preprocessing_origin == PreprocessingOrigin::kGuessed)
    note(ui, "This is a guess: the file does not say it. If the answers are wrong, choose other values.");
  if (!model.preprocessing_error.empty()) {
    ImGui::PushTextWrapPos(0);
    colored_text(ui.colors.wrong, model.preprocessing_error);
    ImGui::PopTextWrapPos();
  }
  convention_field(viewer, ui, model.preprocessing);
  if (ImGui::TreeNodeEx("Each value", ImGuiTreeNodeFlags_SpanAvailWidth | ImGuiTreeNodeFlags_NoTreePushOnOpen))
    draw_fields(viewer, ui);
  ImGui::PopID();
}

}  // namespace alexnet::viewer
