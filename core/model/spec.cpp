#include "model/spec.h"

#include "messages/model.h"

namespace alexnet {

float ModelSpec::temperature() const {
  const auto* softmax = layers.empty() ? nullptr : std::get_if<Softmax>(&layers.back().operation);
  return softmax != nullptr ? softmax->temperature : 1;
}

void ModelSpec::set_temperature(float temperature) {
  if (layers.empty()) return;
  if (auto* softmax = std::get_if<Softmax>(&layers.back().operation)) softmax->temperature = temperature;
}

Result<LayerShape> infer_layer(const LayerSpec& layer, const Shape& input) {
  Result<LayerShape> shape = infer_shape(layer.operation, input);
  if (!shape) return with_context(layer.name, std::move(shape).error());
  return shape;
}

Result<std::vector<LayerShape>> infer_shapes(const ModelSpec& spec) {
  std::vector<LayerShape> shapes;
  shapes.reserve(spec.layers.size());
  Shape next = {spec.preprocessing.input, spec.preprocessing.input, 3};
  for (const LayerSpec& layer : spec.layers) {
    TRY_VALUE(const LayerShape shape, infer_layer(layer, next));
    next = shape.output;
    shapes.push_back(shape);
  }
  if (shapes.empty() || next != Shape{spec.classes})
    return fail<msg::kModelOutputIsNotClasses>(spec.variant, next.to_string(), spec.classes);
  return shapes;
}

Result<std::vector<ParameterSpec>> parameter_specs(const ModelSpec& spec) {
  TRY_VALUE(const std::vector<LayerShape> shapes, infer_shapes(spec));
  std::vector<ParameterSpec> parameters;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    if (shapes[i].weight.rank() == 0) continue;
    parameters.push_back({spec.layers[i].name + ".weight", shapes[i].weight});
    parameters.push_back({spec.layers[i].name + ".bias", Shape{shapes[i].weight[0]}});
  }
  return parameters;
}

}  // namespace alexnet
