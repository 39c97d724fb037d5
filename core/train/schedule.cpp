#include "train/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <sstream>

#include "messages/train.h"

namespace alexnet {
namespace {

using ScheduleKind = Schedule::Kind;

constexpr double kMinImprovement = 1e-4;  // min_delta of Keras
constexpr const char* kForms =
    "constant, step:30:0.1, steps:25,51,79:0.1, cosine:floor=0.01 or plateau:factor=0.1:patience=10, each with :warmup=5";

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts(1);
  for (const char letter : text) {
    if (letter == separator)
      parts.emplace_back();
    else
      parts.back() += letter;
  }
  return parts;
}

// Parses the whole text as a finite number of at least 0.
std::optional<double> to_number(const std::string& text) {
  std::istringstream in(text);
  in.imbue(std::locale::classic());
  double value = 0;
  if (!(in >> value) || !in.eof() || !(value >= 0) || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<std::uint32_t> to_count(const std::string& text) {
  const auto value = to_number(text);
  if (!value || *value < 1 || *value > 1e9 || *value != std::floor(*value)) return std::nullopt;
  return static_cast<std::uint32_t>(*value);
}

// Parses the positional parts of `step` and `steps`, epochs and factor, and removes them from the front.
bool read_epochs(Schedule& schedule, std::vector<std::string>& parts) {
  if (parts.size() < 2) return false;
  for (const std::string& epoch : split(parts[0], ',')) {
    const auto count = to_count(epoch);
    if (!count || (!schedule.epochs.empty() && *count <= schedule.epochs.back())) return false;
    schedule.epochs.push_back(*count);
  }
  const auto factor = to_number(parts[1]);
  if (!factor || (schedule.kind == ScheduleKind::kStep && schedule.epochs.size() != 1)) return false;
  schedule.factor = *factor;
  parts.erase(parts.begin(), parts.begin() + 2);
  return true;
}

// Parses a part such as `warmup=5`.
bool read_option(Schedule& schedule, const std::string& part) {
  const std::size_t equals = part.find('=');
  if (equals == std::string::npos) return false;
  const std::string name = part.substr(0, equals), text = part.substr(equals + 1);
  const auto number = to_number(text);
  if (!number) return false;
  if (name == "warmup") {
    schedule.warmup = *number;
  } else if (name == "floor" && schedule.kind == ScheduleKind::kCosine) {
    schedule.floor = *number;
  } else if (name == "factor" && schedule.kind == ScheduleKind::kPlateau) {
    schedule.factor = *number;
  } else if (const auto count = to_count(text); name == "patience" && schedule.kind == ScheduleKind::kPlateau && count) {
    schedule.patience = *count;
  } else {
    return false;
  }
  return true;
}

std::optional<ScheduleKind> kind_of(std::string_view name) {
  if (name == "constant") return ScheduleKind::kConstant;
  if (name == "step") return ScheduleKind::kStep;
  if (name == "steps") return ScheduleKind::kSteps;
  if (name == "cosine") return ScheduleKind::kCosine;
  if (name == "plateau") return ScheduleKind::kPlateau;
  return std::nullopt;
}

bool read(Schedule& schedule, std::string_view text) {
  std::vector<std::string> parts = split(text, ':');
  const auto kind = kind_of(parts.front());
  if (!kind) return false;
  schedule.kind = *kind;
  parts.erase(parts.begin());
  if ((*kind == ScheduleKind::kStep || *kind == ScheduleKind::kSteps) && !read_epochs(schedule, parts)) return false;
  for (const std::string& part : parts)
    if (!read_option(schedule, part)) return false;
  return schedule.factor > 0 && schedule.factor <= 1 && schedule.floor <= 1;
}

double cosine(const Schedule& schedule, double step, double first, double last) {
  const double done = last > first ? std::clamp((step - first) / (last - first), 0.0, 1.0) : 1.0;
  return schedule.floor + (1.0 - schedule.floor) * 0.5 * (1.0 + std::cos(std::numbers::pi * done));
}

}  // namespace

Result<Schedule> parse_schedule(std::string_view text) {
  Schedule schedule;
  if (!read(schedule, text)) return fail<msg::kScheduleUnknown>("schedule", text, kForms);
  return schedule;
}

void observe_epoch(const Schedule& schedule, double loss, PlateauState& state) {
  if (schedule.kind != ScheduleKind::kPlateau) return;
  if (loss < state.best - kMinImprovement) {
    state.best = loss;
    state.epochs_without_improvement = 0;
  } else if (++state.epochs_without_improvement >= schedule.patience) {
    state.epochs_without_improvement = 0;
    state.factor *= schedule.factor;
  }
}

double learning_rate_factor(const Schedule& schedule, const TrainingTime& time, const PlateauState& plateau) {
  const auto step = static_cast<double>(time.step);
  const auto steps_per_epoch = static_cast<double>(time.steps_per_epoch);
  const double warm = std::round(schedule.warmup * steps_per_epoch);
  const double rise = step < warm ? (step + 1.0) / warm : 1.0;
  const std::uint64_t epoch = time.step / time.steps_per_epoch;
  switch (schedule.kind) {
    case ScheduleKind::kConstant:
      return rise;
    case ScheduleKind::kStep: {
      const std::uint64_t passed = epoch / schedule.epochs.front();
      return rise * std::pow(schedule.factor, static_cast<double>(passed));
    }
    case ScheduleKind::kSteps: {
      const auto passed = std::ranges::upper_bound(schedule.epochs, epoch) - schedule.epochs.begin();
      return rise * std::pow(schedule.factor, static_cast<double>(passed));
    }
    case ScheduleKind::kCosine: {
      const double last = steps_per_epoch * static_cast<double>(time.epochs);
      return rise * cosine(schedule, step, warm, last);
    }
    case ScheduleKind::kPlateau:
      return rise * plateau.factor;
  }
  return rise;
}

}  // namespace alexnet
