#include "requests.h"

namespace alexnet::viewer {
namespace {

constexpr const char* kLayers = "layers";
constexpr const char* kExplain = "explain";
constexpr std::size_t kColours = 256;

bool can_ask(const State& state) { return state.model.is_open() && state.photo.image && !state.photo.scores.empty(); }

// What the network is to look at, in the file's own pixels.
struct Sight {
  std::string path;
  std::optional<Region> region;
};

Sight sight_of(const State& state) {
  Sight sight = {state.photo.path, state.crop};
  if (sight.region) {
    const double by = 1 / state.photo.shrunk;
    sight.region = {state.crop->left * by, state.crop->top * by, state.crop->width * by, state.crop->height * by};
  }
  return sight;
}

// The explainer with its eyes on the photo.
Result<Explainer*> look(Workshop& workshop, const Sight& sight) {
  if (workshop.session.model() == nullptr) return fail(ErrorKind::kInvalidArgument, "explain", "no model is open");
  if (!workshop.explainer) {
    TRY_VALUE(workshop.explainer, Explainer::create(*workshop.session.model(), workshop.session.pool()));
  }
  TRY_VALUE(const Image* image, decoded_photo(workshop, sight.path));
  TRY(workshop.explainer->set_image(*image, sight.region));
  return &*workshop.explainer;
}

struct SeenLayers {
  std::vector<LayerTile> strip;
  std::shared_ptr<const LayerUnits> units;
  Picture grid;
  Picture colours;
};

Result<SeenLayers> see_layers(Workshop& workshop, const Sight& sight, const LayersView::Question& question) {
  TRY_VALUE(Explainer* const explainer, look(workshop, sight));
  TRY_VALUE(LayerViews views, view_layers(*explainer, {.layer = question.layer, .scale = question.scale}));
  SeenLayers seen;
  for (LayerThumbnail& glance : views.strip)
    seen.strip.push_back({glance.name, glance.shape, glance.statistics, picture_of(std::move(glance.picture))});
  seen.grid = picture_of(std::exchange(views.layer.grid, {}));
  seen.colours = picture_of(draw_color_scale(views.layer.has_negatives, kColours));
  seen.units = std::make_shared<const LayerUnits>(std::move(views.layer));
  return seen;
}

void show(State& state, const SeenLayers& seen) {
  LayersView& layers = state.layers;
  if (!layers.units || layers.units->name != seen.units->name) layers.map = {};
  layers.strip = seen.strip;
  layers.units = seen.units;
  layers.grid = seen.grid;
  layers.colours = seen.colours;
  layers.unit = std::min(layers.unit, seen.units->units.size() - 1);
}

// What there is to see of an explanation that is under way.
void tell_so_far(const Job& job, const ExplainView::Question& question, const Image& picture) {
  job.tell([question, picture = std::make_shared<const Image>(picture)](State& state) {
    if (state.explain.asked != question) return;
    state.explain.picture = picture;
    state.explain.of_what = question;
  });
}

Result<Explanation> explain(Workshop& workshop, const Sight& sight, const ExplainView::Question& question, const Job& job) {
  TRY_VALUE(Explainer* const explainer, look(workshop, sight));
  ExplainOptions options;
  options.method = question.method;
  options.layer = question.layer;
  options.class_name = question.class_name;
  options.unit = question.unit;
  options.opacity = 1;  // the panel lays it over the photo as much as is wanted
  options.show = [&](const Image& picture) { tell_so_far(job, question, picture); };
  options.progress = [&job](std::size_t done, std::size_t of) {
    job.tell([done, of](State& state) {
      state.explain.done = done;
      state.explain.of = of;
    });
    return !job.cancelled();
  };
  return explainer->explain(options);
}

void show(State& state, const ExplainView::Question& question, const Result<Explanation>& explained) {
  ExplainView& view = state.explain;
  if (view.asked != question) return;  // something else was asked since
  view.is_running = false;
  view.error = explained ? std::string() : explained.error().message();
  if (!explained) {
    view.picture.reset();
    return add_error(state, explained.error());
  }
  view.picture = std::make_shared<const Image>(explained->image);
  view.of_what = question;
  view.numbers = *explained;
  view.numbers.image = {};
}

void post_explanation(Viewer& viewer, const ExplainView::Question& question) {
  ExplainView& view = viewer.state.explain;
  view.asked = question;
  view.is_running = true;
  view.done = view.of = 0;
  viewer.jobs.cancel(kExplain);
  viewer.jobs.post(kExplain, Urgency::kSoon, [&viewer, question, sight = sight_of(viewer.state)](const Job& job) {
    const Result<Explanation> explained = explain(viewer.workshop, sight, question, job);
    job.tell([question, explained](State& state) { show(state, question, explained); });
    return Next::kDone;
  });
}

ExplainView::Question question_of(const State& state) {
  ExplainView::Question question = state.explain.wanted;
  question.subject = subject_of(state);
  return question;
}

}  // namespace

void set_crop(Viewer& viewer, std::optional<Region> crop) {
  viewer.state.crop = crop;
  reload_photo(viewer);
}

void ask_layers(Viewer& viewer) {
  State& state = viewer.state;
  if (!can_ask(state)) return;
  const LayersView::Question question = {subject_of(state), state.layers.layer, state.layers.scale};
  if (state.layers.asked == question) return;
  state.layers.asked = question;
  viewer.jobs.cancel(kLayers);
  stop_explanation(viewer);
  viewer.jobs.post(kLayers, Urgency::kNow, [&viewer, question, sight = sight_of(state)](const Job& job) {
    job.tell([question, seen = see_layers(viewer.workshop, sight, question)](State& shown) {
      if (shown.layers.asked != question) return;
      shown.layers.error = seen ? std::string() : seen.error().message();
      if (!seen) return add_error(shown, seen.error());
      show(shown, *seen);
    });
    return Next::kDone;
  });
}

void ask_explanation(Viewer& viewer) {
  const State& state = viewer.state;
  const ExplainView::Question question = question_of(state);
  if (can_ask(state) && !is_slow(question.method) && state.explain.asked != question) post_explanation(viewer, question);
}

void start_explanation(Viewer& viewer) {
  if (can_ask(viewer.state)) post_explanation(viewer, question_of(viewer.state));
}

void stop_explanation(Viewer& viewer) {
  viewer.jobs.cancel(kExplain);
  if (viewer.jobs.has(kExplain)) return;  // it tells itself what there was so far
  ExplainView& view = viewer.state.explain;
  if (view.is_running) view.asked.reset();  // it had not begun
  view.is_running = false;
}

}  // namespace alexnet::viewer
