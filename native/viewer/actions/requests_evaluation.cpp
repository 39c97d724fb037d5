#include "actions/requests.h"
#include "app/photo_sets.h"
#include "evaluate/evaluate.h"
#include "messages.h"

namespace alexnet::viewer {
namespace {

struct EvaluationResult {
  Evaluation evaluation;
  std::vector<std::string> names;
};

Result<EvaluationResult> evaluate_folder(const Session& session, const std::string& folder, const Job& job) {
  if (session.model() == nullptr) return fail<msg::kActionNoModel>("evaluate");
  TRY_VALUE(PhotoSet set, open_photo_set({.data = folder}));
  TRY_VALUE(InferenceNetwork classifier,
            InferenceNetwork::create(Model(*session.model()), session.pool(), session.inference_options()));
  EvaluateOptions options;
  options.progress = [&job](std::size_t done, std::size_t of) {
    job.post_update([done, of](State& state) {
      state.evaluation.done = done;
      state.evaluation.of = of;
    });
  };
  options.stops = [&job] { return job.cancelled(); };
  EvaluationResult evaluated;
  TRY_VALUE(evaluated.evaluation, evaluate(classifier, *set.photos, session.pool(), options));
  evaluated.evaluation.split = set.name;
  evaluated.evaluation.trained_on = to_string(set.trained_on);
  evaluated.evaluation.notices = std::move(set.warnings);
  evaluated.evaluation.refused.insert(evaluated.evaluation.refused.begin(), set.refused.begin(), set.refused.end());
  for (std::size_t i = 0; i < set.photos->size(); ++i) evaluated.names.push_back(set.photos->name(i));
  return evaluated;
}

}  // namespace

void start_evaluation(Viewer& viewer, const std::string& folder) {
  if (viewer.state.evaluation.is_running) return;
  viewer.state.evaluation = {.is_running = true, .folder = folder};
  viewer.jobs.post("evaluation", Urgency::kSoon, [&viewer, folder](const Job& job) {
    job.post_update([evaluated = evaluate_folder(viewer.context.session, folder, job)](State& state) {
      state.evaluation.is_running = false;
      if (!evaluated) {
        add_error(state, evaluated.error());
        return;
      }
      state.evaluation.result = evaluated->evaluation;
      state.evaluation.names = evaluated->names;
      for (const Notice& warning : evaluated->evaluation.notices) add_log(state, warning.text);
      add_log(state, str_cat(state.evaluation.folder, ", ", evaluated->evaluation.split, ": ",
                             evaluated->evaluation.metrics.count, " photos evaluated"));
      if (const auto& seen = evaluated->evaluation.seen; seen && seen->spoils_evaluation())
        add_log(state, notice_of(*seen).text);
      for (const Notice& notice : summarize(evaluated->evaluation.warnings)) add_log(state, notice.text);
    });
    return Next::kDone;
  });
}

void stop_evaluation(Viewer& viewer) {
  viewer.jobs.cancel("evaluation");
  viewer.state.evaluation.is_running = false;
}

void compare_with(Viewer& viewer, const std::string& path) {
  viewer.jobs.post("compare", Urgency::kNow, [&viewer, path](const Job& job) {
    Session& other = viewer.context.other;
    if (const Status opened = other.open_model_file(path); !opened) {
      job.post_update([error = opened.error()](State& state) { add_error(state, error); });
      return Next::kDone;
    }
    job.post_update([&viewer, view = view_of(path, *other.model())](State& state) {
      state.compare.other = view;
      reload_photo(viewer);
    });
    return Next::kDone;
  });
}

void pin_photo(State& state) { state.compare.pinned = state.photo; }

}  // namespace alexnet::viewer
