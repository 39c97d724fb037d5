#include "model/spec.h"

#include <algorithm>
#include <array>

namespace alexnet {
namespace {

constexpr std::uint64_t kMaxElements = std::uint64_t{1} << 31;  // of one tensor: 8 GB, more than any machine of ours holds
constexpr std::size_t kMaxSide = 1 << 20;                       // of an axis, so that products of three do not overflow

// Works out one layer after the other; each overload gets the layer with `input` filled in.
class ShapeInference {
 public:
  explicit ShapeInference(LayerShape& layer) : layer_(layer), in_(layer.input) {}

  Status operator()(const Convolution& c) {
    TRY(expect_image());
    if (c.outputs == 0 || c.kernel == 0 || c.stride == 0 || c.groups == 0) return wrong("has a size of 0");
    if (in_[2] % c.groups != 0 || c.outputs % c.groups != 0)
      return wrong(c.groups, " groups do not divide ", in_[2], " input and ", c.outputs, " output channels");
    const std::size_t y = window_count(in_[0] + c.padding.top + c.padding.bottom, c.kernel, c.stride);
    const std::size_t x = window_count(in_[1] + c.padding.left + c.padding.right, c.kernel, c.stride);
    if (y == 0 || x == 0) return wrong("a kernel of ", c.kernel, " does not fit into ", in_.to_string());
    layer_.output = {y, x, c.outputs};
    return weigh({c.outputs, c.kernel, c.kernel, in_[2] / c.groups}, y * x);
  }
  Status operator()(const MaxPool& p) {
    TRY(expect_image());
    if (p.stride > p.kernel) return wrong("a stride of ", p.stride, " would skip values between windows of ", p.kernel);
    const std::size_t y = window_count(in_[0], p.kernel, p.stride, p.rounding);
    const std::size_t x = window_count(in_[1], p.kernel, p.stride, p.rounding);
    if (y == 0 || x == 0) return wrong("a window of ", p.kernel, " does not fit into ", in_.to_string());
    layer_.output = {y, x, in_[2]};
    return {};
  }
  Status operator()(const AdaptiveAveragePool& p) {
    TRY(expect_image());
    if (p.side == 0) return wrong("has a size of 0");
    layer_.output = {p.side, p.side, in_[2]};
    return {};
  }
  Status operator()(const Dense& l) {
    if (l.outputs == 0) return wrong("has no outputs");
    layer_.output = {l.outputs};
    return weigh({l.outputs, in_.elements()}, 1);
  }
  Status operator()(const LocalResponseNorm& n) {
    if (n.size == 0 || n.size > 63 || n.size % 2 == 0)
      return wrong("a window of ", n.size, " channels; odd, at most 63, is expected");
    return keep();
  }
  Status operator()(const Relu&) { return keep(); }
  Status operator()(const Dropout&) { return keep(); }
  Status operator()(const Softmax&) { return keep(); }

 private:
  template <typename... Parts>
  [[nodiscard]] Status wrong(const Parts&... what) const {
    return fail(ErrorKind::kWrongShape, "", what...);
  }
  [[nodiscard]] Status expect_image() const {
    if (in_.rank() != 3) return wrong("takes rows, columns and channels, but gets ", in_.to_string());
    return {};
  }
  [[nodiscard]] Status keep() {
    layer_.output = in_;
    return {};
  }
  // `positions`: how often the weights are used for one image.
  [[nodiscard]] Status weigh(const Shape& weight, std::size_t positions) {
    for (const std::size_t length : weight.lengths())
      if (length > kMaxSide) return wrong("weights ", weight.to_string(), " are too large");
    std::uint64_t elements = 1;  // 64 bits wide where size_t is not
    for (const std::size_t length : weight.lengths()) {
      elements *= length;
      if (elements > kMaxElements) return wrong("weights ", weight.to_string(), " have more than 2^31 values");
    }
    layer_.weight = weight;
    layer_.parameters = static_cast<std::size_t>(elements) + weight[0];
    layer_.macs = elements * positions;
    return {};
  }

  LayerShape& layer_;
  const Shape in_;
};

}  // namespace

float ModelSpec::temperature() const {
  const auto* softmax = layers.empty() ? nullptr : std::get_if<Softmax>(&layers.back().operation);
  return softmax != nullptr ? softmax->temperature : 1;
}

void ModelSpec::set_temperature(float temperature) {
  if (layers.empty()) return;
  if (auto* softmax = std::get_if<Softmax>(&layers.back().operation)) softmax->temperature = temperature;
}

Result<LayerShape> infer_layer(const LayerSpec& layer, const Shape& input) {
  LayerShape shape;
  shape.input = input;
  if (Status inferred = std::visit(ShapeInference(shape), layer.operation); !inferred)
    return with_context(layer.name, std::move(inferred).error());
  std::uint64_t elements = 1;
  for (const std::size_t length : shape.output.lengths()) {
    elements *= std::min<std::uint64_t>(length, kMaxElements);
    if (elements > kMaxElements)
      return fail(ErrorKind::kWrongShape, layer.name, "would give ", shape.output.to_string(), ", more than 2^31 values");
  }
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
    return fail(ErrorKind::kWrongShape, spec.variant, "ends in ", next.to_string(), ", not in ", spec.classes, " classes");
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

std::string_view operation_name(const Operation& operation) {
  constexpr std::array<std::string_view, 8> kNames = {"convolution",  "relu",    "lrn",    "max pool",
                                                      "average pool", "dropout", "linear", "softmax"};
  static_assert(kNames.size() == std::variant_size_v<Operation>);
  return kNames[operation.index()];
}

}  // namespace alexnet
