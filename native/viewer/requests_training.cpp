#include "app/host.h"
#include "app/run_folder.h"
#include "render/filter_grid.h"
#include "render/sample_grid.h"
#include "requests.h"

namespace alexnet::viewer {
namespace {

using Phase = TrainingView::Phase;

constexpr const char* kTraining = "training";

void end(State& state, std::string message, bool is_error) {
  state.training.phase = Phase::kEnded;
  state.training.message = message;
  if (is_error) add_error(state, {ErrorKind::kInternal, "training", message});
  if (!is_error) add_log(state, "training: " + message);
}

Picture picture_of_samples(TrainingRun& run) {
  const auto samples = run.samples();
  return samples && !samples->empty() ? picture_of(draw_sample_grid(*samples)) : nullptr;
}

void tell_epoch(const Job& job, TrainingRun& run, const EpochReport& epoch) {
  job.tell([history = run.history(), diagnosis = epoch.diagnosis ? epoch.diagnosis->message() : std::string(),
            samples = picture_of_samples(run), filters = picture_of(draw_filters(run.model()))](State& state) {
    state.training.history = history;
    state.training.message = diagnosis;
    state.training.samples = samples;
    state.training.filters = filters;
  });
}

// Does one step and reports it. Returns how training ended, or nothing if it goes on.
Result<std::optional<TrainingEnd>> advance(TrainingDriver& driver, const Job& job) {
  return driver.advance({.on_step =
                             [&](const TrainingProgress& progress) {
                               job.tell([progress](State& state) {
                                 TrainingView& training = state.training;
                                 training.last = progress.step;
                                 training.losses.push_back(static_cast<float>(progress.step.loss));
                                 training.seconds_a_step = progress.seconds_per_step;
                               });
                             },
                         .on_epoch = [&](const EpochReport& epoch) { tell_epoch(job, driver.run(), epoch); },
                         .stop_requested = {}});  // stop_training() ends the run between two jobs
}

Next train(Viewer& viewer, const Job& job) {
  Workshop& workshop = viewer.workshop;
  if (!workshop.training || workshop.is_paused) return Next::kDone;
  const Result<std::optional<TrainingEnd>> ended = advance(*workshop.training, job);
  if (ended && !*ended) return Next::kAgain;
  const bool is_finished = ended && !(*ended)->divergence;
  std::string message;
  if (!ended)
    message = ended.error().message();
  else if (is_finished)
    message = str_cat("finished after ", workshop.training->run().history().size(), " epochs");
  else
    message = (*ended)->divergence->message();
  job.tell([is_finished, message](State& state) { end(state, message, /*is_error=*/!is_finished); });
  workshop.training.reset();
  return Next::kDone;
}

void go_on(Viewer& viewer) {
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
    Workshop& workshop = viewer.workshop;
    workshop.is_paused = false;
    Result<TrainingRun> run = TrainingRun::start(settings, {.path = out}, workshop.session.pool());
    if (!run) {
      job.tell([message = run.error().message()](State& shown) { end(shown, message, true); });
      return Next::kDone;
    }
    workshop.training.emplace(std::move(*run));
    job.tell([&viewer, plan = workshop.training->run().plan()](State& shown) {
      shown.training.plan = plan;
      shown.training.phase = Phase::kRunning;
      go_on(viewer);
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
    viewer.workshop.is_paused = pauses;
    if (!pauses)
      job.tell([&viewer](State&) {
        if (!viewer.jobs.has(kTraining)) go_on(viewer);
      });
    return Next::kDone;
  });
}

void stop_training(Viewer& viewer) {
  if (viewer.state.training.phase != Phase::kRunning && viewer.state.training.phase != Phase::kPaused) return;
  viewer.jobs.cancel(kTraining);
  viewer.jobs.post("stop", Urgency::kNow, [&viewer](const Job& job) {
    std::optional<TrainingDriver>& training = viewer.workshop.training;
    if (!training) return Next::kDone;  // it has just ended by itself
    const Status saved = training->run().save();
    job.tell([saved](State& state) { end(state, saved ? "stopped" : saved.error().message(), !saved); });
    training.reset();
    return Next::kDone;
  });
}

void attach_training(Viewer& viewer, const std::string& folder) {
  TrainingView& training = viewer.state.training;
  if (training.phase == Phase::kStarting || training.phase == Phase::kRunning || training.phase == Phase::kPaused) return;
  viewer.jobs.cancel("attach");
  viewer.jobs.post("attach", Urgency::kSoon, [folder](const Job& job) {
    job.tell([folder, history = read_run_folder(folder)](State& state) {
      if (!history) {
        state.training.attached.clear();
        add_error(state, history.error());
        return;
      }
      if (state.training.attached != folder) {
        add_log(state, str_cat(folder, ": a training run of ", history->size(), " epochs so far"));
        state.training.losses.clear();
        state.training.plan.reset();
      }
      state.training.attached = folder;
      state.training.history = *history;
    });
    return Next::kDone;
  });
}

}  // namespace alexnet::viewer
