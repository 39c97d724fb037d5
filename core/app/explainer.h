// Looking inside, said once for every front end: a photo, a method, a layer, a class; a picture and its numbers come back.
// One thread at a time.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "base/thread_pool.h"
#include "data/image.h"
#include "data/preprocess.h"
#include "explain/activation_maximization.h"
#include "explain/occlusion.h"
#include "explain/target.h"
#include "model/model.h"
#include "nn/probe_network.h"
#include "render/unit_grid.h"

namespace alexnet {

enum class ExplainMethod {
  kActivations,  // what the units of a layer make of the photo, all of them or one
  kGradient,     // which pixels the answer depends on
  kGuided,       // the same, by guided backpropagation
  kGradCam,      // where the network looked, laid over the photo
  kOcclusion,    // what hiding a part of the photo costs, laid over the photo
  kMaximize,     // a picture that the class or the unit would like best; needs no photo
};
// `activations`, `gradient`, `guided`, `grad-cam`, `occlusion`, `maximize`; kInvalidArgument naming them.
[[nodiscard]] Result<ExplainMethod> parse_explain_method(std::string_view name);
[[nodiscard]] std::string_view to_string(ExplainMethod method);
// `unit`, `layer`, `network`; kInvalidArgument naming them.
[[nodiscard]] Result<MapScale> parse_map_scale(std::string_view name);

struct ExplainOptions {
  ExplainMethod method = ExplainMethod::kGradCam;
  std::string layer;                // by name; without it the last convolution behind its ReLU
  std::string class_name;           // a label or a class's number; without it the likeliest class
  std::optional<std::size_t> unit;  // of the layer: what is shown, differentiated or maximized instead of the class
  MapScale scale = MapScale::kUnit;
  float opacity = 0.75f;    // 0 to 1, of what is laid over the photo
  std::size_t patch = 32;   // of occlusion, in pixels of the square
  std::size_t stride = 8;   // of occlusion
  std::size_t steps = 256;  // of maximization
  std::uint64_t seed = 0;   // of maximization
  // Called now and then by what takes long; false stops it, and what there is so far is the explanation.
  std::function<bool(std::size_t done, std::size_t of)> progress;
  // Told before that what there is to see so far, as large as the explanation's picture; may be empty.
  std::function<void(const Image& picture)> show;
};

struct Explanation {
  Image image;
  std::string layer;  // that was looked at
  Shape shape;        // of its output
  std::size_t class_index = 0;
  float probability = 0;  // of that class; 0 without a photo
  std::optional<std::size_t> unit;
  UnitStatistics statistics;  // of what was drawn: the layer's or the unit's values, or the map's
  float value = 0;            // that was explained: the class's score or probability, the unit's mean; after maximization
  float start = 0;            // before it
  std::size_t done = 0;       // patches or steps
  std::size_t of = 0;
  double milliseconds = 0;
};

class Explainer {
 public:
  // `pool` must outlive it. The weights are used where they lie: a classifier of the same model shares them.
  [[nodiscard]] static Result<Explainer> create(const Model& model, const ThreadPool& pool);

  // The photo that explain() is about from now on; ends what is under way. The errors of decode and crop_to_input.
  [[nodiscard]] Status set_photo(ByteSpan photo, std::optional<Fit> fit);
  // The same of a photo that is decoded already, or of a part of it. The errors of crop_to_input and resize.
  [[nodiscard]] Status set_image(const Image& photo, const std::optional<Region>& region);
  // The square itself, as crop_to_input cuts it.
  void set_input_image(Image square);
  [[nodiscard]] const Image& input_image() const { return input_image_; }  // what the network sees of it; empty before one

  // kInvalidArgument for a layer, class or unit that there is not (naming those there are) and without a photo where one is
  // needed.
  [[nodiscard]] Result<Explanation> explain(const ExplainOptions& options);

  // The same for a host that owns the loop: begin(); while (!done()) step(). Only occlusion and maximization take steps. In
  // between others may use the probe, so_far() tells what there is, and the explainer must stay where it is. `show` and
  // `progress` are not called. The errors of explain(); kInvalidArgument for a step where nothing is under way.
  [[nodiscard]] Status begin(const ExplainOptions& options);
  [[nodiscard]] bool done() const { return result_.done == result_.of; }
  [[nodiscard]] Status step();
  [[nodiscard]] Result<Explanation> so_far();

  // For those who show values themselves. What explain() leaves in it is not said.
  [[nodiscard]] ProbeNetwork& probe() { return probe_; }
  // Puts the photo before the network and runs it, so that the probe holds what every layer makes of it; the probabilities of
  // the classes. Without a photo kInvalidArgument.
  [[nodiscard]] Result<std::span<const float>> run();

 private:
  explicit Explainer(ProbeNetwork probe) : probe_(std::move(probe)) {}
  [[nodiscard]] Status resolve_target(const ExplainOptions& options, Explanation& result);
  [[nodiscard]] Status draw_activations(const ExplainOptions& options, Explanation& result);
  [[nodiscard]] Status draw_gradients(const ExplainOptions& options, Explanation& result);
  [[nodiscard]] Status draw_grad_cam(const ExplainOptions& options, Explanation& result);
  [[nodiscard]] Status begin_occlusion();
  [[nodiscard]] Status begin_maximization();
  [[nodiscard]] Status draw_progress_image();

  ProbeNetwork probe_;
  Image input_image_;
  std::size_t step_ = 0;  // of the layer that is looked at
  Target target_;
  ExplainOptions options_;  // of the explanation that was begun last
  Explanation result_;
  std::variant<std::monostate, Occlusion, ActivationMaximization> job_;
};

}  // namespace alexnet
