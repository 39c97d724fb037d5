#include "actions/requests.h"
#include "app/host.h"
#include "app/run_folder.h"
#include "app/training_notices.h"
#include "render/filter_grid.h"
#include "render/sample_grid.h"

namespace alexnet::viewer {
namespace {

using Phase = TrainingView::Phase;

constexpr const char* kTraining = "training";

void end(State& state, const std::string& message, bool is_error) {
  state.training.phase = Phase::kEnded;
  state.training.message = message;
  if (is_error) add_error(state, "training: " + message);
  if (!is_error) add_log(state, "training: " + message);
}

SharedImage draw_samples(TrainingRun& run) {
  const auto samples = run.samples();
  return samples && !samples->empty() ? share_image(draw_sample_grid(*samples)) : nullptr;
}

void report_epoch(const Job& job, TrainingRun& run, const EpochReport& epoch) {
  job.post_update([history = run.history(), diagnosis = epoch.diagnosis ? epoch.diagnosis->message() : std::string(),
                   samples = draw_samples(run), filters = share_image(draw_filters(run.model()))](State& state) {
    state.training.history = history;
    state.training.message = diagnosis;
    state.training.samples = samples;
    state.training.filters = filters;
  });
}

// Does one step and reports it. Returns how training ended, or nothing if it continues.
Result<std::optional<TrainingEnd>> advance(TrainingDriver& driver, const Job& job) {
  return driver.advance({.on_step =
                             [&](const TrainingProgress& progress) {
                               job.post_update([progress](State& state) {
                                 TrainingView& training = state.training;
                                 training.last = progress.step;
                                 training.losses.push_back(static_cast<float>(progress.step.loss));
                                 training.images_per_second = progress.images_per_second;
                                 training.seconds_left = progress.seconds_left;
                               });
                             },
                         .on_epoch = [&](const EpochReport& epoch) { report_epoch(job, driver.run(), epoch); },
                         .stop_requested = {}});  // stop_training() ends the run between two jobs
}

Next train(Viewer& viewer, const Job& job) {
  JobContext& context = viewer.context;
  if (!context.training || context.is_paused) return Next::kDone;
  const Result<std::optional<TrainingEnd>> advanced = advance(*context.training, job);
  std::string message;
  bool is_finished = false;
  if (!advanced) {
    message = advanced.error().message();
  } else if (const std::optional<TrainingEnd>& ended = *advanced; !ended) {
    return Next::kAgain;
  } else if (ended->divergence) {
    message = ended->divergence->message();
  } else {
    message = str_cat("finished after ", context.training->run().history().size(), " epochs");
    is_finished = true;
  }
  job.post_update([is_finished, message, warnings = warning_notices(context.training->run())](State& state) {
    for (const Notice& warning : warnings) add_log(state, warning.text);
    end(state, message, /*is_error=*/!is_finished);
  });
  context.training.reset();
  return Next::kDone;
}

void post_training_steps(Viewer& viewer) {
  viewer.jobs.post(kTraining, Urgency::kLater, [&viewer](const Job& job) { return train(viewer, job); });
}

}  // namespace

Status set_training(State& state, std::string_view name, std::string_view value) {
  if (name == "out") {
    state.training.out = value;
    return {};
  }
  if (name == "recipe") {
    TRY_VALUE(TrainingSettings settings, recipe(value));
    settings.data = state.training.settings.data;
    state.training.settings = std::move(settings);
    return {};
  }
  return set_training_option(state.training.settings, name, value);
}

void start_training(Viewer& viewer) {
  State& state = viewer.state;
  TrainingView& training = state.training;
  if (training.phase == Phase::kStarting || training.phase == Phase::kRunning || training.phase == Phase::kPaused) return;
  TrainingView fresh;
  fresh.settings = training.settings;
  fresh.out = training.out;
  fresh.phase = Phase::kStarting;
  training = std::move(fresh);
  viewer.jobs.post(kTraining, Urgency::kNow, [&viewer, settings = training.settings, out = training.out](const Job& job) {
    JobContext& context = viewer.context;
    context.is_paused = false;
    Result<TrainingRun> run = TrainingRun::start(settings, {.path = out}, context.session.pool());
    if (!run) {
      job.post_update([message = run.error().message()](State& shown) { end(shown, message, true); });
      return Next::kDone;
    }
    context.training.emplace(std::move(*run));
    job.post_update([&viewer, plan = context.training->run().plan()](State& shown) {
      shown.training.plan = plan;
      shown.training.phase = Phase::kRunning;
      post_training_steps(viewer);
    });
    return Next::kDone;
  });
}

void pause_training(Viewer& viewer) {
  Phase& phase = viewer.state.training.phase;
  if (phase != Phase::kRunning && phase != Phase::kPaused) return;
  const bool pauses = phase == Phase::kRunning;
  phase = pauses ? Phase::kPaused : Phase::kRunning;
  viewer.jobs.post("pause", Urgency::kNow, [&viewer, pauses](const Job& job) {
    viewer.context.is_paused = pauses;
    if (!pauses)
      job.post_update([&viewer](State&) {
        if (!viewer.jobs.has(kTraining)) post_training_steps(viewer);
      });
    return Next::kDone;
  });
}

void stop_training(Viewer& viewer) {
  if (viewer.state.training.phase != Phase::kRunning && viewer.state.training.phase != Phase::kPaused) return;
  viewer.jobs.cancel(kTraining);
  viewer.jobs.post("stop", Urgency::kNow, [&viewer](const Job& job) {
    std::optional<TrainingDriver>& training = viewer.context.training;
    if (!training) return Next::kDone;  // the run has just ended by itself
    const Status saved = training->run().save();
    job.post_update([saved](State& state) { end(state, saved ? "stopped" : saved.error().message(), !saved); });
    training.reset();
    return Next::kDone;
  });
}

void attach_training(Viewer& viewer, const std::string& folder) {
  TrainingView& training = viewer.state.training;
  if (training.phase == Phase::kStarting || training.phase == Phase::kRunning || training.phase == Phase::kPaused) return;
  viewer.jobs.cancel("attach");
  viewer.jobs.post("attach", Urgency::kSoon, [folder](const Job& job) {
    job.post_update([folder, status = read_run_status(folder)](State& state) {
      TrainingView& shown = state.training;
      if (!status) {
        shown.attached.clear();
        add_error(state, status.error());
        return;
      }
      if (shown.attached != folder) {
        add_log(state, str_cat(folder, ": a training run of ", status->history.size(), " epochs so far"));
        shown.losses.clear();
        shown.plan.reset();
        shown.message.clear();
      }
      shown.attached = folder;
      shown.history = status->history;
      shown.attached_is_running = status->is_running;
      if (!status->settings) return;
      shown.settings = *status->settings;
      shown.out = folder;
    });
    return Next::kDone;
  });
}

}  // namespace alexnet::viewer
