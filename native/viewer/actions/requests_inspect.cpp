#include "actions/requests.h"
#include "messages.h"

namespace alexnet::viewer {
namespace {

constexpr const char* kLayers = "layers";
constexpr const char* kExplain = "explain";
constexpr std::size_t kScaleColors = 256;

bool can_inspect(const State& state) { return state.model.is_open() && state.photo.image && !state.photo.scores.empty(); }

// The part of a photo to inspect, in pixels of the file; the crop of the preprocessing if there is no region.
struct InspectedRegion {
  std::string path;
  std::optional<Region> region;
};

InspectedRegion inspected_region(const State& state) {
  InspectedRegion inspected = {state.photo.path, state.crop};
  if (inspected.region) {
    const double by = 1 / state.photo.display_scale;
    inspected.region = {state.crop->left * by, state.crop->top * by, state.crop->width * by, state.crop->height * by};
  }
  return inspected;
}

// Returns the explainer of the open model after a forward pass of the photo.
Result<Explainer*> prepare_explainer(JobContext& context, const InspectedRegion& inspected) {
  if (context.session.model() == nullptr) return fail<msg::kActionNoModel>("explain");
  if (!context.explainer) {
    TRY_VALUE(context.explainer, Explainer::create(*context.session.model(), context.session.pool()));
  }
  TRY_VALUE(const Image* image,
            inspected.region ? decoded_photo(context, inspected.path) : input_photo(context, inspected.path));
  TRY(context.explainer->set_image(*image, inspected.region));
  return &*context.explainer;
}

struct LayerResults {
  std::vector<LayerTile> strip;
  std::shared_ptr<const LayerUnits> units;
  SharedImage grid;
  SharedImage colors;
};

Result<LayerResults> compute_layers(JobContext& context, const InspectedRegion& inspected, const LayersView::Request& request) {
  TRY_VALUE(Explainer* const explainer, prepare_explainer(context, inspected));
  TRY_VALUE(LayerViews views, view_layers(*explainer, {.layer = request.layer, .scale = request.scale}));
  LayerResults results;
  for (LayerThumbnail& thumbnail : views.strip)
    results.strip.push_back({thumbnail.name, thumbnail.shape, thumbnail.statistics, share_image(std::move(thumbnail.image))});
  results.grid = share_image(std::exchange(views.layer.grid, {}));
  results.colors = share_image(draw_color_scale(views.layer.has_negatives, kScaleColors));
  results.units = std::make_shared<const LayerUnits>(std::move(views.layer));
  return results;
}

void show(State& state, const LayerResults& results) {
  LayersView& layers = state.layers;
  if (!layers.units || layers.units->name != results.units->name) layers.map = {};
  layers.strip = results.strip;
  layers.units = results.units;
  layers.grid = results.grid;
  layers.colors = results.colors;
  layers.unit = std::min(layers.unit, results.units->units.size() - 1);
}

// Shows the partial result of an explanation.
void report_partial_result(const Job& job, const ExplainView::Request& request, const Image& image) {
  job.post_update([request, image = std::make_shared<const Image>(image)](State& state) {
    if (state.explain.requested != request) return;
    state.explain.image = image;
    state.explain.image_request = request;
  });
}

Result<Explanation> explain(JobContext& context, const InspectedRegion& inspected, const ExplainView::Request& request,
                            const Job& job) {
  TRY_VALUE(Explainer* const explainer, prepare_explainer(context, inspected));
  ExplainOptions options;
  options.method = request.method;
  options.layer = request.layer;
  options.class_name = request.class_name;
  options.unit = request.unit;
  options.opacity = 1;  // the panel applies the opacity
  options.show = [&](const Image& image) { report_partial_result(job, request, image); };
  options.progress = [&job](std::size_t done, std::size_t of) {
    job.post_update([done, of](State& state) {
      state.explain.done = done;
      state.explain.of = of;
    });
    return !job.cancelled();
  };
  return explainer->explain(options);
}

void show(State& state, const ExplainView::Request& request, const Result<Explanation>& explained) {
  ExplainView& view = state.explain;
  if (view.requested != request) return;  // there is a later request
  view.is_running = false;
  view.error = explained ? std::string() : explained.error().message();
  if (!explained) {
    view.image.reset();
    return add_error(state, explained.error());
  }
  view.image = std::make_shared<const Image>(explained->image);
  view.image_request = request;
  view.numbers = *explained;
  view.numbers.image = {};
}

void post_explanation(Viewer& viewer, const ExplainView::Request& request) {
  ExplainView& view = viewer.state.explain;
  view.requested = request;
  view.is_running = true;
  view.done = view.of = 0;
  viewer.jobs.cancel(kExplain);
  viewer.jobs.post(kExplain, Urgency::kSoon, [&viewer, request, inspected = inspected_region(viewer.state)](const Job& job) {
    const Result<Explanation> explained = explain(viewer.context, inspected, request, job);
    job.post_update([request, explained](State& state) { show(state, request, explained); });
    return Next::kDone;
  });
}

ExplainView::Request request_of(const State& state) {
  ExplainView::Request request = state.explain.wanted;
  request.subject = subject_of(state);
  return request;
}

}  // namespace

void set_crop(Viewer& viewer, std::optional<Region> crop) {
  viewer.state.crop = crop;
  reload_photo(viewer);
}

void request_layers(Viewer& viewer) {
  State& state = viewer.state;
  if (!can_inspect(state)) return;
  const LayersView::Request request = {subject_of(state), state.layers.layer, state.layers.scale};
  if (state.layers.requested == request) return;
  state.layers.requested = request;
  viewer.jobs.cancel(kLayers);
  stop_explanation(viewer);
  viewer.jobs.post(kLayers, Urgency::kNow, [&viewer, request, inspected = inspected_region(state)](const Job& job) {
    job.post_update([request, results = compute_layers(viewer.context, inspected, request)](State& shown) {
      if (shown.layers.requested != request) return;
      shown.layers.error = results ? std::string() : results.error().message();
      if (!results) return add_error(shown, results.error());
      show(shown, *results);
    });
    return Next::kDone;
  });
}

void request_explanation(Viewer& viewer) {
  const State& state = viewer.state;
  const ExplainView::Request request = request_of(state);
  if (can_inspect(state) && !is_slow(request.method) && state.explain.requested != request) post_explanation(viewer, request);
}

void start_explanation(Viewer& viewer) {
  if (can_inspect(viewer.state)) post_explanation(viewer, request_of(viewer.state));
}

void stop_explanation(Viewer& viewer) {
  viewer.jobs.cancel(kExplain);
  if (viewer.jobs.has(kExplain)) return;  // the running job reports its partial result
  ExplainView& view = viewer.state.explain;
  if (view.is_running) view.requested.reset();  // the job had not started
  view.is_running = false;
}

}  // namespace alexnet::viewer
