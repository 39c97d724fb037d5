#include <algorithm>

#include "app/filter_grid.h"
#include "app/model_file.h"
#include "nn/spec.h"
#include "requests.h"

namespace alexnet::viewer {
namespace {

constexpr std::size_t kThumbnailSide = 128;
constexpr std::size_t kMostAsked = 24;         // thumbnails that are on their way
constexpr std::size_t kMostThumbnails = 1500;  // before those that nobody looks at are given back
constexpr std::uint64_t kLongAgo = 120;        // frames
constexpr std::size_t kListedScores = 3;       // of each photo in the list
constexpr std::size_t kLargestTexture = 8192;  // photos beyond that are shown smaller

Picture picture_of(Result<Image> image) { return image ? std::make_shared<const Image>(std::move(*image)) : nullptr; }

ModelView view_of(const std::string& path, const Model& model) {
  ModelView view;
  view.path = path;
  view.variant = model.spec.variant;
  view.preprocessing = model.spec.preprocessing;
  for (std::size_t i = 0; i < model.spec.classes; ++i) view.classes.push_back(class_name(model, i));
  for (const Parameter& parameter : model.parameters) view.parameters += parameter.values.shape.elements();
  view.filters = picture_of(draw_filters(model));
  return view;
}

void use_model(Viewer& viewer, ModelView model) {
  State& state = viewer.state;
  remember(state.settings, model.path);
  add_log(state,
          text(model.path, ": ", model.variant, ", ", model.classes.size(), " classes, ", model.parameters, " parameters"));
  state.model = std::move(model);
  state.evaluation = {};
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
  item.scores = first_of(photo.scores, kListedScores);
  if (state.photo.path != photo.path) state.view.zoom = 0;
  state.photo = std::move(photo);
}

// What the network says, and which part of the photo it saw.
void classify(Session& session, const Image& image, PhotoView& view) {
  const Model* model = session.model();
  if (model == nullptr) return;
  Result<Classification> said = session.classify_image(image, {.top = model->spec.classes});
  const Result<Region> region = square_region(image.width, image.height, model->spec.preprocessing);
  if (!said || !region) {
    view.error = said ? region.error().message() : said.error().message();
    return;
  }
  view.region = *region;
  view.square = std::make_shared<const Image>(std::move(said->square));
  view.scores = std::move(said->predictions);
  view.picture_milliseconds = said->picture_milliseconds;
  view.network_milliseconds = said->network_milliseconds;
}

PhotoView look_at(Workshop& workshop, const std::string& path, Scores& other_scores) {
  PhotoView view;
  view.path = path;
  Result<Image> image = read_photo(path);
  if (!image) {
    view.error = image.error().message();
    return view;
  }
  classify(workshop.session, *image, view);
  if (const Model* other = workshop.other.model()) {
    if (auto said = workshop.other.classify_image(*image, {.top = other->spec.classes}))
      other_scores = std::move(said->predictions);
  }
  const double width = static_cast<double>(image->width);
  Result<Image> shown = fit_within(std::move(*image), kLargestTexture);
  if (!shown) {
    view.error = shown.error().message();
    return view;
  }
  const double shrunk = static_cast<double>(shown->width) / width;
  view.region = {view.region.left * shrunk, view.region.top * shrunk, view.region.width * shrunk, view.region.height * shrunk};
  view.image = std::make_shared<const Image>(std::move(*shown));
  return view;
}

void put_scores(State& state, std::size_t index, const std::string& path, const Scores& scores, const std::string& error) {
  ++state.swept;
  if (index >= state.photos.size() || state.photos[index].path != path) return;
  state.photos[index].scores = scores;
  state.photos[index].error = error;
}

}  // namespace

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
    job.tell([&viewer, view = view_of(path, *session.model())](State&) { use_model(viewer, view); });
    return Next::kDone;
  });
}

void select_photo(Viewer& viewer, std::size_t index) {
  if (index >= viewer.state.photos.size()) return;
  viewer.state.selected = index;
  reload_photo(viewer);
}

void reload_photo(Viewer& viewer) {
  const State& state = viewer.state;
  if (!state.selected) return;
  viewer.jobs.cancel("photo");
  viewer.jobs.post("photo", Urgency::kNow, [&viewer, path = state.photos[*state.selected].path](const Job& job) {
    Scores other_scores;
    PhotoView view = look_at(viewer.workshop, path, other_scores);
    job.tell([view = std::move(view), other_scores = std::move(other_scores)](State& shown) {
      if (!view.error.empty()) add_error(shown, {ErrorKind::kBadFormat, "", view.error});
      shown.compare.other_scores = other_scores;
      show(shown, view);
    });
    return Next::kDone;
  });
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
    const Result<Classification> said =
        image ? session.classify_image(*image, {.top = kListedScores}) : Result<Classification>(std::unexpected(image.error()));
    const std::string error = said ? std::string() : said.error().message();
    job.tell([index, path, error, scores = said ? said->predictions : Scores()](State& shown) {
      put_scores(shown, index, path, scores, error);
    });
    return ++next < left.size() ? Next::kAgain : Next::kDone;
  });
}

}  // namespace alexnet::viewer
