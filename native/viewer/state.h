// Everything that the window shows, as plain data. Panels read and draw it. Requests (actions/requests.h) and the updates of
// jobs (jobs.h) change it. Only the UI thread uses it, without a lock.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/explainer.h"
#include "app/layer_views.h"
#include "app/photo.h"
#include "app/session.h"
#include "app/training_run.h"
#include "crop.h"
#include "evaluate/evaluate.h"
#include "panels/panel_list.h"
#include "settings.h"

namespace alexnet::viewer {

// An immutable image that several owners share. It has a texture while it is drawn (window/textures.h).
using SharedImage = std::shared_ptr<const Image>;
// Returns nullptr for an image that could not be computed.
[[nodiscard]] inline SharedImage share_image(Result<Image> image) {
  return image ? std::make_shared<const Image>(std::move(*image)) : nullptr;
}

// The predictions for a photo, the most likely class first.
using Scores = std::vector<Prediction>;

struct PhotoItem {
  std::string path;
  std::string name;    // basename of the path
  std::string folder;  // basename of its folder, which may be the name of its class
  Scores scores;       // the most likely classes; empty until the photo is classified
  bool is_sure = true;
  std::string error;  // why the photo does not decode, or empty
  SharedImage thumbnail;
  bool is_requested = false;     // the thumbnail
  std::uint64_t last_shown = 0;  // frame in which it was last visible; old thumbnails are freed
};

struct ModelView {
  std::string path;  // empty if no model is open
  std::string variant;
  std::vector<std::string> classes;
  Preprocessing preprocessing;
  PreprocessingOrigin preprocessing_origin = PreprocessingOrigin::kStated;
  std::string preprocessing_error;  // why the last change of it was refused, or empty
  std::size_t parameters = 0;
  std::vector<std::string> assumptions;  // what its file does not state
  float confidence_threshold = 0;        // predictions below it are shown as "not sure", 0..1
  std::size_t generation = 0;            // number of models opened, and of changes of their preprocessing, so far
  SharedImage filters;                   // of the first layer, if its input is RGB
  UnitGridLayout filter_layout;
  std::size_t filter_count = 0;

  [[nodiscard]] bool is_open() const { return !path.empty(); }
  [[nodiscard]] std::string class_name(std::size_t index) const {
    return index < classes.size() ? classes[index] : "class " + std::to_string(index);
  }
};

// The selected photo.
struct PhotoView {
  std::string path;
  std::string error;
  SharedImage image;
  SharedImage input_image;  // of the network
  Region region;            // the part of `image` that the input image shows
  Scores scores;            // all classes
  bool is_sure = true;
  double display_scale = 1;  // width of `image` divided by the width of the file's image
  double preprocess_milliseconds = 0;
  double network_milliseconds = 0;
};

// The visible part of a photo or map. Zoom 0 means as large as fits.
struct Viewport {
  float zoom = 0;       // screen pixels per image pixel
  float fitted = 1;     // the zoom at which everything fits, from the last frame
  double center_x = 0;  // of the visible part, in image pixels
  double center_y = 0;
};
inline constexpr float kSmallestZoom = 0.01f;
inline constexpr float kLargestZoom = 160;

// Dragging the frame around the crop: by a corner, which resizes it, or by an edge, which moves it.
struct CropDrag {
  bool is_active = false;
  std::optional<Corner> corner;
};

// What a prediction depends on. Results are requested again when it changes.
struct Subject {
  std::string photo;  // path
  std::optional<Region> crop;
  std::size_t model = 0;  // ModelView::generation

  friend bool operator==(const Subject&, const Subject&) = default;
};

// One layer in the strip of layers.
struct LayerTile {
  std::string name;
  Shape shape;
  UnitStatistics statistics;
  SharedImage image;
};

struct LayersView {
  struct Request {
    Subject subject;
    std::string layer;  // empty for the ReLU after the last convolution
    MapScale scale = MapScale::kUnit;

    friend bool operator==(const Request&, const Request&) = default;
  };
  std::string layer;  // the layer to show
  MapScale scale = MapScale::kUnit;
  std::size_t unit = 0;              // the pinned unit
  bool shows_filters = false;        // the filters of the first layer instead of its activation maps
  std::optional<Request> requested;  // the last request
  std::vector<LayerTile> strip;
  std::shared_ptr<const LayerUnits> units;  // of the layer; nullptr until there is a photo
  SharedImage grid;
  SharedImage colors;  // color scale of the layer's values
  Viewport map;        // of the shown unit
  std::string error;
};

struct ExplainView {
  struct Request {
    Subject subject;
    ExplainMethod method = ExplainMethod::kGradCam;
    std::string class_name;  // empty for the most likely class
    std::string layer;
    std::optional<std::size_t> unit;  // unit of the layer to explain instead of a class

    friend bool operator==(const Request&, const Request&) = default;
  };
  Request wanted;  // the options; the subject is set when the request is made
  float opacity = 0.75f;
  bool on_photo = false;  // the Photo panel shows the explanation over the photo
  std::optional<Request> requested;
  bool is_running = false;
  std::size_t done = 0;
  std::size_t of = 0;
  SharedImage image;                     // the explanation, complete or partial
  std::optional<Request> image_request;  // the request that `image` answers
  Explanation numbers;                   // the result without its image
  std::string error;
};

struct TrainingView {
  enum class Phase { kIdle, kStarting, kRunning, kPaused, kEnded };
  Phase phase = Phase::kIdle;
  TrainingSettings settings;
  std::string out;       // the run folder
  std::string attached;  // the run folder of another process that is watched
  bool attached_is_running = false;
  std::optional<TrainingPlan> plan;
  std::vector<float> losses;  // of each step of this run
  StepReport last;
  double images_per_second = 0;
  double seconds_left = 0;  // estimated after the last step
  History history;
  std::string message;  // a diagnosis, or how the run ended
  SharedImage samples;  // validation photos with their current predictions
  SharedImage filters;
  int step_cursor = -1;   // index of the step under the mouse in the last frame, or -1
  int epoch_cursor = -1;  // index of the epoch under the mouse in the last frame, or -1
};

struct EvaluationView {
  bool is_running = false;
  std::size_t done = 0;
  std::size_t of = 0;
  std::string folder;
  std::optional<Evaluation> result;
  std::vector<std::string> names;                           // of the photos, by index
  std::optional<std::pair<std::size_t, std::size_t>> cell;  // label and predicted class of the photos to show
};

struct CompareView {
  ModelView other;      // the second model
  Scores other_scores;  // its predictions for the selected photo, all classes
  PhotoView pinned;     // a photo to compare with the selected one
};

// The panels in the middle of the window.
#define VIEWER_TAB(tab, label, action, key, draw) tab,
enum class Tab { VIEWER_PANELS(VIEWER_TAB) };
#undef VIEWER_TAB

// The measured times of frames in milliseconds: from one to the next, and for drawing the panels, without OpenGL.
struct FrameTimes {
  std::vector<float> between;
  std::vector<float> panels;
};

struct LogLine {
  bool is_error = false;
  std::string text;
};

// The built-in file browser, for systems without a file dialog.
struct BrowserView {
  bool is_open = false;
  std::string folder;
  std::vector<FolderEntry> entries;
  std::string error;
};

// The command palette.
struct PaletteView {
  bool is_open = false;
  std::string query;
  int chosen = 0;
  std::string pending;      // typed before the text field had the focus
  bool has_focus = false;   // of the text field
  bool is_entered = false;  // Return was pressed
};

struct State {
  Settings settings;
  ModelView model;
  std::vector<PhotoItem> photos;
  std::vector<std::string> roots;        // the folders that were opened; they can be rescanned
  std::size_t classified = 0;            // number of photos classified in the background
  std::size_t thumbnails = 0;            // number in memory
  std::size_t thumbnails_requested = 0;  // number of pending requests
  std::optional<std::size_t> selected;
  bool reveals_selected = false;  // scroll the list to the selected photo in the next frame
  std::string filter;             // the list shows photos with this text in name, folder or class
  PhotoView photo;
  Viewport view;
  bool shows_crop_frame = true;  // shows the frame around the crop
  CropDrag drag;
  std::optional<Region> crop;  // in pixels of photo.image; replaces the crop of the preprocessing
  LayersView layers;
  ExplainView explain;
  TrainingView training;
  EvaluationView evaluation;
  CompareView compare;
  BrowserView browser;
  PaletteView palette;
  Tab tab = Tab::kPhoto;
  bool shows_help = false;
  bool watches_folders = false;
  bool wants_to_quit = false;
  std::string screenshot;    // path to which the next frame is saved, or empty
  std::string clipboard;     // text that the window copies to the clipboard
  bool wants_paste = false;  // the window passes the text of the clipboard to paste()
  std::deque<LogLine> log;
  bool shows_error = false;  // the status line shows the last error: until a photo is selected
  std::uint64_t frame = 0;
  std::optional<FrameTimes> frame_times;  // set while they are measured
};

inline constexpr std::size_t kMaxLogLines = 500;
// Append a line to the log, which keeps kMaxLogLines.
void add_log(State& state, std::string text);
void add_error(State& state, const Error& error);
void add_error(State& state, std::string text);

// For example `412 frames: 16.7 ms from one to the next, 99 % within 18.2, the longest 31.0; panels 4.1 ms`.
[[nodiscard]] std::string to_string(FrameTimes times);

// What the predictions of the current state depend on.
[[nodiscard]] Subject subject_of(const State& state);
// Returns whether there is an explanation of the selected photo that can be shown over it.
[[nodiscard]] bool explains_photo(const State& state);
// Returns whether a method takes so long that it starts on request only.
[[nodiscard]] bool is_slow(ExplainMethod method);

// Returns the class whose name is that of the photo's folder, if the model has one.
[[nodiscard]] std::optional<std::size_t> true_class(const ModelView& model, const PhotoItem& photo);

}  // namespace alexnet::viewer
