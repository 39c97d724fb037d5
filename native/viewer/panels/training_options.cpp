#include <algorithm>
#include <array>
#include <concepts>
#include <cstdio>
#include <ranges>

#include "actions/requests.h"
#include "panels/panels.h"

namespace alexnet::viewer {
namespace {

// The options that are always shown, in this order; the table's others are under "More options".
constexpr std::array<std::string_view, 10> kCommon = {"data",      "variant",       "width",    "epochs",    "batch",
                                                      "optimizer", "learning_rate", "schedule", "init_file", "freeze"};

// An option of the table with its value as the text that set_training() reads.
struct Entry {
  TrainingOption option;
  std::string name;  // those of augmentation begin with "augmentation."
  std::string text;
  bool is_boolean;
};

std::string option_value_text(const std::string& value) { return value; }
std::string option_value_text(bool value) { return value ? "true" : "false"; }
std::string option_value_text(FillMode value) { return std::string(to_string(value)); }
std::string option_value_text(TransformConvention value) { return std::string(to_string(value)); }
std::string option_value_text(std::unsigned_integral auto value) { return std::to_string(value); }
std::string option_value_text(std::floating_point auto value) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%g", static_cast<double>(value));
  return buffer;
}
std::string option_value_text(const std::vector<std::string>& value) {
  std::string text;
  for (const std::string& word : value) text += (text.empty() ? "" : ", ") + word;
  return text;
}
std::string option_value_text(const std::array<float, 2>& value) {
  return "[" + option_value_text(value[0]) + ", " + option_value_text(value[1]) + "]";
}
std::string option_value_text(const std::optional<std::array<float, 2>>& value) {
  return value ? option_value_text(*value) : "null";
}

std::vector<Entry> entries_of(const TrainingSettings& settings) {
  std::vector<Entry> entries;
  std::string prefix;
  const auto add = [&]<typename Value>(const TrainingOption& option, const Value& value) {
    entries.push_back({option, prefix + option.name, option_value_text(value), std::same_as<Value, bool>});
  };
  each_training_option(add, settings);
  prefix = "augmentation.";
  each_augmentation_option(add, settings.augmentation);
  return entries;
}

void apply_option(State& state, const std::string& name, const std::string& value) {
  if (const Status done = set_training(state, name, value); !done) add_error(state, done.error());
}

// A text field for a training setting, with the same effect as the action `set`.
void text_field(State& state, const std::string& name, const std::string& value) {
  char text[512] = {};
  value.copy(text, sizeof text - 1);
  ImGui::InputText("##field", text, sizeof text);
  if (ImGui::IsItemDeactivatedAfterEdit()) apply_option(state, name, text);
}

// A list of the values that a setting may have.
void value_list(State& state, const Entry& entry) {
  const char* placeholder = entry.option.default_meaning;
  if (!ImGui::BeginCombo("##field", entry.text.empty() && placeholder != nullptr ? placeholder : entry.text.c_str())) return;
  if (placeholder != nullptr && ImGui::Selectable(placeholder, entry.text.empty())) apply_option(state, entry.name, "");
  for (const auto word : std::views::split(std::string_view(entry.option.values), ' ')) {
    const std::string value(word.begin(), word.end());
    if (ImGui::Selectable(value.c_str(), value == entry.text)) apply_option(state, entry.name, value);
  }
  ImGui::EndCombo();
}

// Begins a row: its label, and the place for its field.
void begin_row(const char* label, const char* help, float width) {
  ImGui::AlignTextToFramePadding();
  plain_text(label);
  if (help != nullptr && ImGui::IsItemHovered()) ImGui::SetTooltip("%s", help);
  ImGui::SameLine(width * ImGui::GetFontSize() / 15);
  ImGui::SetNextItemWidth(-1);
}

void option_row(State& state, const Entry& entry, float width) {
  ImGui::PushID(entry.name.c_str());
  begin_row(entry.option.label, entry.option.help, width);
  bool is_on = entry.text == "true";
  if (!entry.is_boolean) {
    entry.option.values == nullptr ? text_field(state, entry.name, entry.text) : value_list(state, entry);
  } else if (ImGui::Checkbox("##field", &is_on)) {
    apply_option(state, entry.name, is_on ? "true" : "false");
  }
  ImGui::PopID();
}

void draw_more(State& state, const std::vector<Entry>& entries) {
  if (!ImGui::CollapsingHeader("More options")) return;
  static constexpr float kLabels = 150;
  // A part of its own that scrolls, so that the button below stays in sight.
  ImGui::BeginChild("more", {0, 0.45f * ImGui::GetContentRegionAvail().y});
  for (const Entry& entry : entries)
    if (std::ranges::find(kCommon, std::string_view(entry.name)) == kCommon.end()) option_row(state, entry, kLabels);
  ImGui::EndChild();
}

}  // namespace

void draw_training_options(State& state, const DrawContext& ui) {
  static constexpr float kLabels = 118;
  const std::vector<Entry> entries = entries_of(state.training.settings);
  heading(ui, "Recipe");
  for (const std::string_view name : kCommon) {
    option_row(state, *std::ranges::find(entries, name, &Entry::name), kLabels);
    if (name != "data") continue;
    begin_row("Write to", nullptr, kLabels);
    ImGui::PushID("out");
    text_field(state, "out", state.training.out);
    ImGui::PopID();
  }
  draw_more(state, entries);
  if (ImGui::Button("Tutorial")) apply_option(state, "recipe", "tutorial");
  ImGui::SameLine();
  if (ImGui::Button("Paper")) apply_option(state, "recipe", "paper");
}

}  // namespace alexnet::viewer
