#include "app/explainer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "nn/top_k.h"
#include "base/stopwatch.h"
#include "data/decode.h"
#include "data/resize.h"
#include "explain/grad_cam.h"
#include "render/heat_map.h"
#include "explain/saliency.h"
#include "render/statistics.h"
#include "model/quantize.h"

namespace alexnet {
namespace {

constexpr std::size_t kProgressSteps = 8;  // of maximization
constexpr std::size_t kZoom = 2;           // pictures of photos are so much larger than the square
constexpr double kBrightShare = 0.995;     // of a saliency map: the few brightest pixels would leave the others dark

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
  return fail(ErrorKind::kInvalidArgument, std::string(what), '"', name, "\" is none of ", known);
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
  return fail(ErrorKind::kInvalidArgument, "class", '"', name, "\" is none of ", known_classes(model));
}

// The largest magnitude of all hidden layers' outputs.
float largest_in(const Probe& probe) {
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
  TRY_VALUE(const Model floats, with_float_weights(model, pool));  // gradients need them
  TRY_VALUE(Probe probe, Probe::create(floats, pool));
  return Explainer(std::move(probe));
}

Status Explainer::look_at(ByteSpan photo, std::optional<Fit> fit) {
  Preprocessing preprocessing = probe_.model().spec.preprocessing;
  preprocessing.fit = fit.value_or(preprocessing.fit);
  TRY_VALUE(const Image image, decode(photo));
  TRY_VALUE(Image square, network_square(image, preprocessing));
  look_at_square(std::move(square));
  return {};
}

Status Explainer::look_at_image(const Image& photo, const std::optional<Region>& region) {
  TRY_VALUE(Image square, network_square(photo, probe_.model().spec.preprocessing, region));
  look_at_square(std::move(square));
  return {};
}

void Explainer::look_at_square(Image square) {
  square_ = std::move(square);
  result_ = {};
  work_ = {};
}

Result<std::span<const float>> Explainer::run() {
  if (square_.pixels.empty()) return fail(ErrorKind::kInvalidArgument, "explain", "a photo is needed");
  TRY(probe_.set_batch(1));
  to_tensor(square_, probe_.model().spec.preprocessing, probe_.input(0));
  TRY(probe_.forward());
  return probe_.output(probe_.steps().size() - 1).values();
}

// The layer and the number that the options speak of; runs the network where there is a photo.
Status Explainer::name_target(const ExplainOptions& options, Explanation& result) {
  const bool activations = options.method == ExplainMethod::kActivations;
  step_ = probe_.last_convolution();
  if (!options.layer.empty()) {
    TRY_VALUE(step_, probe_.find(options.layer));
  }
  if (options.method == ExplainMethod::kGradCam) step_ = probe_.behind_relu(step_);
  if (square_.pixels.empty()) {
    if (options.method != ExplainMethod::kMaximize) return fail(ErrorKind::kInvalidArgument, "explain", "a photo is needed");
    if (options.class_name.empty() && !options.unit)
      return fail(ErrorKind::kInvalidArgument, "explain", "without a photo a class or a unit is to be named");
  } else {
    TRY_VALUE(const std::span<const float> probabilities, run());
    result.class_index = top_k(probabilities, 1).front().index;
  }
  if (!options.class_name.empty()) {
    TRY_VALUE(result.class_index, find_class(probe_.model(), options.class_name));
  }
  if (!square_.pixels.empty()) result.probability = probe_.output(probe_.steps().size() - 1).data[result.class_index];
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
    TRY_VALUE(result.picture, draw_unit(output, units, *result.unit, zoom, drawing));
    result.statistics = units[*result.unit];
    result.value = result.statistics.mean;
  } else {
    TRY_VALUE(result.picture, draw_units(output, units, drawing));
    result.statistics = summary(units);
    result.value = result.statistics.mean;
  }
  return {};
}

Status Explainer::draw_gradients(const ExplainOptions& options, Explanation& result) {
  const bool guided = options.method == ExplainMethod::kGuided;
  result.value = value_of(probe_, target_);
  TRY_VALUE(const Tensor gradient, picture_gradient(probe_, target_, guided));
  TRY_VALUE(const Tensor map, saliency_map(gradient));
  result.statistics = statistics_of(map);
  if (guided) {
    TRY_VALUE(const Image picture, draw_gradient(gradient, probe_.model().spec.preprocessing.order));
    TRY_VALUE(result.picture, enlarged(picture));
  } else {
    TRY_VALUE(const Image picture, draw_map(map.view(), bright_value(map.view(), kBrightShare)));
    TRY_VALUE(result.picture, enlarged(picture));
  }
  return {};
}

Status Explainer::draw_grad_cam(const ExplainOptions& options, Explanation& result) {
  result.value = value_of(probe_, target_);
  TRY_VALUE(const Tensor map, grad_cam(probe_, step_, target_));
  result.statistics = statistics_of(map);
  TRY_VALUE(const Image photo, enlarged(square_));
  TRY_VALUE(result.picture, lay_over(photo, map.view(), bright_value(map.view(), 1), options.opacity));
  return {};
}

Status Explainer::begin_occlusion() {
  // Of the class's probability, not its score: what other classes gain when something is hidden counts too.
  if (!result_.unit) target_.step = probe_.steps().size() - 1;
  const OcclusionOptions options = {.patch = options_.patch, .stride = options_.stride, .fill = {}};
  TRY_VALUE(Occlusion occlusion, Occlusion::create(probe_, square_, target_, options));
  result_.value = occlusion.whole();
  result_.of = occlusion.patches();
  work_.emplace<Occlusion>(std::move(occlusion));
  return {};
}

Status Explainer::begin_maximization() {
  TRY_VALUE(ActivationMaximization ascent, ActivationMaximization::create(probe_, target_, {.seed = options_.seed}));
  TRY_VALUE(result_.start, ascent.value());
  result_.of = options_.steps;
  work_.emplace<ActivationMaximization>(std::move(ascent));
  return {};
}

// The picture of what goes step by step.
Status Explainer::draw_so_far() {
  if (const auto* occlusion = std::get_if<Occlusion>(&work_)) {
    TRY_VALUE(const Tensor map, occlusion->map());
    result_.statistics = statistics_of(map);
    TRY_VALUE(const Image photo, enlarged(square_));
    TRY_VALUE(result_.picture, lay_over(photo, map.view(), std::max(result_.statistics.max, 1e-6f), options_.opacity));
  } else if (const auto* ascent = std::get_if<ActivationMaximization>(&work_)) {
    TRY_VALUE(result_.picture, enlarged(ascent->picture()));
  }
  return {};
}

Result<Explanation> Explainer::so_far() {
  TRY(draw_so_far());
  if (auto* ascent = std::get_if<ActivationMaximization>(&work_)) {
    TRY_VALUE(result_.value, ascent->value());
  }
  return result_;
}

Status Explainer::step() {
  if (done()) return fail(ErrorKind::kInvalidArgument, "explain", "nothing is under way");
  Stopwatch watch;
  if (auto* occlusion = std::get_if<Occlusion>(&work_)) {
    TRY(occlusion->step());
    result_.done = occlusion->tried();
  } else if (auto* ascent = std::get_if<ActivationMaximization>(&work_)) {
    TRY(ascent->step());
    result_.done = ascent->steps();
  }
  result_.milliseconds += watch.milliseconds();
  return {};
}

Status Explainer::begin(const ExplainOptions& options) {
  Stopwatch watch;
  result_ = {};
  work_ = {};
  options_ = options;
  options_.progress = nullptr;  // they may look at what is gone by the next step
  options_.show = nullptr;
  if (!(options.opacity >= 0.0f && options.opacity <= 1.0f))
    return fail(ErrorKind::kInvalidArgument, "opacity", "0 to 1 is expected, found ", options.opacity);
  TRY(name_target(options, result_));
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
  bool goes_on = true;
  while (goes_on && !done()) {
    TRY(step());
    const bool tells = !std::holds_alternative<ActivationMaximization>(work_) || done() || result_.done % kProgressSteps == 0;
    if (tells && options.show) {
      TRY(draw_so_far());
      options.show(result_.picture);
    }
    if (tells && options.progress) goes_on = options.progress(result_.done, result_.of);
  }
  return so_far();
}

}  // namespace alexnet
