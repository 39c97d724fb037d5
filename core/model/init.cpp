#include "model/init.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "base/rng.h"
#include "messages/model.h"

namespace alexnet {
namespace {

constexpr std::string_view kNames[] = {"tutorial", "keras", "paper", "caffe", "torch"};

// The standard deviation of a standard normal distribution that is truncated at two deviations. Keras divides by it, so that
// the truncated distribution has the desired deviation.
constexpr double kTruncatedDeviation = 0.87962566103423978;

// The distribution of the values of one tensor.
struct Distribution {
  float constant = 0;
  float deviation = 0;  // if not 0: of a normal distribution
  bool truncated = false;
  float limit = 0;  // if not 0: uniform in [-limit, limit)
};

// The properties of a parameter on which its initialization depends.
struct ParameterRole {
  bool is_bias = false;
  bool is_dense = false;
  bool is_last = false;         // of the layer whose outputs are the classes
  std::size_t convolution = 0;  // 1 for the first convolution, and so on; 0 for a dense layer
  std::size_t fan_in = 0;
  std::size_t fan_out = 0;  // of a dense layer
};

Distribution keras_distribution(const ParameterRole& role) {
  if (role.is_bias) return {};
  const double deviation = std::sqrt(2.0 / static_cast<double>(role.fan_in)) / kTruncatedDeviation;
  return {.deviation = static_cast<float>(deviation), .truncated = true};
}

Distribution tutorial_distribution(const ParameterRole& role) {
  if (role.is_bias || !role.is_dense) return keras_distribution(role);
  return {.limit = static_cast<float>(std::sqrt(6.0 / static_cast<double>(role.fan_in + role.fan_out)))};
}

// `bias` is for the layers whose ReLUs should start with positive inputs (section 5).
Distribution paper_distribution(const ParameterRole& role, float bias, float hidden_deviation) {
  const bool hidden_dense = role.is_dense && !role.is_last;
  const bool has_positive_bias = hidden_dense || role.convolution == 2 || role.convolution == 4 || role.convolution == 5;
  if (role.is_bias) return {.constant = has_positive_bias ? bias : 0.0f};
  return {.deviation = hidden_dense ? hidden_deviation : 0.01f};
}

// A bias has the fan-in of the weights of its layer.
Distribution torch_distribution(const ParameterRole& role) {
  return {.limit = static_cast<float>(1.0 / std::sqrt(static_cast<double>(role.fan_in)))};
}

Distribution distribution_of(Initialization initialization, const ParameterRole& role) {
  switch (initialization) {
    case Initialization::kTutorial:
      return tutorial_distribution(role);
    case Initialization::kKeras:
      return keras_distribution(role);
    case Initialization::kPaper:
      return paper_distribution(role, 1.0f, 0.01f);
    case Initialization::kCaffe:
      return paper_distribution(role, 0.1f, 0.005f);
    case Initialization::kTorch:
      return torch_distribution(role);
  }
  return {};
}

float sample_value(const Distribution& from, std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
  if (from.limit != 0.0f) return from.limit * (2.0f * random_uniform(seed, stream, index) - 1.0f);
  if (from.deviation == 0.0f) return from.constant;
  return from.deviation * (from.truncated ? random_truncated_normal(seed, stream, index) : random_normal(seed, stream, index));
}

void sample(const Distribution& from, std::uint64_t seed, std::uint64_t stream, std::span<float> values,
            const ThreadPool& pool) {
  pool.parallel_for(values.size(), 1024, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) values[i] = sample_value(from, seed, stream, i);
  });
}

// The roles of all parameters, in the order of parameter_specs.
std::vector<ParameterRole> roles_of(const ModelSpec& spec, const std::vector<LayerShape>& shapes) {
  std::vector<ParameterRole> roles;
  std::size_t convolutions = 0;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    if (shapes[i].weight.rank() == 0) continue;
    ParameterRole role;
    role.is_dense = std::holds_alternative<Dense>(spec.layers[i].operation);
    if (!role.is_dense) role.convolution = ++convolutions;
    role.fan_out = shapes[i].weight[0];
    role.fan_in = shapes[i].weight.elements() / role.fan_out;
    roles.push_back(role);
    role.is_bias = true;
    roles.push_back(role);
  }
  if (roles.size() >= 2) roles[roles.size() - 1].is_last = roles[roles.size() - 2].is_last = true;
  return roles;
}

}  // namespace

std::string_view to_string(Initialization initialization) { return kNames[static_cast<std::size_t>(initialization)]; }

Result<Initialization> parse_initialization(std::string_view name) {
  const auto* found = std::ranges::find(kNames, name);
  if (found != std::end(kNames)) return static_cast<Initialization>(found - kNames);
  return fail<msg::kModelUnknownInitialization>("init", name, "tutorial, keras, paper, caffe, torch");
}

Initialization default_initialization(const ModelSpec& spec) {
  if (spec.variant == "keras") return Initialization::kTutorial;
  if (spec.variant == "paper") return Initialization::kPaper;
  if (spec.variant == "caffe" || spec.variant == "caffenet") return Initialization::kCaffe;
  if (spec.variant == "torchvision") return Initialization::kTorch;
  return Initialization::kKeras;
}

Result<Model> initialize(const ModelSpec& spec, Initialization initialization, std::uint64_t seed, const ThreadPool& pool) {
  TRY_VALUE(const std::vector<LayerShape> shapes, infer_shapes(spec));
  TRY_VALUE(const std::vector<ParameterSpec> parameters, parameter_specs(spec));
  const std::vector<ParameterRole> roles = roles_of(spec, shapes);
  Model model;
  model.spec = spec;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    TRY_VALUE(Tensor tensor, Tensor::create(parameters[i].shape));
    sample(distribution_of(initialization, roles[i]), seed, /*stream=*/i, tensor.values(), pool);
    auto owner = std::make_shared<const Tensor>(std::move(tensor));
    model.parameters.push_back({.name = parameters[i].name, .values = owner->view(), .quantized = {}});
    model.owners.push_back(std::move(owner));
  }
  return model;
}

}  // namespace alexnet
