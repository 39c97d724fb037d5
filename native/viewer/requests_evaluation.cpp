#include "app/photo_sets.h"
#include "evaluate/evaluate.h"
#include "requests.h"

namespace alexnet::viewer {
namespace {

struct Judged {
  Evaluation evaluation;
  std::vector<std::string> names;
};

Result<Judged> judge(const Session& session, const std::string& folder, const Job& job) {
  if (session.model() == nullptr) return fail(ErrorKind::kInvalidArgument, "evaluate", "no model is open");
  TRY_VALUE(const PhotoSet set, open_photo_set(folder, std::nullopt));
  TRY_VALUE(InferenceNetwork classifier, InferenceNetwork::create(Model(*session.model()), session.pool()));
  EvaluateOptions options;
  options.progress = [&job](std::size_t done, std::size_t of) {
    job.tell([done, of](State& state) {
      state.evaluation.done = done;
      state.evaluation.of = of;
    });
  };
  options.stops = [&job] { return job.cancelled(); };
  Judged judged;
  TRY_VALUE(judged.evaluation, evaluate(classifier, *set.photos, session.pool(), options));
  for (std::size_t i = 0; i < set.photos->size(); ++i) judged.names.push_back(set.photos->name(i));
  return judged;
}

}  // namespace

void start_evaluation(Viewer& viewer, const std::string& folder) {
  if (viewer.state.evaluation.is_running) return;
  viewer.state.evaluation = {.is_running = true, .folder = folder};
  viewer.jobs.post("evaluation", Urgency::kSoon, [&viewer, folder](const Job& job) {
    job.tell([judged = judge(viewer.workshop.session, folder, job)](State& state) {
      state.evaluation.is_running = false;
      if (!judged) {
        add_error(state, judged.error());
        return;
      }
      state.evaluation.result = judged->evaluation;
      state.evaluation.names = judged->names;
      add_log(state, str_cat(state.evaluation.folder, ": ", judged->evaluation.metrics.count, " photos judged"));
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
    Session& other = viewer.workshop.other;
    if (const Status opened = other.open_model_file(path); !opened) {
      job.tell([error = opened.error()](State& state) { add_error(state, error); });
      return Next::kDone;
    }
    job.tell([&viewer, view = view_of(path, *other.model())](State& state) {
      state.compare.other = view;
      reload_photo(viewer);
    });
    return Next::kDone;
  });
}

void pin_photo(State& state) { state.compare.pinned = state.photo; }

}  // namespace alexnet::viewer
