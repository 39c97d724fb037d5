#include <algorithm>

#include "app/model_file.h"
#include "render/filter_grid.h"
#include "requests.h"

namespace alexnet::viewer {
namespace {

constexpr std::size_t kThumbnailSide = 128;
constexpr std::size_t kMostAsked = 24;         // thumbnails that are on their way
constexpr std::size_t kMostThumbnails = 1500;  // before those that nobody looks at are given back
constexpr std::uint64_t kLongAgo = 120;        // frames
constexpr std::size_t kListedScores = 3;       // of each photo in the list
constexpr std::size_t kLargestTexture = 8192;  // photos beyond that are shown smaller

void use_model(Viewer& viewer, ModelView model) {
  State& state = viewer.state;
  remember(state.settings, model.path);
  add_log(state,
          str_cat(model.path, ": ", model.variant, ", ", model.classes.size(), " classes, ", model.parameters, " parameters"));
  model.generation = state.model.generation + 1;
  state.model = std::move(model);
  state.evaluation = {};
  state.layers = {.layer = {}, .scale = state.layers.scale};
  state.explain = {
      .wanted = {.method = state.explain.wanted.method}, .opacity = state.explain.opacity, .on_photo = state.explain.on_photo};
  for (PhotoItem& photo : state.photos) photo.scores.clear();
  reload_photo(viewer);
  sweep_photos(viewer);
}

Scores first_of(const Scores& scores, std::size_t count) {
  return {scores.begin(), scores.begin() + static_cast<std::ptrdiff_t>(std::min(count, scores.size()))};
}

void show(State& state, PhotoView photo) {
  if (!state.selected || state.photos[*state.selected].path != photo.path) return;  // another one was chosen since
  PhotoItem& item = state.photos[*state.selected];
  item.error = photo.error;
  if (!state.crop) {  // the list is about whole photos
    item.scores = first_of(photo.scores, kListedScores);
    item.is_sure = photo.is_sure;
  }
  if (state.photo.path != photo.path) state.view.zoom = 0;
  state.photo = std::move(photo);
}

// What the network says, and which part of the photo it saw.
void classify(Session& session, const Image& image, const std::optional<Region>& crop, PhotoView& view) {
  const Model* model = session.model();
  if (model == nullptr) return;
  Result<Classification> said = session.classify_image(image, {.top = model->spec.classes, .fit = {}, .region = crop});
  const Result<Region> region =
      crop ? Result<Region>(*crop) : input_region(image.width, image.height, model->spec.preprocessing);
  if (!said || !region) {
    view.error = said ? region.error().message() : said.error().message();
    return;
  }
  view.region = *region;
  view.square = std::make_shared<const Image>(std::move(said->input_image));
  view.scores = std::move(said->predictions);
  view.is_sure = said->is_sure;
  view.picture_milliseconds = said->preprocess_milliseconds;
  view.network_milliseconds = said->network_milliseconds;
}

Region scaled(const Region& region, double by) {
  return {region.left * by, region.top * by, region.width * by, region.height * by};
}

// The image that is shown, unless `view` has it from before.
Status show_image(const Image& image, PhotoView& view) {
  if (view.image) return {};
  TRY_VALUE(Image shown, fit_within(image, kLargestTexture));
  view.shrunk = static_cast<double>(shown.width) / static_cast<double>(image.width);
  view.image = std::make_shared<const Image>(std::move(shown));
  return {};
}

struct Glance {
  PhotoView photo;  // path, and where it was read before: image and scale
  std::optional<Region> crop;
  Scores other_scores;  // of the model to compare with
};

// Fills in the rest.
Status look_at(Workshop& workshop, Glance& look) {
  PhotoView& view = look.photo;
  if (!view.image) workshop.decoded.reset();  // it may have changed since
  TRY_VALUE(const Image* image, decoded_photo(workshop, view.path));
  TRY(show_image(*image, view));
  std::optional<Region> crop;
  if (look.crop) crop = scaled(*look.crop, 1 / view.shrunk);
  classify(workshop.session, *image, crop, view);
  view.region = scaled(view.region, view.shrunk);
  if (const Model* other = workshop.other.model()) {
    if (auto said = workshop.other.classify_image(*image, {.top = other->spec.classes, .fit = {}, .region = crop}))
      look.other_scores = std::move(said->predictions);
  }
  return {};
}

// `known`: has the image already, if it is the same photo's.
void post_look(Viewer& viewer, PhotoView known) {
  const State& state = viewer.state;
  Glance look = {{.path = state.photos[*state.selected].path}, state.crop, {}};
  if (known.path == look.photo.path) {
    look.photo.image = known.image;
    look.photo.shrunk = known.shrunk;
  }
  viewer.jobs.cancel("photo");
  stop_explanation(viewer);  // nobody waits for what was before
  viewer.jobs.post("photo", Urgency::kNow, [&viewer, look = std::move(look)](const Job& job) mutable {
    if (const Status seen = look_at(viewer.workshop, look); !seen) look.photo.error = seen.error().message();
    job.tell([look = std::move(look)](State& shown) {
      if (!look.photo.error.empty()) add_error(shown, {ErrorKind::kBadFormat, "", look.photo.error});
      shown.compare.other_scores = look.other_scores;
      show(shown, look.photo);
    });
    return Next::kDone;
  });
}

// What was found out in the background about photo `index`, if it is still the one at this path.
void put_scores(State& state, std::size_t index, const std::string& path, const Result<Classification>& said) {
  ++state.swept;
  if (index >= state.photos.size() || state.photos[index].path != path) return;
  PhotoItem& item = state.photos[index];
  item.error = said ? std::string() : said.error().message();
  item.scores = said ? said->predictions : Scores();
  item.is_sure = !said || said->is_sure;
}

}  // namespace

ModelView view_of(const std::string& path, const Model& model) {
  ModelView view;
  view.path = path;
  view.variant = model.spec.variant;
  view.preprocessing = model.spec.preprocessing;
  for (std::size_t i = 0; i < model.spec.classes; ++i) view.classes.push_back(class_name(model, i));
  view.confidence_threshold = model.confidence_threshold;
  for (const Parameter& parameter : model.parameters) view.parameters += parameter.values.shape.elements();
  view.filters = picture_of(draw_filters(model));
  if (const auto layout = layout_filters(model)) {
    view.filter_layout = *layout;
    view.filter_count = model.parameters.front().values.shape[0];
  }
  return view;
}

void open_model(Viewer& viewer, const std::string& path) {
  viewer.jobs.cancel("sweep");
  viewer.jobs.post("model", Urgency::kNow, [&viewer, path](const Job& job) {
    Session& session = viewer.workshop.session;
    if (const Status opened = session.open_model_file(path); !opened) {
      job.tell([&viewer, error = opened.error()](State& state) {
        add_error(state, error);
        sweep_photos(viewer);
      });
      return Next::kDone;
    }
    viewer.workshop.explainer.reset();  // it is of the model before
    job.tell([&viewer, view = view_of(path, *session.model())](State&) { use_model(viewer, view); });
    return Next::kDone;
  });
}

void select_photo(Viewer& viewer, std::size_t index) {
  if (index >= viewer.state.photos.size()) return;
  viewer.state.selected = index;
  viewer.state.reveals_selected = true;
  viewer.state.crop.reset();
  post_look(viewer, {});
}

void reload_photo(Viewer& viewer) {
  if (viewer.state.selected) post_look(viewer, viewer.state.photo);
}

Result<const Image*> decoded_photo(Workshop& workshop, const std::string& path) {
  if (!workshop.decoded || workshop.decoded_path != path) {
    workshop.decoded.reset();
    TRY_VALUE(workshop.decoded, read_photo(path));
    workshop.decoded_path = path;
  }
  return &*workshop.decoded;
}

void ask_thumbnail(Viewer& viewer, std::size_t index) {
  State& state = viewer.state;
  PhotoItem& photo = state.photos[index];
  photo.last_shown = state.frame;
  if (photo.thumbnail || photo.is_asked || !photo.error.empty() || state.thumbnails_asked >= kMostAsked) return;
  photo.is_asked = true;
  ++state.thumbnails_asked;
  viewer.jobs.post("thumbnail", Urgency::kSoon, [index, path = photo.path](const Job& job) {
    Result<Image> image = read_photo(path);
    if (image) image = fit_within(std::move(*image), kThumbnailSide);
    const std::string error = image ? std::string() : image.error().message();
    job.tell([index, error, picture = picture_of(std::move(image))](State& shown) {
      PhotoItem& item = shown.photos[index];
      --shown.thumbnails_asked;
      item.is_asked = false;
      item.error = error;
      item.thumbnail = picture;
      if (picture) ++shown.thumbnails;
    });
    return Next::kDone;
  });
}

void trim_thumbnails(State& state) {
  if (state.thumbnails <= kMostThumbnails) return;
  for (PhotoItem& photo : state.photos) {
    if (!photo.thumbnail || photo.last_shown + kLongAgo > state.frame) continue;
    photo.thumbnail.reset();
    --state.thumbnails;
  }
}

void sweep_photos(Viewer& viewer) {
  State& state = viewer.state;
  viewer.jobs.cancel("sweep");
  if (!state.model.is_open()) return;
  std::vector<std::pair<std::size_t, std::string>> left;
  for (std::size_t i = 0; i < state.photos.size(); ++i)
    if (state.photos[i].scores.empty() && state.photos[i].error.empty()) left.emplace_back(i, state.photos[i].path);
  state.swept = state.photos.size() - left.size();
  if (left.empty()) return;
  viewer.jobs.post("sweep", Urgency::kLater, [&viewer, left = std::move(left), next = std::size_t{0}](const Job& job) mutable {
    const auto& [index, path] = left[next];
    Session& session = viewer.workshop.session;
    const Result<Image> image = read_photo(path);
    Result<Classification> said =
        image ? session.classify_image(*image, {.top = kListedScores}) : Result<Classification>(std::unexpected(image.error()));
    if (said) said->input_image = {};  // nobody looks at it
    job.tell([index, path, said](State& shown) { put_scores(shown, index, path, said); });
    return ++next < left.size() ? Next::kAgain : Next::kDone;
  });
}

}  // namespace alexnet::viewer
