#include "app/explainer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/stopwatch.h"
#include "explain/grad_cam.h"
#include "explain/saliency.h"
#include "image/decode.h"
#include "image/resize.h"
#include "messages/app.h"
#include "model/quantize.h"
#include "nn/top_k.h"
#include "render/heat_map.h"
#include "render/statistics.h"

namespace alexnet {
namespace {

constexpr std::size_t kProgressSteps = 8;  // maximization steps per call of step()
constexpr std::size_t kZoom = 2;           // the scale of images over the photo, relative to the network input
constexpr double kBrightShare =
    0.995;  // quantile of a saliency map that maps to white, since the maximum would leave most pixels dark

constexpr std::array<std::pair<std::string_view, ExplainMethod>, 6> kMethods = {{{"activations", ExplainMethod::kActivations},
                                                                                 {"gradient", ExplainMethod::kGradient},
                                                                                 {"guided", ExplainMethod::kGuided},
                                                                                 {"grad-cam", ExplainMethod::kGradCam},
                                                                                 {"occlusion", ExplainMethod::kOcclusion},
                                                                                 {"maximize", ExplainMethod::kMaximize}}};
constexpr std::array<std::pair<std::string_view, MapScale>, 3> kScales = {
    {{"unit", MapScale::kUnit}, {"layer", MapScale::kLayer}, {"network", MapScale::kNetwork}}};

template <typename Choices>
auto parse(std::string_view what, std::string_view name, const Choices& choices)
    -> Result<typename Choices::value_type::second_type> {
  std::string known;
  for (const auto& [spelled, value] : choices) {
    if (spelled == name) return value;
    known += (known.empty() ? "" : ", ") + std::string(spelled);
  }
  return fail<msg::kExplainNameUnknown>(std::string(what), name, known);
}

std::string known_classes(const Model& model) {
  constexpr std::size_t kMost = 100;
  std::string known;
  for (std::size_t i = 0; i < std::min(model.spec.classes, kMost); ++i)
    known += (known.empty() ? "" : ", ") + class_name(model, i);
  return known + (model.spec.classes > kMost ? ", …" : "");
}

Result<std::size_t> find_class(const Model& model, const std::string& name) {
  for (std::size_t i = 0; i < model.spec.classes; ++i)
    if (class_name(model, i) == name) return i;
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error == std::errc() && end == name.data() + name.size() && number < model.spec.classes) return number;
  return fail<msg::kExplainNameUnknown>("class", name, known_classes(model));
}

// Returns the largest magnitude of the outputs of all hidden layers.
float largest_in(const ProbeNetwork& probe) {
  float largest = 0;
  for (std::size_t i = 0; i < probe.logits(); ++i)
    for (const float value : probe.output(i).values()) largest = std::max(largest, std::fabs(value));
  return largest;
}

UnitStatistics statistics_of(const Tensor& map) { return unit_statistics({map.data(), {map.shape().elements(), 1}}).front(); }

Result<Image> enlarged(const Image& image) { return resize(image, image.width * kZoom, image.height * kZoom); }

}  // namespace

Result<ExplainMethod> parse_explain_method(std::string_view name) { return parse("method", name, kMethods); }

std::string_view to_string(ExplainMethod method) {
  return std::ranges::find(kMethods, method, &std::pair<std::string_view, ExplainMethod>::second)->first;
}

Result<MapScale> parse_map_scale(std::string_view name) { return parse("scale", name, kScales); }

Result<Explainer> Explainer::create(const Model& model, const ThreadPool& pool) {
  TRY_VALUE(const Model floats, with_float_weights(model, pool));  // gradients need float weights
  TRY_VALUE(ProbeNetwork probe, ProbeNetwork::create(floats, pool));
  return Explainer(std::move(probe));
}

Status Explainer::set_photo(ByteSpan photo, std::optional<Fit> fit) {
  Preprocessing preprocessing = probe_.model().spec.preprocessing;
  preprocessing.fit = fit.value_or(preprocessing.fit);
  TRY_VALUE(DecodedImage decoded, decode_image(photo, input_decode_options(preprocessing)));
  TRY(set_image(decoded.image, {}, fit));
  converted_from_ = std::move(decoded.converted_from);
  warnings_ = std::move(decoded.warnings);
  return {};
}

Status Explainer::set_image(const Image& photo, const std::optional<Region>& region, std::optional<Fit> fit) {
  Preprocessing preprocessing = probe_.model().spec.preprocessing;
  preprocessing.fit = fit.value_or(preprocessing.fit);
  std::vector<float> input(preprocessing.input * preprocessing.input * 3);
  TRY_VALUE(input_image_, crop_to_tensor(photo, preprocessing, region, input));
  input_ = std::move(input);
  converted_from_.clear();
  warnings_.clear();
  result_ = {};
  job_ = {};
  return {};
}

Result<std::span<const float>> Explainer::run() {
  if (input_image_.pixels.empty()) return fail<msg::kExplainPhotoMissing>("explain");
  TRY(probe_.set_batch(1));
  CHECK(probe_.input(0).size() == input_.size());
  std::ranges::copy(input_, probe_.input(0).begin());
  TRY(probe_.forward());
  return probe_.output(probe_.steps().size() - 1).values();
}

// Determines the layer, and the class or unit, that the options select. Runs the network if there is a photo.
Status Explainer::resolve_target(const ExplainOptions& options, Explanation& result) {
  const bool activations = options.method == ExplainMethod::kActivations;
  step_ = probe_.last_convolution();
  if (!options.layer.empty()) {
    TRY_VALUE(step_, probe_.find(options.layer));
  }
  if (options.method == ExplainMethod::kGradCam) step_ = probe_.after_relu(step_);
  if (input_image_.pixels.empty()) {
    if (options.method != ExplainMethod::kMaximize) return fail<msg::kExplainPhotoMissing>("explain");
    if (options.class_name.empty() && !options.unit) return fail<msg::kExplainTargetMissing>("explain");
  } else {
    TRY_VALUE(const std::span<const float> probabilities, run());
    result.class_index = top_k(probabilities, 1).front().index;
  }
  if (!options.class_name.empty()) {
    TRY_VALUE(result.class_index, find_class(probe_.model(), options.class_name));
  }
  if (!input_image_.pixels.empty()) result.probability = probe_.output(probe_.steps().size() - 1).data[result.class_index];
  target_ = {.step = probe_.logits(), .unit = result.class_index, .at = {}};
  if (options.unit && options.method != ExplainMethod::kGradCam) {
    result.unit = options.unit;
    target_ = {.step = step_, .unit = *options.unit, .at = {}};
  } else if (!activations && options.method != ExplainMethod::kGradCam) {
    step_ = probe_.logits();
  }
  result.layer = probe_.layer(step_).name;
  result.shape = probe_.steps()[step_].output;
  return check_target(probe_, target_);
}

Status Explainer::draw_activations(const ExplainOptions& options, Explanation& result) {
  const ConstTensorView output = probe_.output(step_);
  const std::vector<UnitStatistics> units = unit_statistics(output);
  UnitGridOptions drawing = {.scale = options.scale, .network_largest = 1};
  if (options.scale == MapScale::kNetwork) drawing.network_largest = largest_in(probe_);
  if (result.unit) {
    const std::size_t zoom = std::max<std::size_t>(1, drawing.side / 2 / (result.shape.rank() == 3 ? result.shape[0] : 8));
    TRY_VALUE(result.image, draw_unit(output, units, *result.unit, zoom, drawing));
    result.statistics = units[*result.unit];
    result.value = result.statistics.mean;
  } else {
    TRY_VALUE(result.image, draw_units(output, units, drawing));
    result.statistics = summarize_units(units);
    result.value = result.statistics.mean;
  }
  return {};
}

Status Explainer::draw_gradients(const ExplainOptions& options, Explanation& result) {
  const bool guided = options.method == ExplainMethod::kGuided;
  result.value = value_of(probe_, target_);
  TRY_VALUE(const Tensor gradient, input_image_gradient(probe_, target_, guided));
  TRY_VALUE(const Tensor map, saliency_map(gradient));
  result.statistics = statistics_of(map);
  if (guided) {
    TRY_VALUE(const Image picture, draw_gradient(gradient, probe_.model().spec.preprocessing.order));
    TRY_VALUE(result.image, enlarged(picture));
  } else {
    TRY_VALUE(const Image picture, draw_map(map.view(), upper_quantile(map.view(), kBrightShare)));
    TRY_VALUE(result.image, enlarged(picture));
  }
  return {};
}

Status Explainer::draw_grad_cam(const ExplainOptions& options, Explanation& result) {
  result.value = value_of(probe_, target_);
  TRY_VALUE(const Tensor map, grad_cam(probe_, step_, target_));
  result.statistics = statistics_of(map);
  TRY_VALUE(const Image photo, enlarged(input_image_));
  TRY_VALUE(result.image, overlay(photo, map.view(), upper_quantile(map.view(), 1), options.opacity));
  return {};
}

Status Explainer::begin_occlusion() {
  // Measures the probability of the class, not its score, so that gains of other classes count too.
  if (!result_.unit) target_.step = probe_.steps().size() - 1;
  const OcclusionOptions options = {.patch = options_.patch, .stride = options_.stride, .fill = {}};
  TRY_VALUE(Occlusion occlusion, Occlusion::create(probe_, input_image_, target_, options));
  result_.value = occlusion.baseline();
  result_.of = occlusion.patches();
  job_.emplace<Occlusion>(std::move(occlusion));
  return {};
}

Status Explainer::begin_maximization() {
  TRY_VALUE(ActivationMaximization ascent, ActivationMaximization::create(probe_, target_, {.seed = options_.seed}));
  TRY_VALUE(result_.start, ascent.value());
  result_.of = options_.steps;
  job_.emplace<ActivationMaximization>(std::move(ascent));
  return {};
}

// Draws the image of an explanation in progress.
Status Explainer::draw_progress_image() {
  if (const auto* occlusion = std::get_if<Occlusion>(&job_)) {
    TRY_VALUE(const Tensor map, occlusion->map());
    result_.statistics = statistics_of(map);
    TRY_VALUE(const Image photo, enlarged(input_image_));
    TRY_VALUE(result_.image, overlay(photo, map.view(), std::max(result_.statistics.max, 1e-6f), options_.opacity));
  } else if (const auto* ascent = std::get_if<ActivationMaximization>(&job_)) {
    TRY_VALUE(result_.image, enlarged(ascent->image()));
  }
  return {};
}

Result<Explanation> Explainer::so_far() {
  TRY(draw_progress_image());
  if (auto* ascent = std::get_if<ActivationMaximization>(&job_)) {
    TRY_VALUE(result_.value, ascent->value());
  }
  return result_;
}

Status Explainer::step() {
  if (done()) return fail<msg::kExplainNotStarted>("explain");
  Stopwatch watch;
  if (auto* occlusion = std::get_if<Occlusion>(&job_)) {
    TRY(occlusion->step());
    result_.done = occlusion->tried();
  } else if (auto* ascent = std::get_if<ActivationMaximization>(&job_)) {
    TRY(ascent->step());
    result_.done = ascent->steps();
  }
  result_.milliseconds += watch.milliseconds();
  return {};
}

Status Explainer::begin(const ExplainOptions& options) {
  Stopwatch watch;
  result_ = {};
  job_ = {};
  options_ = options;
  options_.progress = nullptr;  // they may refer to objects that no longer exist at the next step
  options_.show = nullptr;
  if (!(options.opacity >= 0.0f && options.opacity <= 1.0f)) return fail<msg::kOpacityOutOfRange>("opacity", options.opacity);
  TRY(resolve_target(options, result_));
  switch (options.method) {
    case ExplainMethod::kActivations:
      TRY(draw_activations(options, result_));
      break;
    case ExplainMethod::kGradient:
    case ExplainMethod::kGuided:
      TRY(draw_gradients(options, result_));
      break;
    case ExplainMethod::kGradCam:
      TRY(draw_grad_cam(options, result_));
      break;
    case ExplainMethod::kOcclusion:
      TRY(begin_occlusion());
      break;
    case ExplainMethod::kMaximize:
      TRY(begin_maximization());
      break;
  }
  result_.milliseconds = watch.milliseconds();
  return {};
}

Result<Explanation> Explainer::explain(const ExplainOptions& options) {
  TRY(begin(options));
  bool should_continue = true;
  while (should_continue && !done()) {
    TRY(step());
    const bool should_report =
        !std::holds_alternative<ActivationMaximization>(job_) || done() || result_.done % kProgressSteps == 0;
    if (should_report && options.show) {
      TRY(draw_progress_image());
      options.show(result_.image);
    }
    if (should_report && options.progress) should_continue = options.progress(result_.done, result_.of);
  }
  return so_far();
}

}  // namespace alexnet
