#include "app/explanation.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "app/top_k.h"
#include "base/stopwatch.h"
#include "data/decode.h"
#include "data/resize.h"
#include "explain/activation_maximization.h"
#include "explain/grad_cam.h"
#include "explain/heat_map.h"
#include "explain/occlusion.h"
#include "explain/saliency.h"
#include "explain/statistics.h"
#include "nn/quantize.h"

namespace alexnet {
namespace {

constexpr std::size_t kZoom = 2;           // pictures of photos are so much larger than the square
constexpr double kBrightShare = 0.995;     // of a saliency map: the few brightest pixels would leave the others dark
constexpr std::size_t kProgressSteps = 8;  // of maximization

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
  TRY_VALUE(square_, network_square(image, preprocessing));
  return {};
}

Status Explainer::look_at_image(const Image& photo, const std::optional<Region>& region) {
  TRY_VALUE(square_, network_square(photo, probe_.model().spec.preprocessing, region));
  return {};
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

Status Explainer::draw_occlusion(const ExplainOptions& options, Explanation& result) {
  // Of the class's probability, not its score: what other classes gain when something is hidden counts too.
  if (!result.unit) target_.step = probe_.steps().size() - 1;
  TRY_VALUE(Occlusion occlusion,
            Occlusion::create(probe_, square_, target_, {.patch = options.patch, .stride = options.stride, .fill = {}}));
  TRY_VALUE(const Image photo, enlarged(square_));
  const auto draw = [&]() -> Result<Image> {
    TRY_VALUE(const Tensor map, occlusion.map());
    result.statistics = statistics_of(map);
    return lay_over(photo, map.view(), std::max(result.statistics.max, 1e-6f), options.opacity);
  };
  bool goes_on = true;
  while (goes_on && !occlusion.done()) {
    TRY(occlusion.step());
    if (options.show) {
      TRY_VALUE(const Image so_far, draw());
      options.show(so_far);
    }
    goes_on = !options.progress || options.progress(occlusion.tried(), occlusion.patches());
  }
  result.value = occlusion.whole();
  result.done = occlusion.tried();
  result.of = occlusion.patches();
  TRY_VALUE(result.picture, draw());
  return {};
}

Status Explainer::maximize(const ExplainOptions& options, Explanation& result) {
  TRY_VALUE(ActivationMaximization ascent, ActivationMaximization::create(probe_, target_, {.seed = options.seed}));
  TRY_VALUE(result.start, ascent.value());
  result.of = options.steps;
  bool goes_on = true;
  while (goes_on && ascent.steps() < options.steps) {
    TRY(ascent.step());
    const bool tells = ascent.steps() % kProgressSteps == 0 || ascent.steps() == options.steps;
    if (tells && options.show) {
      TRY_VALUE(const Image so_far, enlarged(ascent.picture()));
      options.show(so_far);
    }
    if (tells && options.progress) goes_on = options.progress(ascent.steps(), options.steps);
  }
  result.done = ascent.steps();
  TRY_VALUE(result.value, ascent.value());
  TRY_VALUE(result.picture, enlarged(ascent.picture()));
  return {};
}

Result<Explanation> Explainer::explain(const ExplainOptions& options) {
  Stopwatch watch;
  Explanation result;
  if (!(options.opacity >= 0.0f && options.opacity <= 1.0f))
    return fail(ErrorKind::kInvalidArgument, "opacity", "0 to 1 is expected, found ", options.opacity);
  TRY(name_target(options, result));
  switch (options.method) {
    case ExplainMethod::kActivations:
      TRY(draw_activations(options, result));
      break;
    case ExplainMethod::kGradient:
    case ExplainMethod::kGuided:
      TRY(draw_gradients(options, result));
      break;
    case ExplainMethod::kGradCam:
      TRY(draw_grad_cam(options, result));
      break;
    case ExplainMethod::kOcclusion:
      TRY(draw_occlusion(options, result));
      break;
    case ExplainMethod::kMaximize:
      TRY(maximize(options, result));
      break;
  }
  result.milliseconds = watch.milliseconds();
  return result;
}

}  // namespace alexnet
