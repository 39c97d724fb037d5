#include "model/quantize.h"

#include <algorithm>
#include <cmath>

namespace alexnet {
namespace {

bool is_weight(const Parameter& parameter) { return parameter.values.shape.rank() > 1; }

std::size_t bits_for(const Model& model, std::size_t parameter, std::size_t bits) {
  const bool is_classifier = parameter + 2 == model.parameters.size();
  return bits == 4 && supports_int4(model.parameters[parameter].values.shape) && !is_classifier ? 4 : 8;
}

void replace_weights(Model& model, Parameter& parameter, QuantizedTensor tensor) {
  auto owner = std::make_shared<const QuantizedTensor>(std::move(tensor));
  parameter.quantized = owner->view();
  parameter.values.data = nullptr;
  model.owners.push_back(std::move(owner));
}

}  // namespace

Result<Model> quantize(const Model& model, std::size_t bits, const ThreadPool& pool) {
  Model result = model;
  for (std::size_t i = 0; i < result.parameters.size(); ++i) {
    Parameter& parameter = result.parameters[i];
    if (!is_weight(parameter) || parameter.quantized) continue;
    TRY_VALUE(QuantizedTensor tensor, QuantizedTensor::quantize(parameter.values, bits_for(model, i, bits), pool));
    replace_weights(result, parameter, std::move(tensor));
  }
  return result;
}

Result<Model> with_integer_weights(const Model& model, const ThreadPool& pool) {
  Model result = model;
  for (Parameter& parameter : result.parameters) {
    if (!is_weight(parameter) || parameter.quantized) continue;
    TRY_VALUE(std::optional<QuantizedTensor> tensor, QuantizedTensor::from_multiples(parameter.values, pool));
    if (tensor) replace_weights(result, parameter, std::move(*tensor));
  }
  return result;
}

void copy_values(const Parameter& parameter, std::span<float> out, const ThreadPool& pool) {
  if (parameter.quantized) {
    dequantize(*parameter.quantized, out, pool);
  } else {
    std::ranges::copy(parameter.values.values(), out.begin());
  }
}

Result<Model> with_float_weights(Model model, const ThreadPool& pool) {
  model.activations.clear();
  for (Parameter& parameter : model.parameters) {
    if (!parameter.quantized) continue;
    TRY_VALUE(Tensor values, Tensor::create(parameter.values.shape));
    copy_values(parameter, values.values(), pool);
    auto owner = std::make_shared<const Tensor>(std::move(values));
    parameter = {.name = parameter.name, .values = owner->view(), .quantized = {}};
    model.owners.push_back(std::move(owner));
  }
  return model;
}

Result<WeightDifference> compare_weights(const Model& first, const Model& second, const ThreadPool& pool) {
  CHECK(first.parameters.size() == second.parameters.size());
  WeightDifference result;
  double count = 0, sum = 0, squares = 0, weights = 0;
  for (std::size_t i = 0; i < first.parameters.size(); ++i) {
    if (!is_weight(first.parameters[i])) continue;
    TRY_VALUE(Tensor a, Tensor::create(first.parameters[i].values.shape));
    TRY_VALUE(Tensor b, Tensor::create(second.parameters[i].values.shape));
    CHECK(a.shape() == b.shape());
    copy_values(first.parameters[i], a.values(), pool);
    copy_values(second.parameters[i], b.values(), pool);
    for (std::size_t k = 0; k < a.values().size(); ++k) {
      const double difference = std::fabs(double{a.data()[k]} - b.data()[k]);
      result.largest = std::max(result.largest, difference);
      sum += difference;
      squares += difference * difference;
      weights += double{a.data()[k]} * a.data()[k];
    }
    count += static_cast<double>(a.values().size());
  }
  if (count > 0) result.mean = sum / count;
  if (weights > 0) result.relative = std::sqrt(squares / weights);
  return result;
}

}  // namespace alexnet
