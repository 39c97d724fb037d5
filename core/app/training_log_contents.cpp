#include "app/training_log_contents.h"

#include <algorithm>
#include <concepts>
#include <utility>

#include "base/error.h"

namespace alexnet {
namespace {

using Values = std::vector<Hyperparameter>;

void add(Values& to, const char* name, bool value) { to.emplace_back(name, value); }
void add(Values& to, const char* name, const std::string& value) {
  if (!value.empty()) to.emplace_back(name, value);
}
void add(Values& to, const char* name, const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  add(to, name, text);
}
void add(Values& to, const char* name, FillMode mode) { add(to, name, std::string(to_string(mode))); }
void add(Values& to, const char* name, TransformConvention convention) { add(to, name, std::string(to_string(convention))); }
template <std::size_t Count>
void add(Values& to, const char* name, const std::array<float, Count>& values) {
  std::string text;
  for (const float value : values) text += str_cat(text.empty() ? "" : " ", value);
  add(to, name, text);
}
template <typename Value>
void add(Values& to, const char* name, const std::optional<Value>& value) {
  if (value) add(to, name, *value);
}
template <typename Number>
  requires std::integral<Number> || std::floating_point<Number>
void add(Values& to, const char* name, Number value) {
  to.emplace_back(name, static_cast<double>(value));
}

std::vector<std::int64_t> with_batch(const Shape& shape) {
  std::vector<std::int64_t> result = {-1};
  for (std::size_t i = 0; i < shape.rank(); ++i) result.push_back(static_cast<std::int64_t>(shape[i]));
  return result;
}

// The name of an operation without spaces, which TensorBoard does not allow in the name of a node.
std::string node_operation(const Operation& operation) {
  std::string name(operation_name(operation));
  std::ranges::replace(name, ' ', '_');
  return name;
}

GraphNode parameter_node(const std::string& name, const Shape& shape) {
  GraphNode node{.name = name, .operation = "variable", .inputs = {}, .output_shape = {}};
  for (std::size_t i = 0; i < shape.rank(); ++i) node.output_shape.push_back(static_cast<std::int64_t>(shape[i]));
  return node;
}

}  // namespace

std::vector<Hyperparameter> hyperparameters_of(const TrainingSettings& settings) {
  Values values;
  each_training_option(
      [&values](const TrainingOption& option, const auto& value) {
        if (option.group != TrainingOption::Group::kPhotos) add(values, option.name, value);
      },
      settings);
  const Augmentation off;
  each_augmentation_option(
      [&values](const TrainingOption& option, const auto& value, const auto& switched_off) {
        if (value != switched_off) add(values, option.name, value);
      },
      settings.augmentation, off);
  return values;
}

Result<std::vector<GraphNode>> graph_of(const ModelSpec& spec) {
  TRY_VALUE(const std::vector<LayerShape> shapes, infer_shapes(spec));
  const auto side = static_cast<std::int64_t>(spec.preprocessing.input);
  std::vector<GraphNode> nodes = {
      {.name = "images", .operation = "placeholder", .inputs = {}, .output_shape = {-1, side, side, 3}}};
  std::string last = nodes.front().name;
  for (std::size_t i = 0; i < spec.layers.size(); ++i) {
    const LayerSpec& layer = spec.layers[i];
    GraphNode node{.name = layer.name, .operation = node_operation(layer.operation), .inputs = {last}, .output_shape = {}};
    node.output_shape = with_batch(shapes[i].output);
    if (shapes[i].weight.rank() > 0) {
      const std::string weight = layer.name + "/weight", bias = layer.name + "/bias";
      nodes.push_back(parameter_node(weight, shapes[i].weight));
      nodes.push_back(parameter_node(bias, {shapes[i].weight[0]}));
      node.name += '/' + node.operation;
      node.inputs = {last, weight, bias};
    }
    last = node.name;
    nodes.push_back(std::move(node));
  }
  return nodes;
}

}  // namespace alexnet
