#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "panels.h"
#include "requests.h"

namespace alexnet::viewer {
namespace {

using Phase = TrainingView::Phase;

bool is_under_way(Phase phase) { return phase == Phase::kStarting || phase == Phase::kRunning || phase == Phase::kPaused; }

// A setting as text; what is typed goes through the same door as a script's `set`.
void field(State& state, const char* label, const char* name, const std::string& value) {
  char text[512] = {};
  value.copy(text, sizeof text - 1);
  ImGui::AlignTextToFramePadding();
  text_of(label);
  ImGui::SameLine(118 * ImGui::GetFontSize() / 15);
  ImGui::SetNextItemWidth(-1);
  ImGui::PushID(name);
  ImGui::InputText("##field", text, sizeof text);
  if (ImGui::IsItemDeactivatedAfterEdit())
    if (const Status set = set_training(state, name, text); !set) add_error(state, set.error());
  ImGui::PopID();
}

std::string short_text(double value) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%g", value);
  return buffer;
}

void draw_recipe(State& state, const Look& look) {
  const TrainingSettings& s = state.training.settings;
  heading(look, "Recipe");
  field(state, "Photos", "data", s.data);
  field(state, "Write to", "out", state.training.out);
  field(state, "Variant", "variant", s.variant);
  field(state, "Width", "width", short_text(s.width));
  field(state, "Epochs", "epochs", std::to_string(s.epochs));
  field(state, "Batch", "batch", std::to_string(s.batch));
  field(state, "Optimizer", "optimizer", s.optimizer);
  field(state, "Learning rate", "learning_rate", short_text(s.learning_rate));
  field(state, "Schedule", "schedule", s.schedule);
  field(state, "Begin with", "init_file", s.init_file);
  std::string frozen;
  for (const std::string& layer : s.freeze) frozen += (frozen.empty() ? "" : ", ") + layer;
  field(state, "Freeze", "freeze", frozen);
  if (ImGui::Button("Tutorial"))
    if (const Status set = set_training(state, "recipe", "tutorial"); !set) add_error(state, set.error());
  ImGui::SameLine();
  if (ImGui::Button("Paper"))
    if (const Status set = set_training(state, "recipe", "paper"); !set) add_error(state, set.error());
}

void draw_buttons(Viewer& viewer, const Look& look) {
  const TrainingView& training = viewer.state.training;
  ImGui::Dummy({0, 6 * look.scale});
  if (!is_under_way(training.phase)) {
    ImGui::BeginDisabled(training.settings.data.empty());
    if (ImGui::Button("Start", {-1, 0})) start_training(viewer);
    ImGui::EndDisabled();
    if (training.settings.data.empty()) quiet_text(look, "Photos: a folder, or `drawn`");
    return;
  }
  ImGui::BeginDisabled(training.phase == Phase::kStarting);
  const float half = (ImGui::GetContentRegionAvail().x - ImGui::GetStyle().ItemSpacing.x) / 2;
  if (ImGui::Button(training.phase == Phase::kPaused ? "Go on" : "Pause", {half, 0})) pause_training(viewer);
  ImGui::SameLine();
  if (ImGui::Button("Stop", {half, 0})) stop_training(viewer);
  ImGui::EndDisabled();
}

void draw_progress(const TrainingView& training, const Look& look) {
  if (training.plan && is_under_way(training.phase) && !training.losses.empty()) {
    const auto steps = static_cast<double>(training.plan->steps_per_epoch * training.settings.epochs);
    const auto done = static_cast<double>(training.losses.size());
    ImGui::ProgressBar(static_cast<float>(done / std::max(steps, 1.0)), {-1, 4 * look.scale}, "");
    char line[160];
    const double minutes = (steps - done) * training.seconds_a_step / 60;
    std::snprintf(line, sizeof line, "epoch %zu of %zu, step %zu, %.1f photos/s, about %.0f min left",
                  static_cast<std::size_t>(training.last.epoch) + 1, static_cast<std::size_t>(training.settings.epochs),
                  training.losses.size(), static_cast<double>(training.last.images) / std::max(training.seconds_a_step, 1e-9),
                  std::ceil(minutes));
    ImGui::PushTextWrapPos(0);
    quiet_text(look, line);
    ImGui::PopTextWrapPos();
  }
  if (training.phase == Phase::kStarting) quiet_text(look, "Looking at the photos …");
  if (training.phase == Phase::kPaused) quiet_text(look, "Paused");
  if (!training.message.empty()) {
    ImGui::PushTextWrapPos(0);
    text_of(training.message);
    ImGui::PopTextWrapPos();
  }
  if (!training.attached.empty()) quiet_text(look, "watching " + training.attached);
}

std::vector<float> column(const History& history, double (*value)(const EpochRecord&)) {
  std::vector<float> values;
  for (const EpochRecord& record : history) values.push_back(static_cast<float>(value(record)));
  return values;
}

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

void draw_curves(TrainingView& training, const Look& look, ImVec2 room) {
  static constexpr std::size_t kCharts = 2;
  const ImU32 train = look.colours.accent, validation = look.colours.right;
  const std::array loss = {Curve{"training", train, column(training.history, [](const EpochRecord& r) { return r.loss; })},
                           Curve{"set aside", validation,
                                 column(training.history, [](const EpochRecord& r) { return r.val_loss.value_or(kNothing); })}};
  const std::array accuracy = {
      Curve{"training", train, column(training.history, [](const EpochRecord& r) { return 100 * r.accuracy; })},
      Curve{"set aside", validation,
            column(training.history, [](const EpochRecord& r) { return 100 * r.val_accuracy.value_or(kNothing); })}};
  const bool has_steps = !training.losses.empty();
  const float height = (room.y - 12 * look.scale) / (has_steps ? kCharts + 1 : kCharts) - ImGui::GetStyle().ItemSpacing.y;
  const ImVec2 size(room.x, std::clamp(height, 90 * look.scale, 260 * look.scale));
  if (has_steps) {
    const std::array steps = {Curve{"", train, training.losses}};
    training.step_cursor = plot(look, "Loss, step by step", steps, size, training.step_cursor);
  }
  const int over_loss = plot(look, "Loss, epoch by epoch", loss, size, training.epoch_cursor);
  const int over_accuracy = plot(look, "Accuracy, %", accuracy, size, training.epoch_cursor);
  training.epoch_cursor = std::max(over_loss, over_accuracy);
}

}  // namespace

void draw_training(Viewer& viewer, const Look& look) {
  State& state = viewer.state;
  TrainingView& training = state.training;
  ImGui::BeginChild("recipe", {std::min(300 * look.scale, 0.5f * ImGui::GetContentRegionAvail().x), 0});
  ImGui::BeginDisabled(is_under_way(training.phase));
  draw_recipe(state, look);
  ImGui::EndDisabled();
  draw_buttons(viewer, look);
  draw_progress(training, look);
  if (training.filters && ImGui::GetContentRegionAvail().y > 120 * look.scale) {
    ImGui::Dummy({0, 6 * look.scale});
    heading(look, "First layer");
    draw_picture(look, training.filters, ImGui::GetContentRegionAvail());
  }
  ImGui::EndChild();
  ImGui::SameLine(0, 18 * look.scale);
  ImGui::BeginChild("curves");
  if (training.history.empty() && training.losses.empty()) {
    empty_state(look, "No run yet", "Start one, or drop the folder of a run that another program writes");
  } else {
    ImVec2 room = ImGui::GetContentRegionAvail();
    const float samples = training.samples ? std::min(room.y * 0.4f, 320 * look.scale) : 0;
    draw_curves(training, look, {room.x, room.y - samples});
    if (training.samples) {
      heading(look, "Photos set aside, as the network sees them now");
      draw_picture(look, training.samples, {room.x, samples - 2 * ImGui::GetTextLineHeightWithSpacing()});
    }
  }
  ImGui::EndChild();
}

}  // namespace alexnet::viewer
