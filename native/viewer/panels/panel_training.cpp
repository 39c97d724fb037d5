#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "actions/requests.h"
#include "panels/panels.h"

namespace alexnet::viewer {
namespace {

using Phase = TrainingView::Phase;

bool is_under_way(Phase phase) { return phase == Phase::kStarting || phase == Phase::kRunning || phase == Phase::kPaused; }

void draw_buttons(Viewer& viewer, const DrawContext& ui) {
  const TrainingView& training = viewer.state.training;
  ImGui::Dummy({0, 6 * ui.scale});
  if (!is_under_way(training.phase)) {
    ImGui::BeginDisabled(training.settings.data.empty());
    if (ImGui::Button("Start", {-1, 0})) start_training(viewer);
    ImGui::EndDisabled();
    if (training.settings.data.empty()) quiet_text(ui, "Photos: a folder, or `drawn`");
    return;
  }
  ImGui::BeginDisabled(training.phase == Phase::kStarting);
  const float half = (ImGui::GetContentRegionAvail().x - ImGui::GetStyle().ItemSpacing.x) / 2;
  if (ImGui::Button(training.phase == Phase::kPaused ? "Continue" : "Pause", {half, 0})) pause_training(viewer);
  ImGui::SameLine();
  if (ImGui::Button("Stop", {half, 0})) stop_training(viewer);
  ImGui::EndDisabled();
}

// Another program trains, or has trained, in this folder.
void draw_attached(const TrainingView& training, const DrawContext& ui) {
  const std::size_t done = training.history.size(), of = training.settings.epochs;
  ImGui::PushTextWrapPos(0);
  quiet_text(ui, "watching " + training.attached);
  quiet_text(ui, "epoch " + std::to_string(done) + " of " + std::to_string(of));
  if (done > 0) {
    double seconds = 0;
    for (const EpochRecord& record : training.history) seconds += record.seconds;
    ImGui::ProgressBar(static_cast<float>(done) / static_cast<float>(std::max(done, of)), {-1, 4 * ui.scale}, "");
    const double left = seconds / static_cast<double>(done) * static_cast<double>(of - std::min(done, of));
    if (training.attached_is_running && done < of)
      quiet_text(ui, "about " + number_text(std::ceil(left / 60)) + " min left, without validation");
  }
  if (!training.attached_is_running && done < of)
    colored_text(ui.colors.wrong, "No program trains in this folder now: alexnet train --resume --out " + training.attached);
  if (!training.attached_is_running && done >= of) plain_text("The run is complete.");
  ImGui::PopTextWrapPos();
}

void draw_progress(const TrainingView& training, const DrawContext& ui) {
  if (training.plan && is_under_way(training.phase) && !training.losses.empty()) {
    const auto steps = static_cast<double>(training.plan->steps_per_epoch * training.settings.epochs);
    const auto done = static_cast<double>(training.losses.size());
    ImGui::ProgressBar(static_cast<float>(done / std::max(steps, 1.0)), {-1, 4 * ui.scale}, "");
    char line[160];
    std::snprintf(line, sizeof line, "epoch %zu of %zu, step %zu, %.1f photos/s, about %.0f min left",
                  static_cast<std::size_t>(training.last.epoch) + 1, static_cast<std::size_t>(training.settings.epochs),
                  training.losses.size(), training.images_per_second, std::ceil(training.seconds_left / 60));
    ImGui::PushTextWrapPos(0);
    quiet_text(ui, line);
    ImGui::PopTextWrapPos();
  }
  if (training.phase == Phase::kStarting) quiet_text(ui, "Reading the photos …");
  if (training.phase == Phase::kPaused) quiet_text(ui, "Paused");
  if (!training.message.empty()) {
    ImGui::PushTextWrapPos(0);
    plain_text(training.message);
    ImGui::PopTextWrapPos();
  }
  if (!training.attached.empty()) draw_attached(training, ui);
}

std::vector<float> column(const History& history, double (*value)(const EpochRecord&)) {
  std::vector<float> values;
  for (const EpochRecord& record : history) values.push_back(static_cast<float>(value(record)));
  return values;
}

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

void draw_curves(TrainingView& training, const DrawContext& ui, ImVec2 space) {
  static constexpr std::size_t kCharts = 2;
  const ImU32 train = ui.colors.accent, validation = ui.colors.right;
  const std::array loss = {Curve{"training", train, column(training.history, [](const EpochRecord& r) { return r.loss; })},
                           Curve{"validation", validation,
                                 column(training.history, [](const EpochRecord& r) { return r.val_loss.value_or(kNothing); })}};
  const std::array accuracy = {
      Curve{"training", train, column(training.history, [](const EpochRecord& r) { return 100 * r.accuracy; })},
      Curve{"validation", validation,
            column(training.history, [](const EpochRecord& r) { return 100 * r.val_accuracy.value_or(kNothing); })}};
  const bool has_steps = !training.losses.empty();
  const float height = (space.y - 12 * ui.scale) / (has_steps ? kCharts + 1 : kCharts) - ImGui::GetStyle().ItemSpacing.y;
  const ImVec2 size(space.x, std::clamp(height, 90 * ui.scale, 260 * ui.scale));
  if (has_steps) {
    const std::array steps = {Curve{"", train, training.losses}};
    training.step_cursor = plot(ui, "Loss by step", steps, size, training.step_cursor);
  }
  const int over_loss = plot(ui, "Loss by epoch", loss, size, training.epoch_cursor);
  const int over_accuracy = plot(ui, "Accuracy, %", accuracy, size, training.epoch_cursor);
  training.epoch_cursor = std::max(over_loss, over_accuracy);
}

}  // namespace

void draw_training(Viewer& viewer, const DrawContext& ui) {
  State& state = viewer.state;
  TrainingView& training = state.training;
  ImGui::BeginChild("recipe", {std::min(300 * ui.scale, 0.5f * ImGui::GetContentRegionAvail().x), 0});
  ImGui::BeginDisabled(is_under_way(training.phase));
  draw_training_options(state, ui);
  ImGui::EndDisabled();
  draw_buttons(viewer, ui);
  draw_progress(training, ui);
  if (training.filters && ImGui::GetContentRegionAvail().y > 120 * ui.scale) {
    ImGui::Dummy({0, 6 * ui.scale});
    heading(ui, "First layer");
    draw_image(ui, training.filters, ImGui::GetContentRegionAvail());
  }
  ImGui::EndChild();
  ImGui::SameLine(0, 18 * ui.scale);
  ImGui::BeginChild("curves");
  if (training.history.empty() && training.losses.empty()) {
    empty_state(ui, "No run yet", "Start one, or drop the run folder of another program");
  } else {
    ImVec2 space = ImGui::GetContentRegionAvail();
    const float samples = training.samples ? std::min(space.y * 0.4f, 320 * ui.scale) : 0;
    draw_curves(training, ui, {space.x, space.y - samples});
    if (training.samples) {
      heading(ui, "Validation photos with current predictions");
      draw_image(ui, training.samples, {space.x, samples - 2 * ImGui::GetTextLineHeightWithSpacing()});
    }
  }
  ImGui::EndChild();
}

}  // namespace alexnet::viewer
