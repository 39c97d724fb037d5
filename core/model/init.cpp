#include "model/init.h"

#include <cmath>

#include "base/rng.h"

namespace alexnet {
namespace {

// Keras divides by the standard deviation of a standard normal cut off at two deviations, so that the cut one has the wanted
// one.
constexpr double kTruncatedDeviation = 0.87962566103423978;

// How one tensor is filled.
struct Fill {
  float constant = 0;
  float deviation = 0;  // of a normal distribution
  bool truncated = false;
  float limit = 0;  // of a uniform distribution, instead
};

// Which parameter this is: of a convolution or a dense layer, the how-manieth of its kind from the front or from the back.
struct Place {
  bool is_bias = false;
  bool is_dense = false;
  bool is_last = false;  // the class layer
  std::size_t convolution = 0;
  std::size_t fan_in = 0;
};

Fill keras_fill(const Place& place) {
  if (place.is_bias) return {};
  const double deviation = std::sqrt(2.0 / static_cast<double>(place.fan_in)) / kTruncatedDeviation;
  return {.deviation = static_cast<float>(deviation), .truncated = true};
}

// `bias`: of the layers that follow nothing but positive inputs, so that their ReLUs start alive (section 5).
Fill paper_fill(const Place& place, float bias, float hidden_deviation) {
  const bool hidden_dense = place.is_dense && !place.is_last;
  const bool lifted = hidden_dense || place.convolution == 2 || place.convolution == 4 || place.convolution == 5;
  if (place.is_bias) return {.constant = lifted ? bias : 0.0f};
  return {.deviation = hidden_dense ? hidden_deviation : 0.01f};
}

// A bias has the fan-in of its layer's weights.
Fill torch_fill(const Place& place) {
  return {.limit = static_cast<float>(1.0 / std::sqrt(static_cast<double>(place.fan_in)))};
}

Fill fill_of(Initialization how, const Place& place) {
  switch (how) {
    case Initialization::kKeras:
      return keras_fill(place);
    case Initialization::kPaper:
      return paper_fill(place, 1.0f, 0.01f);
    case Initialization::kCaffe:
      return paper_fill(place, 0.1f, 0.005f);
    case Initialization::kTorch:
      return torch_fill(place);
  }
  return {};
}

float drawn_value(const Fill& fill, std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
  if (fill.limit != 0.0f) return fill.limit * (2.0f * random_uniform(seed, stream, index) - 1.0f);
  if (fill.deviation == 0.0f) return fill.constant;
  return fill.deviation * (fill.truncated ? random_truncated_normal(seed, stream, index) : random_normal(seed, stream, index));
}

void draw(const Fill& fill, std::uint64_t seed, std::uint64_t stream, std::span<float> values, const ThreadPool& pool) {
  pool.parallel_for(values.size(), 1024, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) values[i] = drawn_value(fill, seed, stream, i);
  });
}

// The places of all parameters, in the order of parameter_specs.
std::vector<Place> places_of(const ModelSpec& spec, const std::vector<LayerShape>& shapes) {
  std::vector<Place> places;
  std::size_t convolutions = 0;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    if (shapes[i].weight.rank() == 0) continue;
    Place place;
    place.is_dense = std::holds_alternative<Dense>(spec.layers[i].operation);
    if (!place.is_dense) place.convolution = ++convolutions;
    place.fan_in = shapes[i].weight.elements() / shapes[i].weight[0];
    places.push_back(place);
    place.is_bias = true;
    places.push_back(place);
  }
  if (places.size() >= 2) places[places.size() - 1].is_last = places[places.size() - 2].is_last = true;
  return places;
}

}  // namespace

Result<Initialization> parse_initialization(std::string_view name) {
  if (name == "keras") return Initialization::kKeras;
  if (name == "paper") return Initialization::kPaper;
  if (name == "caffe") return Initialization::kCaffe;
  if (name == "torch") return Initialization::kTorch;
  return fail(ErrorKind::kInvalidArgument, "init", "\"", name, "\" is none of keras, paper, caffe, torch");
}

Initialization default_initialization(const ModelSpec& spec) {
  if (spec.variant == "paper") return Initialization::kPaper;
  if (spec.variant == "caffe" || spec.variant == "caffenet") return Initialization::kCaffe;
  if (spec.variant == "torchvision") return Initialization::kTorch;
  return Initialization::kKeras;
}

Result<Model> initialize(const ModelSpec& spec, Initialization how, std::uint64_t seed, const ThreadPool& pool) {
  TRY_VALUE(const std::vector<LayerShape> shapes, infer_shapes(spec));
  TRY_VALUE(const std::vector<ParameterSpec> parameters, parameter_specs(spec));
  const std::vector<Place> places = places_of(spec, shapes);
  Model model;
  model.spec = spec;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    TRY_VALUE(Tensor tensor, Tensor::create(parameters[i].shape));
    draw(fill_of(how, places[i]), seed, /*stream=*/i, tensor.values(), pool);
    auto owner = std::make_shared<const Tensor>(std::move(tensor));
    model.parameters.push_back({.name = parameters[i].name, .values = owner->view(), .quantized = {}});
    model.owners.push_back(std::move(owner));
  }
  return model;
}

}  // namespace alexnet
