#include <algorithm>

#include "actions/requests.h"
#include "app/convert.h"
#include "app/model_file.h"
#include "messages.h"
#include "render/filter_grid.h"

namespace alexnet::viewer {
namespace {

constexpr std::size_t kThumbnailSide = 128;
constexpr std::size_t kMaxRequested = 24;      // pending thumbnails
constexpr std::size_t kMaxThumbnails = 1500;   // in memory before old ones are freed
constexpr std::uint64_t kFramesKept = 120;     // for which an invisible thumbnail is kept
constexpr std::size_t kListedScores = 3;       // number of classes kept for each photo of the list
constexpr std::size_t kListedBatch = 4;        // photos of the list that are classified at once; urgent jobs wait for them
constexpr std::size_t kLargestTexture = 8192;  // longer sides are scaled down for display

// Classifies all photos, whose predictions are no longer valid.
void classify_again(Viewer& viewer) {
  for (PhotoItem& photo : viewer.state.photos) photo.scores.clear();
  reload_photo(viewer);
  classify_photos(viewer);
}

void use_model(Viewer& viewer, ModelView model) {
  State& state = viewer.state;
  remember(state.settings, model.path);
  add_log(state,
          str_cat(model.path, ": ", model.variant, ", ", model.classes.size(), " classes, ", model.parameters, " parameters"));
  for (const std::string& assumption : model.assumptions) add_log(state, str_cat(model.path, ": ", assumption));
  if (model.preprocessing.color != state.model.preprocessing.color) state.photo.image.reset();  // it shows other colors
  model.generation = state.model.generation + 1;
  state.model = std::move(model);
  state.evaluation = {};
  state.layers = {.layer = {}, .scale = state.layers.scale};
  state.explain = {
      .wanted = {.method = state.explain.wanted.method}, .opacity = state.explain.opacity, .on_photo = state.explain.on_photo};
  classify_again(viewer);
}

Scores first_scores(const Scores& scores, std::size_t count) {
  return {scores.begin(), scores.begin() + static_cast<std::ptrdiff_t>(std::min(count, scores.size()))};
}

void show(State& state, PhotoView photo) {
  if (!state.selected || state.photos[*state.selected].path != photo.path) return;  // another one was selected
  PhotoItem& item = state.photos[*state.selected];
  item.error = photo.error;
  if (!state.crop) {  // the list shows predictions without a crop
    item.scores = first_scores(photo.scores, kListedScores);
    item.is_sure = photo.is_sure;
  }
  if (state.photo.path != photo.path) state.view.zoom = 0;
  state.photo = std::move(photo);
}

// Classifies `input` or a crop of it and stores the predictions, the input image and its region within `image`, the whole photo, in
// `view`.
void classify(Session& session, const Image& image, const Image& input, const std::optional<Region>& crop, PhotoView& view) {
  const Model* model = session.model();
  Result<Classification> classification =
      session.classify_image(input, {.top = model->spec.classes, .fit = {}, .region = crop});
  const Result<Region> region =
      crop ? Result<Region>(*crop) : input_region(image.width, image.height, model->spec.preprocessing);
  if (!classification || !region) {
    view.error = classification ? region.error().message() : classification.error().message();
    return;
  }
  view.region = *region;
  view.input_image = std::make_shared<const Image>(std::move(classification->input_image));
  view.scores = std::move(classification->predictions);
  view.is_sure = classification->is_sure;
  view.preprocess_milliseconds = classification->preprocess_milliseconds;
  view.network_milliseconds = classification->network_milliseconds;
}

Region scaled(const Region& region, double by) {
  return {region.left * by, region.top * by, region.width * by, region.height * by};
}

// Sets the displayed image of `view`, unless it has one already.
Status show_image(const Image& image, PhotoView& view) {
  if (view.image) return {};
  TRY_VALUE(Image shown, fit_within(image, kLargestTexture));
  view.display_scale = static_cast<double>(shown.width) / static_cast<double>(image.width);
  view.image = std::make_shared<const Image>(std::move(shown));
  return {};
}

// What a job computes for the selected photo.
struct PhotoRequest {
  PhotoView photo;  // has the path, and the image and its scale if they are known already
  std::optional<Region> crop;
  Scores other_scores;           // of the second model
  std::vector<Notice> warnings;  // of the photo, if it was decoded anew
};

DecodeOptions decoding_for(const Session& session) {
  // Without a model, photos look as in a browser.
  return session.model() ? decode_options(session.model()->spec.preprocessing)
                         : DecodeOptions{.color = ColorHandling::kConvert};
}

// The same for the network's input alone, as the command line and the page decode it. Requires a model.
DecodeOptions input_decoding_for(const Session& session) { return input_decode_options(session.model()->spec.preprocessing); }

// Returns the predictions of the second model, empty after an error. `image` is the whole photo, decoded as the first one wants it.
Scores other_scores(JobContext& context, const Image& image, const std::string& path, const std::optional<Region>& crop) {
  const ClassifyOptions options = {.top = context.other.model()->spec.classes, .fit = {}, .region = crop};
  Result<DecodedImage> own;  // not used for a crop if the two models decode alike
  if (!crop) {
    own = read_photo(path, input_decoding_for(context.other));
  } else if (decoding_for(context.other).color != decoding_for(context.session).color) {
    own = read_photo(path, decoding_for(context.other));
  }
  if (!own) return {};
  auto classification = context.other.classify_image(own->image.pixels.empty() ? image : own->image, options);
  return classification ? std::move(classification->predictions) : Scores();
}

// Decodes and classifies the photo and fills in the other members.
Status inspect(JobContext& context, PhotoRequest& request) {
  PhotoView& view = request.photo;
  if (!view.image) {  // the file may have changed
    context.decoded.reset();
    context.input.reset();
  }
  const bool is_new = !context.decoded || context.decoded_path != view.path;
  TRY_VALUE(const Image* image, decoded_photo(context, view.path));
  if (is_new && context.decoded) request.warnings = context.decoded->warnings;
  TRY(show_image(*image, view));
  std::optional<Region> crop;
  if (request.crop) crop = scaled(*request.crop, 1 / view.display_scale);
  if (context.session.model() != nullptr) {
    TRY_VALUE(const Image* input, crop ? Result<const Image*>(image) : input_photo(context, view.path));
    classify(context.session, *image, *input, crop, view);
  }
  view.region = scaled(view.region, view.display_scale);
  if (context.other.model() != nullptr) request.other_scores = other_scores(context, *image, view.path, crop);
  return {};
}

// Requests the predictions for photo `index`. Reuses the image of `known` if it is of the same photo.
void post_photo_request(Viewer& viewer, std::size_t index, const PhotoView& known) {
  const State& state = viewer.state;
  PhotoRequest request = {{.path = state.photos[index].path}, state.crop, {}, {}};
  if (known.path == request.photo.path) {
    request.photo.image = known.image;
    request.photo.display_scale = known.display_scale;
  }
  viewer.jobs.cancel("photo");
  stop_explanation(viewer);  // it is no longer of interest
  viewer.jobs.post("photo", Urgency::kNow, [&viewer, request = std::move(request)](const Job& job) mutable {
    if (const Status inspected = inspect(viewer.context, request); !inspected)
      request.photo.error = inspected.error().message();
    job.post_update([request = std::move(request)](State& shown) {
      if (!request.photo.error.empty()) add_error(shown, request.photo.error);
      for (const Notice& warning : request.warnings) add_log(shown, str_cat(request.photo.path, ": ", warning.text));
      shown.compare.other_scores = request.other_scores;
      show(shown, request.photo);
    });
    return Next::kDone;
  });
}

// Stores the predictions of photo `index`, if the list still has that path there.
void set_scores(State& state, std::size_t index, const std::string& path, const Result<Classification>& classification) {
  ++state.classified;
  if (index >= state.photos.size() || state.photos[index].path != path) return;
  PhotoItem& item = state.photos[index];
  item.error = classification ? std::string() : classification.error().message();
  item.scores = classification ? classification->predictions : Scores();
  item.is_sure = !classification || classification->is_sure;
}

// Classifies photos of the list, given by index and path: all threads decode, then the network runs on them at once.
void classify_listed(Session& session, std::span<const std::pair<std::size_t, std::string>> photos, const Job& job) {
  std::vector<PhotoFile> files;
  for (const auto& [index, path] : photos) files.push_back({path, {}});
  std::vector<Result<Classification>> results = session.classify_files(files, {.top = kListedScores});
  for (Result<Classification>& result : results)
    if (result) result->input_image = {};  // not needed
  job.post_update([listed = std::vector(photos.begin(), photos.end()), results = std::move(results)](State& shown) {
    for (std::size_t i = 0; i < listed.size(); ++i) set_scores(shown, listed[i].first, listed[i].second, results[i]);
  });
}

}  // namespace

ModelView view_of(const std::string& path, const Model& model) {
  ModelView view;
  view.path = path;
  view.variant = model.spec.variant;
  view.preprocessing = model.spec.preprocessing;
  view.preprocessing_origin = model.preprocessing_origin;
  for (const Notice& notice : model.assumptions) view.assumptions.push_back(notice.text);
  for (std::size_t i = 0; i < model.spec.classes; ++i) view.classes.push_back(class_name(model, i));
  view.confidence_threshold = model.confidence_threshold;
  for (const Parameter& parameter : model.parameters) view.parameters += parameter.values.shape.elements();
  view.filters = share_image(draw_filters(model));
  if (const auto layout = layout_filters(model)) {
    view.filter_layout = *layout;
    view.filter_count = model.parameters.front().values.shape[0];
  }
  return view;
}

void open_model(Viewer& viewer, const std::string& path) {
  viewer.jobs.cancel("classify");
  viewer.jobs.post("model", Urgency::kNow, [&viewer, path](const Job& job) {
    Session& session = viewer.context.session;
    if (const Status opened = session.open_model_file(path); !opened) {
      job.post_update([&viewer, error = opened.error()](State& state) {
        add_error(state, error);
        classify_photos(viewer);
      });
      return Next::kDone;
    }
    viewer.context.explainer.reset();  // it belongs to the previous model
    viewer.context.decoded.reset();    // and so do its colors
    job.post_update([&viewer, view = view_of(path, *session.model())](State&) { use_model(viewer, view); });
    return Next::kDone;
  });
}

void change_preprocessing(Viewer& viewer, const std::string& change) {
  viewer.jobs.cancel("classify");
  viewer.jobs.post("preprocess", Urgency::kNow, [&viewer, change](const Job& job) {
    Session& session = viewer.context.session;
    const Result<PreprocessingChange> read = read_preprocessing_change(change);
    const Status changed = read ? session.change_preprocessing(*read) : std::unexpected(read.error());
    if (!changed) {
      job.post_update([&viewer, error = changed.error()](State& state) {
        state.model.preprocessing_error = error.message();
        add_error(state, error);
        classify_photos(viewer);
      });
      return Next::kDone;
    }
    viewer.context.explainer.reset();  // it has the previous preprocessing
    viewer.context.decoded.reset();    // and so do its colors
    const Model& model = *session.model();
    job.post_update([&viewer, preprocessing = model.spec.preprocessing, notice = preprocessing_notice(model),
                     origin = model.preprocessing_origin](State& state) {
      if (preprocessing.color != state.model.preprocessing.color) state.photo.image.reset();  // it shows other colors
      state.model.preprocessing = preprocessing;
      state.model.preprocessing_origin = origin;
      state.model.preprocessing_error.clear();
      ++state.model.generation;
      state.evaluation = {};
      add_log(state, notice.text);
      classify_again(viewer);
    });
    return Next::kDone;
  });
}

void apply_exact(Viewer& viewer) {
  viewer.jobs.cancel("classify");
  viewer.jobs.post("exact", Urgency::kNow, [&viewer, exact = viewer.state.settings.exact](const Job& job) {
    Status set = viewer.context.session.set_exact(exact);
    if (set) set = viewer.context.other.set_exact(exact);
    job.post_update([&viewer, set](State& state) {
      if (!set) add_error(state, set.error());
      classify_again(viewer);
    });
    return Next::kDone;
  });
}

void save_model(Viewer& viewer, const std::string& path) {
  viewer.jobs.post("save model", Urgency::kNow, [&viewer, path](const Job& job) {
    const Session& session = viewer.context.session;
    const Model* model = session.model();
    if (model == nullptr) {
      job.post_update([](State& state) { add_error(state, fail<msg::kActionNoModel>("save model").error()); });
      return Next::kDone;
    }
    const Result<Conversion> saved = convert_model(*model, {.out = path}, session.pool());
    job.post_update([saved, path](State& state) {
      if (!saved) return add_error(state, saved.error());
      add_log(state, str_cat("saved ", path));
      for (const Notice& notice : saved->notes) add_log(state, str_cat(path, ": ", notice.text));
    });
    return Next::kDone;
  });
}

void select_photo(Viewer& viewer, std::size_t index) {
  if (index >= viewer.state.photos.size()) return;
  viewer.state.selected = index;
  viewer.state.shows_error = false;
  viewer.state.reveals_selected = true;
  viewer.state.crop.reset();
  post_photo_request(viewer, index, {});
}

void reload_photo(Viewer& viewer) {
  if (const auto selected = viewer.state.selected) post_photo_request(viewer, *selected, viewer.state.photo);
}

Result<const Image*> decoded_photo(JobContext& context, const std::string& path) {
  if (!context.decoded || context.decoded_path != path) {
    context.decoded.reset();
    TRY_VALUE(context.decoded, read_photo(path, decoding_for(context.session)));
    context.decoded_path = path;
  }
  return &context.decoded->image;
}

Result<const Image*> input_photo(JobContext& context, const std::string& path) {
  const DecodeOptions decoding = input_decoding_for(context.session);
  if (!context.input || context.input_path != path || context.input_decoding != decoding) {
    context.input.reset();
    TRY_VALUE(DecodedImage decoded, read_photo(path, decoding));
    context.input = std::move(decoded.image);
    context.input_path = path;
    context.input_decoding = decoding;
  }
  return &*context.input;
}

void request_thumbnail(Viewer& viewer, std::size_t index) {
  State& state = viewer.state;
  PhotoItem& photo = state.photos[index];
  photo.last_shown = state.frame;
  if (photo.thumbnail || photo.is_requested || !photo.error.empty() || state.thumbnails_requested >= kMaxRequested) return;
  photo.is_requested = true;
  ++state.thumbnails_requested;
  viewer.jobs.post("thumbnail", Urgency::kSoon, [index, path = photo.path](const Job& job) {
    Result<DecodedImage> decoded = read_photo(path, {.min_shorter_side = 2 * kThumbnailSide, .color = ColorHandling::kConvert});
    const Result<Image> image = decoded ? fit_within(std::move(decoded->image), kThumbnailSide)
                                        : Result<Image>(std::unexpected(std::move(decoded).error()));
    const std::string error = image ? std::string() : image.error().message();
    job.post_update([index, error, thumbnail = share_image(image)](State& shown) {
      PhotoItem& item = shown.photos[index];
      --shown.thumbnails_requested;
      item.is_requested = false;
      item.error = error;
      item.thumbnail = thumbnail;
      if (thumbnail) ++shown.thumbnails;
    });
    return Next::kDone;
  });
}

void trim_thumbnails(State& state) {
  if (state.thumbnails <= kMaxThumbnails) return;
  for (PhotoItem& photo : state.photos) {
    if (!photo.thumbnail || photo.last_shown + kFramesKept > state.frame) continue;
    photo.thumbnail.reset();
    --state.thumbnails;
  }
}

void classify_photos(Viewer& viewer) {
  State& state = viewer.state;
  viewer.jobs.cancel("classify");
  if (!state.model.is_open()) return;
  std::vector<std::pair<std::size_t, std::string>> left;
  for (std::size_t i = 0; i < state.photos.size(); ++i)
    if (state.photos[i].scores.empty() && state.photos[i].error.empty()) left.emplace_back(i, state.photos[i].path);
  state.classified = state.photos.size() - left.size();
  if (left.empty()) return;
  viewer.jobs.post("classify", Urgency::kLater,
                   [&viewer, left = std::move(left), next = std::size_t{0}](const Job& job) mutable {
                     const auto batch = std::span(left).subspan(next, std::min(kListedBatch, left.size() - next));
                     classify_listed(viewer.context.session, batch, job);
                     next += batch.size();
                     return next < left.size() ? Next::kAgain : Next::kDone;
                   });
}

}  // namespace alexnet::viewer
