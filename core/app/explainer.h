// Explanations of a classification for all front ends: from a photo, a method, a layer and a class or unit to an image and numbers.
// Not thread-safe.
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
#include "data/preprocess.h"
#include "explain/activation_maximization.h"
#include "explain/occlusion.h"
#include "explain/target.h"
#include "image/image.h"
#include "model/model.h"
#include "nn/probe_network.h"
#include "render/unit_grid.h"

namespace alexnet {

enum class ExplainMethod {
  kActivations,  // feature maps: the activations of all units of a layer, or of one
  kGradient,     // saliency: the gradient of the score with respect to the pixels
  kGuided,       // the same by guided backpropagation
  kGradCam,      // Grad-CAM heat map over the photo
  kOcclusion,    // heat map of how much hiding each part of the photo lowers the probability
  kMaximize,     // activation maximization: an image that maximizes the class or the unit; needs no photo
};
// Parses `activations`, `gradient`, `guided`, `grad-cam`, `occlusion` or `maximize`. kInvalidArgument, with these names, for others.
[[nodiscard]] Result<ExplainMethod> parse_explain_method(std::string_view name);
[[nodiscard]] std::string_view to_string(ExplainMethod method);
// Parses `unit`, `layer` or `network`. kInvalidArgument, with these names, for others.
[[nodiscard]] Result<MapScale> parse_map_scale(std::string_view name);

struct ExplainOptions {
  ExplainMethod method = ExplainMethod::kGradCam;
  std::string layer;                // by name; empty for the last convolution, after its ReLU
  std::string class_name;           // a label or an index; empty for the most likely class
  std::optional<std::size_t> unit;  // of the layer; explained instead of the class
  MapScale scale = MapScale::kUnit;
  float opacity = 0.75f;    // of the heat map over the photo, 0 to 1
  std::size_t patch = 32;   // occlusion: side of the patch in pixels of the network input
  std::size_t stride = 8;   // occlusion: step between patches in pixels
  std::size_t steps = 256;  // maximization: gradient steps
  std::uint64_t seed = 0;   // maximization: of the initial noise
  // Called from time to time by occlusion and maximization. If it returns false, they stop and explain() returns the result so far.
  std::function<bool(std::size_t done, std::size_t of)> progress;
  // Called before `progress` with the image so far, of the final size. May be empty.
  std::function<void(const Image& image)> show;
};

struct Explanation {
  Image image;
  std::string layer;  // that was explained
  Shape shape;        // of the layer's output
  std::size_t class_index = 0;
  float probability = 0;  // of that class; 0 without a photo
  std::optional<std::size_t> unit;
  UnitStatistics statistics;  // of the values that were drawn: those of the layer, the unit or the heat map
  float value = 0;            // the explained score or probability of the class, or mean of the unit; after maximization
  float start = 0;            // the same before maximization
  std::size_t done = 0;       // patches or steps done
  std::size_t of = 0;         // patches or steps in all
  double milliseconds = 0;
};

class Explainer {
 public:
  // `pool` must outlive the explainer. The weights are not copied: they are shared with the model.
  [[nodiscard]] static Result<Explainer> create(const Model& model, const ThreadPool& pool);

  // Sets the photo to explain and cancels an explanation in progress. Errors: those of decode and crop_to_input.
  [[nodiscard]] Status set_photo(ByteSpan photo, std::optional<Fit> fit);
  // Does the same for a decoded photo, or for a region of it. Errors: those of crop_to_input and resize.
  [[nodiscard]] Status set_image(const Image& photo, const std::optional<Region>& region, std::optional<Fit> fit = {});
  // The color profile that the photo of set_photo() was converted from; empty if it was not.
  [[nodiscard]] const std::string& converted_from() const { return converted_from_; }
  // The harmless faults of the file of set_photo(ByteSpan), despite which it was read; none for a decoded photo.
  [[nodiscard]] const std::vector<Notice>& warnings() const { return warnings_; }
  [[nodiscard]] const Image& input_image() const { return input_image_; }  // empty before the first photo

  // Errors: kInvalidArgument for an unknown layer, class or unit (with the list of those that exist), and without a photo if the
  // method needs one.
  [[nodiscard]] Result<Explanation> explain(const ExplainOptions& options);

  // The same for a caller that owns the loop: begin(); while (!done()) step(). Only occlusion and maximization take steps. Between
  // steps, others may use the probe, and so_far() returns the result so far; the explainer must not be moved. `show` and
  // `progress` are not called. Errors: those of explain(); kInvalidArgument for a step without an explanation in progress.
  [[nodiscard]] Status begin(const ExplainOptions& options);
  [[nodiscard]] bool done() const { return result_.done == result_.of; }
  [[nodiscard]] Status step();
  [[nodiscard]] Result<Explanation> so_far();

  // For callers that show activations themselves. Its contents after explain() are unspecified.
  [[nodiscard]] ProbeNetwork& probe() { return probe_; }
  // Runs the network on the photo, so that the probe holds the activations of all layers. Returns the probabilities of the classes.
  // kInvalidArgument without a photo.
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
  std::vector<float> input_;  // of the network, for that image
  std::string converted_from_;
  std::vector<Notice> warnings_;
  std::size_t step_ = 0;  // of the explained layer
  Target target_;
  ExplainOptions options_;  // of the latest explanation
  Explanation result_;
  std::variant<std::monostate, Occlusion, ActivationMaximization> job_;
};

}  // namespace alexnet
