// Everything that is seen, as plain data. Panels read it and draw; what changes it are the requests (requests.h) on the UI
// thread and the results that jobs bring there (jobs.h). No lock is needed: one thread owns it.
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
#include "settings.h"

namespace alexnet::viewer {

// A picture that several may show; each has its texture while it is drawn (textures.h).
using Picture = std::shared_ptr<const Image>;
// Nothing for one that could not be made.
[[nodiscard]] inline Picture picture_of(Result<Image> image) {
  return image ? std::make_shared<const Image>(std::move(*image)) : nullptr;
}

// What a network says of a photo, likeliest class first.
using Scores = std::vector<Prediction>;

struct PhotoItem {
  std::string path;
  std::string name;    // the end of the path
  std::string folder;  // the folder that it lies in, which may be the name of its class
  Scores scores;       // the first few; empty until it was classified
  bool is_sure = true;
  std::string error;  // it does not decode
  Picture thumbnail;
  bool is_asked = false;         // for its thumbnail
  std::uint64_t last_shown = 0;  // frame; thumbnails that nobody looks at are given back
};

struct ModelView {
  std::string path;  // empty: no model
  std::string variant;
  std::vector<std::string> classes;
  Preprocessing preprocessing;
  std::size_t parameters = 0;
  float confidence_threshold = 0;  // a likeliest class below that is no answer
  std::size_t generation = 0;      // counts the models that were opened
  Picture filters;                 // of the first layer, where it looks at colours
  UnitGridLayout filter_layout;
  std::size_t filter_count = 0;

  [[nodiscard]] bool is_open() const { return !path.empty(); }
  [[nodiscard]] std::string class_name(std::size_t index) const {
    return index < classes.size() ? classes[index] : "class " + std::to_string(index);
  }
};

// The photo that is looked at.
struct PhotoView {
  std::string path;
  std::string error;
  Picture image;
  Picture square;  // what the network saw
  Region region;   // where in the image that is
  Scores scores;   // all classes
  bool is_sure = true;
  double shrunk = 1;  // pixels of the image a pixel of the file
  double picture_milliseconds = 0;
  double network_milliseconds = 0;
};

// How it is looked at. A zoom of 0 means: as large as fits.
struct Viewport {
  float zoom = 0;       // screen pixels a photo's pixel
  float fitted = 1;     // the zoom that fits, as of the last frame
  double centre_x = 0;  // of the view, in the photo's pixels
  double centre_y = 0;
};
inline constexpr float kSmallestZoom = 0.01f;
inline constexpr float kLargestZoom = 160;

// The mouse has hold of the frame around what the network sees: of a corner, or of an edge.
struct CropDrag {
  bool is_on = false;
  std::optional<Corner> corner;
};

// What an answer of the network depends on: whatever shows one asks anew when this changes.
struct Subject {
  std::string photo;  // path
  std::optional<Region> crop;
  std::size_t model = 0;  // ModelView::generation

  friend bool operator==(const Subject&, const Subject&) = default;
};

// One of the layers, from the picture to the answer.
struct LayerTile {
  std::string name;
  Shape shape;
  UnitStatistics statistics;
  Picture picture;
};

struct LayersView {
  struct Question {
    Subject subject;
    std::string layer;  // empty: the last convolution behind its ReLU
    MapScale scale = MapScale::kUnit;

    friend bool operator==(const Question&, const Question&) = default;
  };
  std::string layer;  // that is asked for
  MapScale scale = MapScale::kUnit;
  std::size_t unit = 0;        // that is pinned
  bool shows_filters = false;  // of the first layer, instead of what it makes of the photo
  std::optional<Question> asked;
  std::vector<LayerTile> strip;
  std::shared_ptr<const LayerUnits> units;  // of the layer; none yet where there was no photo
  Picture grid;
  Picture colours;  // that the layer's values have, from the least to the largest
  Viewport map;     // of the unit that is shown
  std::string error;
};

struct ExplainView {
  struct Question {
    Subject subject;
    ExplainMethod method = ExplainMethod::kGradCam;
    std::string class_name;  // empty: the likeliest
    std::string layer;
    std::optional<std::size_t> unit;  // of the layer, instead of a class

    friend bool operator==(const Question&, const Question&) = default;
  };
  Question wanted;  // the subject is filled in when it is asked
  float opacity = 0.75f;
  bool on_photo = false;  // the panel with the photo shows the map over it
  std::optional<Question> asked;
  bool is_running = false;
  std::size_t done = 0;
  std::size_t of = 0;
  Picture picture;                  // the map; what there is of it so far
  std::optional<Question> of_what;  // the picture
  Explanation numbers;              // without its picture
  std::string error;
};

struct TrainingView {
  enum class Phase { kIdle, kStarting, kRunning, kPaused, kEnded };
  Phase phase = Phase::kIdle;
  TrainingSettings settings;
  std::string out;       // the folder that the run writes
  std::string attached;  // the folder of a run of another process that is watched
  std::optional<TrainingPlan> plan;
  std::vector<float> losses;  // of this run's steps, one a step
  StepReport last;
  double seconds_a_step = 0;
  History history;
  std::string message;  // a diagnosis, or how it ended
  Picture samples;      // photos set aside, with what the network says of them by now
  Picture filters;
  int step_cursor = -1;   // what the mouse was over in the last frame's curves
  int epoch_cursor = -1;  // the same, of the two that count epochs
};

struct EvaluationView {
  bool is_running = false;
  std::size_t done = 0;
  std::size_t of = 0;
  std::string folder;
  std::optional<Evaluation> result;
  std::vector<std::string> names;                           // of the photos, in the order of the source
  std::optional<std::pair<std::size_t, std::size_t>> cell;  // label and prediction whose photos are shown
};

struct CompareView {
  ModelView other;      // a second model, on the same photo
  Scores other_scores;  // all classes
  PhotoView pinned;     // a photo that stays beside the one that is looked at
};

enum class Tab { kPhoto, kLayers, kExplain, kTraining, kEvaluation, kCompare };

// How long frames took since somebody asked to measure, in milliseconds: from one to the next, and of that the panels,
// without OpenGL.
struct FrameTimes {
  std::vector<float> between;
  std::vector<float> panels;
};

struct LogLine {
  bool is_error = false;
  std::string text;
};

// The popup that lists files.
struct BrowserView {
  bool is_open = false;
  std::string folder;
  std::vector<FolderEntry> entries;
  std::string error;
};

struct PaletteView {
  bool is_open = false;
  std::string query;
  int chosen = 0;
};

struct State {
  Settings settings;
  ModelView model;
  std::vector<PhotoItem> photos;
  std::vector<std::string> roots;    // folders that were opened, to be looked through again
  std::size_t swept = 0;             // photos that were classified in the background
  std::size_t thumbnails = 0;        // in memory
  std::size_t thumbnails_asked = 0;  // on their way
  std::optional<std::size_t> selected;
  bool reveals_selected = false;  // the list is to be scrolled to it
  std::string filter;             // the photos list shows names, folders and classes with this in them
  PhotoView photo;
  Viewport view;
  bool shows_square = true;  // marks what the network sees
  CropDrag drag;
  std::optional<Region> crop;  // in the shown image's pixels, instead of what the model would see
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
  std::string screenshot;  // where the next frame is to be saved; empty: nowhere
  std::string clipboard;   // for the window to hand over
  std::deque<LogLine> log;
  std::uint64_t frame = 0;
  std::optional<FrameTimes> frame_times;  // while they are measured
};

inline constexpr std::size_t kMostLogLines = 500;
void add_log(State& state, std::string text);
void add_error(State& state, const Error& error);

// `412 frames: 16.7 ms from one to the next, 99 % within 18.2, the longest 31.0; panels 4.1 ms`.
[[nodiscard]] std::string to_string(FrameTimes times);

[[nodiscard]] Subject subject_of(const State& state);
// Where the explanation that there is belongs to the photo that is looked at, and is a map of it.
[[nodiscard]] bool explains_photo(const State& state);
// What takes long is only begun when somebody says so.
[[nodiscard]] bool is_slow(ExplainMethod method);

// The class that the photo is of, where its folder is called like one of the model's classes.
[[nodiscard]] std::optional<std::size_t> true_class(const ModelView& model, const PhotoItem& photo);

}  // namespace alexnet::viewer
