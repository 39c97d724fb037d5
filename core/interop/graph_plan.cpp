#include "interop/graph_plan.h"

#include <algorithm>
#include <optional>

#include "tensor/window.h"

namespace alexnet {
namespace {

constexpr std::size_t kMaxPadding = 1 << 12;

// Zeros at the two ends of a side.
struct Ends {
  std::size_t begin = 0;
  std::size_t end = 0;
};

Ends same_ends(std::size_t side, std::size_t kernel, std::size_t stride, PaddingRule rule) {
  const std::size_t windows = (side + stride - 1) / stride;
  const std::size_t reach = (windows - 1) * stride + kernel;
  const std::size_t total = reach > side ? reach - side : 0;
  const std::size_t smaller = total / 2;
  return rule == PaddingRule::kSame ? Ends{smaller, total - smaller} : Ends{total - smaller, smaller};
}

// A name that no other layer has; `fallback` where the file gives none.
std::string unique_name(const std::string& wanted, std::string_view fallback, const std::vector<LayerSpec>& layers) {
  const std::string base = wanted.empty() ? std::string(fallback) : wanted;
  const auto taken = [&](const std::string& name) {
    return std::ranges::any_of(layers, [&](const LayerSpec& layer) { return layer.name == name; });
  };
  std::string name = base;
  for (std::size_t n = 2; taken(name); ++n) name = str_cat(base, '_', n);
  return name;
}

class GraphPlanner {
 public:
  GraphPlanner(const ForeignNetwork& network, std::size_t side) : network_(network) {
    plan_.spec.variant = kCustomVariant;
    plan_.spec.preprocessing = {.input = side, .resize = side};
    shape_ = {side, side, 3};
  }

  Result<GraphPlan> run() {
    for (const ForeignLayer& layer : network_.layers)
      if (Status added = add(layer); !added)
        return with_context(str_cat(layer.type, " \"", layer.name, "\""), std::move(added).error());
    if (shape_.rank() != 1)
      return fail(ErrorKind::kUnsupported, network_.format, "ends in ", shape_.to_string(), ", not in a row of classes");
    plan_.spec.classes = shape_[0];
    if (!std::holds_alternative<Softmax>(plan_.spec.layers.back().operation)) {
      plan_.notes.emplace_back("the file ends without a softmax: one was added");
      TRY(push("prob", "prob", Softmax{temperature_}));
    }
    return std::move(plan_);
  }

 private:
  template <typename... Parts>
  [[nodiscard]] static Status refuse(const Parts&... what) {
    return fail(ErrorKind::kUnsupported, "", what...);
  }

  Status push(const std::string& name, std::string_view fallback, const Operation& operation) {
    const LayerSpec layer{.name = unique_name(name, fallback, plan_.spec.layers), .operation = operation};
    Result<LayerShape> inferred = infer_layer(layer, shape_);
    if (!inferred) {
      Error error = std::move(inferred).error();
      error.where.clear();
      return std::unexpected(std::move(error));
    }
    shape_ = inferred->output;
    plan_.spec.layers.push_back(layer);
    return {};
  }

  Status add(const ForeignLayer& layer) {
    if (has_softmax_ && layer.kind != ForeignKind::kFlatten)
      return refuse("follows the softmax, which is expected to be the last layer");
    const bool accepts_padding = layer.kind == ForeignKind::kConvolution || layer.kind == ForeignKind::kZeroPadding;
    if (temperature_ != 1 && !has_softmax_ && layer.kind != ForeignKind::kSoftmax)
      return refuse("follows a rescaling, which runs here only before every other layer, or right before the softmax");
    if (pending_padding_ != Padding{} && !accepts_padding)
      return refuse("follows padding, which runs here only before a convolution");
    switch (layer.kind) {
      case ForeignKind::kConvolution:
        return convolution(layer);
      case ForeignKind::kZeroPadding:
        return zero_padding(layer);
      case ForeignKind::kDense:
        return dense(layer);
      case ForeignKind::kBatchNorm:
        return batch_norm(layer);
      case ForeignKind::kRelu:
        return push(layer.name, "relu", Relu{});
      case ForeignKind::kLocalResponseNorm:
        return norm(layer);
      case ForeignKind::kMaxPool:
        return max_pool(layer);
      case ForeignKind::kAveragePool:
        return average_pool(layer);
      case ForeignKind::kGlobalAveragePool:
        TRY(expect_image());
        return push(layer.name, "pool", AdaptiveAveragePool{1});
      case ForeignKind::kDropout:
        return dropout(layer);
      case ForeignKind::kFlatten:
        return flatten(layer);
      case ForeignKind::kSoftmax:
        return softmax(layer);
      case ForeignKind::kRescaling:
        return rescaling(layer);
      case ForeignKind::kOther:
        break;
    }
    return std::unexpected(layer.reason);
  }

  Status expect_image() const {
    return shape_.rank() == 3 && !flat_ ? Status{} : refuse("expects a picture, but gets a flat row of numbers");
  }

  Result<const FileTensor*> tensor(const std::string& name) const {
    const auto found = network_.tensors.tensors.find(name);
    if (found == network_.tensors.tensors.end())
      return fail(ErrorKind::kWrongShape, "", "its tensor \"", name, "\" is missing");
    return &found->second;
  }
  Status expect_values(const std::string& name, std::size_t count) const {
    if (name.empty()) return {};
    TRY_VALUE(const FileTensor* found, tensor(name));
    if (found->elements() == count) return {};
    return fail(ErrorKind::kWrongShape, "", "its tensor \"", name, "\" has shape ", format_shape(found->shape), ", ", count,
                " values are expected");
  }

  static Status expect_square(const ForeignWindow& window) {
    if (window.kernel[0] != window.kernel[1])
      return refuse("a window of ", window.kernel[0], " x ", window.kernel[1], " is no square");
    if (window.stride[0] != window.stride[1])
      return refuse("its strides differ: ", window.stride[0], " and ", window.stride[1]);
    if (window.dilation != std::array<std::size_t, 2>{1, 1}) return refuse("dilated windows do not run here");
    if (window.kernel[0] == 0 || window.stride[0] == 0) return fail(ErrorKind::kWrongShape, "", "has a size of 0");
    return {};
  }

  // Waits for the convolution behind it.
  Status zero_padding(const ForeignLayer& layer) {
    TRY(expect_image());
    const Padding more = padding_of(layer.window, shape_);
    for (const std::size_t side : {more.top, more.left, more.bottom, more.right})
      if (side > kMaxPadding) return fail(ErrorKind::kTooLarge, "", "a padding of ", side);
    pending_padding_.top += more.top;
    pending_padding_.left += more.left;
    pending_padding_.bottom += more.bottom;
    pending_padding_.right += more.right;
    return {};
  }

  // Its own padding and what waits for it.
  [[nodiscard]] Result<Padding> merged_padding(const ForeignWindow& window) {
    if (pending_padding_ != Padding{} && window.rule != PaddingRule::kExplicit)
      return fail(ErrorKind::kUnsupported, "", "pads what was padded before");
    Padding joined = padding_of(window, shape_);
    joined.top += pending_padding_.top;
    joined.left += pending_padding_.left;
    joined.bottom += pending_padding_.bottom;
    joined.right += pending_padding_.right;
    pending_padding_ = {};
    for (const std::size_t side : {joined.top, joined.left, joined.bottom, joined.right})
      if (side > kMaxPadding) return fail(ErrorKind::kTooLarge, "", "a padding of ", side);
    return joined;
  }

  Status convolution(const ForeignLayer& layer) {
    TRY(expect_image());
    TRY(expect_square(layer.window));
    TRY_VALUE(const FileTensor* weight, tensor(layer.weight));
    const std::vector<std::size_t>& lengths = weight->shape;
    if (lengths.size() != 4)
      return fail(ErrorKind::kWrongShape, "", "its tensor \"", layer.weight, "\" has ", lengths.size(), " axes, not 4");
    const Shape target = layer.order == WeightOrder::kYXInOut ? Shape{lengths[3], lengths[0], lengths[1], lengths[2]}
                                                              : Shape{lengths[0], lengths[2], lengths[3], lengths[1]};
    TRY_VALUE(const Padding padding, merged_padding(layer.window));
    const Convolution operation{.outputs = target[0],
                                .kernel = layer.window.kernel[0],
                                .stride = layer.window.stride[0],
                                .padding = padding,
                                .groups = layer.groups};
    const Shape expected{target[0], operation.kernel, operation.kernel, layer.groups == 0 ? 0 : shape_[2] / layer.groups};
    if (target != expected)
      return fail(ErrorKind::kWrongShape, "", "its tensor \"", layer.weight, "\" holds ", target.to_string(),
                  " as [out][y][x][in], expected ", expected.to_string());
    TRY(push(layer.name, "conv", operation));
    plan_.weights.push_back({.weight = layer.weight, .bias = layer.bias, .order = layer.order, .target = target});
    return expect_values(layer.bias, target[0]);
  }

  Status dense(const ForeignLayer& layer) {
    if (shape_.rank() == 3 && !flat_) return refuse("gets a picture that was not flattened");
    TRY_VALUE(const FileTensor* weight, tensor(layer.weight));
    const std::vector<std::size_t>& lengths = weight->shape;
    if (lengths.size() != 2)
      return fail(ErrorKind::kWrongShape, "", "its tensor \"", layer.weight, "\" has ", lengths.size(), " axes, not 2");
    const bool turned = layer.order == WeightOrder::kInOut;
    const std::size_t outputs = lengths[turned ? 1 : 0];
    if (lengths[turned ? 0 : 1] != shape_.elements())
      return fail(ErrorKind::kWrongShape, "", "its tensor \"", layer.weight, "\" takes ", lengths[turned ? 0 : 1],
                  " inputs, the layers before it give ", shape_.elements());
    WeightPlan plan{.weight = layer.weight, .bias = layer.bias, .order = layer.order, .channels_first = channels_first_};
    plan.target = shape_.rank() == 3 ? Shape{outputs, shape_[0], shape_[1], shape_[2]} : Shape{outputs, 1, 1, shape_[0]};
    TRY(push(layer.name, "dense", Dense{outputs}));
    plan_.weights.push_back(std::move(plan));
    flat_ = true;
    return expect_values(layer.bias, outputs);
  }

  // Right behind weights it joins them; behind anything else it is a convolution of its own, each channel with itself.
  Status batch_norm(const ForeignLayer& layer) {
    const std::size_t channels = shape_[shape_.rank() - 1];
    for (const std::string& name : {layer.gamma, layer.beta, layer.mean, layer.variance}) TRY(expect_values(name, channels));
    if (layer.mean.empty() || layer.variance.empty()) return refuse("has no mean and variance");
    if (!(layer.epsilon >= 0)) return fail(ErrorKind::kBadFormat, "", "epsilon is ", layer.epsilon);
    const bool follows_weights = !plan_.spec.layers.empty() && is_weighted(plan_.spec.layers.back().operation);
    if (!follows_weights) {
      if (shape_.rank() != 3 || flat_) return refuse("stands behind a flat layer that has no weights to fold it into");
      TRY(push(layer.name, "norm", Convolution{.outputs = channels, .kernel = 1, .groups = channels}));
      plan_.weights.push_back({.target = {channels, 1, 1, 1}});
    }
    plan_.notes.push_back(str_cat("\"", layer.name, "\": batch normalization ",
                                  follows_weights ? "folded into the layer before it" : "became a convolution of 1 x 1"));
    plan_.weights.back().norms.push_back({layer.name, layer.gamma, layer.beta, layer.mean, layer.variance, layer.epsilon});
    return {};
  }
  static bool is_weighted(const Operation& operation) {
    return std::holds_alternative<Convolution>(operation) || std::holds_alternative<Dense>(operation);
  }

  Status norm(const ForeignLayer& layer) {
    TRY(expect_image());
    const ForeignNorm& n = layer.norm;
    if (n.size == 0) return fail(ErrorKind::kWrongShape, "", "has a size of 0");
    return push(layer.name, "norm",
                LocalResponseNorm{.size = n.size, .alpha = n.alpha / static_cast<float>(n.size), .beta = n.beta, .k = n.bias});
  }

  // How many windows the file sees on a side.
  static std::size_t windows(std::size_t side, Ends ends, const ForeignWindow& window) {
    return window_count(side + ends.begin + ends.end, window.kernel[0], window.stride[0],
                        window.round_up ? Rounding::kUp : Rounding::kDown);
  }

  // Ours has no padding, but its last window may hang over the end: zeros at the end that never win are the same.
  Status max_pool(const ForeignLayer& layer) {
    TRY(expect_image());
    TRY(expect_square(layer.window));
    const Padding padding = padding_of(layer.window, shape_);
    if (padding.top != 0 || padding.left != 0) return refuse("padding before the first row or column does not run here");
    if (padding.bottom > kMaxPadding || padding.right > kMaxPadding) return fail(ErrorKind::kTooLarge, "", "a huge padding");
    const std::size_t rows = windows(shape_[0], {0, padding.bottom}, layer.window);
    const std::size_t columns = windows(shape_[1], {0, padding.right}, layer.window);
    for (const Rounding rounding : {Rounding::kDown, Rounding::kUp}) {
      const MaxPool pool{.kernel = layer.window.kernel[0], .stride = layer.window.stride[0], .rounding = rounding};
      if (window_count(shape_[0], pool.kernel, pool.stride, rounding) == rows &&
          window_count(shape_[1], pool.kernel, pool.stride, rounding) == columns)
        return push(layer.name, "pool", pool);
    }
    return refuse("a picture of ", shape_.to_string(), " padded at its end by ", padding.bottom, " and ", padding.right,
                  " does not run here");
  }

  // Ours is adaptive: windows beside each other that cover the picture without a rest are the same.
  Status average_pool(const ForeignLayer& layer) {
    TRY(expect_image());
    TRY(expect_square(layer.window));
    const std::size_t kernel = layer.window.kernel[0], stride = layer.window.stride[0];
    const Padding padding = padding_of(layer.window, shape_);
    const bool covers = shape_[0] == shape_[1] && shape_[0] % kernel == 0 && (stride == kernel || shape_[0] == kernel);
    if (padding != Padding{} || !covers)
      return refuse("averages run here only over windows beside each other that cover the picture without a rest, not ", kernel,
                    " x ", kernel, " with stride ", stride, " on ", shape_.to_string());
    if (kernel == 1) {
      plan_.notes.push_back(str_cat("\"", layer.name, "\": an average of one value, left out"));
      return {};
    }
    return push(layer.name, "pool", AdaptiveAveragePool{shape_[0] / kernel});
  }

  Status dropout(const ForeignLayer& layer) {
    if (!(layer.rate >= 0 && layer.rate < 1)) return fail(ErrorKind::kBadFormat, "", "a rate of ", layer.rate);
    return push(layer.name, "drop", Dropout{layer.rate});
  }

  Status flatten(const ForeignLayer& layer) {
    if (shape_.rank() == 3 && !flat_) channels_first_ = layer.channels_first;
    flat_ = true;
    return {};
  }

  Status softmax(const ForeignLayer& layer) {
    if (shape_.rank() != 1) return refuse("a softmax over ", shape_.to_string(), " does not run here");
    has_softmax_ = true;
    return push(layer.name, "prob", Softmax{temperature_});
  }

  // Of the picture: that is preprocessing. Of the logits: the softmax' temperature.
  Status rescaling(const ForeignLayer& layer) {
    if (!(layer.scale > 0)) return refuse("a scale of ", layer.scale, " is no positive number");
    if (shape_.rank() == 1 && layer.offset == 0 && temperature_ == 1) {
      temperature_ = 1 / layer.scale;
      if (temperature_ >= 0.01f && temperature_ <= 100) return {};
      return refuse("a temperature of ", temperature_, ", 0.01 to 100 is expected");
    }
    if (!plan_.spec.layers.empty() || plan_.has_scale)
      return refuse("is expected before every other layer, or right before the softmax");
    plan_.has_scale = true;
    plan_.spec.preprocessing.scale = layer.scale;
    plan_.spec.preprocessing.mean = {-layer.offset, -layer.offset, -layer.offset};
    plan_.notes.push_back(str_cat("\"", layer.name, "\": became the preprocessing"));
    return {};
  }

  const ForeignNetwork& network_;
  GraphPlan plan_;
  Shape shape_;
  bool flat_ = false;            // the file's value is flat, though ours may still lie as a picture
  bool channels_first_ = false;  // how it was flattened
  bool has_softmax_ = false;
  float temperature_ = 1;    // of the softmax that must follow, where it is not 1
  Padding pending_padding_;  // of a layer of its own, for the next convolution
};

// The tensor as the plan for a layer of this shape, or an error.
Result<WeightPlan> plan_weight(const ForeignNetwork& network, const ForeignLayer& from, const LayerSpec& to,
                               const LayerShape& shape) {
  const auto found = network.tensors.tensors.find(from.weight);
  if (found == network.tensors.tensors.end())
    return fail(ErrorKind::kWrongShape, from.name, "its tensor \"", from.weight, "\" is missing");
  WeightPlan plan{.weight = from.weight, .bias = from.bias, .order = from.order};
  const Shape& weight = shape.weight;
  std::vector<std::size_t> expected;
  if (weight.rank() == 4) {
    plan.target = weight;
    expected = {weight[1], weight[2], weight[3], weight[0]};
    if (from.order == WeightOrder::kOutInYX) expected = {weight[0], weight[3], weight[1], weight[2]};
  } else {
    const Shape& in = shape.input;
    plan.target = in.rank() == 3 ? Shape{weight[0], in[0], in[1], in[2]} : Shape{weight[0], 1, 1, weight[1]};
    expected = {weight[0], weight[1]};
    if (from.order == WeightOrder::kInOut) std::ranges::reverse(expected);
  }
  if (found->second.shape != expected)
    return fail(ErrorKind::kWrongShape, str_cat("\"", from.weight, "\""), "has shape ", format_shape(found->second.shape), ", ",
                to.name, " expects ", format_shape(expected));
  const auto bias = network.tensors.tensors.find(from.bias);
  if (bias != network.tensors.tensors.end() && bias->second.elements() != weight[0])
    return fail(ErrorKind::kWrongShape, str_cat("\"", from.bias, "\""), "has shape ", format_shape(bias->second.shape), ", ",
                to.name, " expects [", weight[0], "]");
  return plan;
}

}  // namespace

Padding padding_of(const ForeignWindow& window, const Shape& picture) {
  if (window.rule == PaddingRule::kExplicit)
    return {.top = window.padding[0], .left = window.padding[1], .bottom = window.padding[2], .right = window.padding[3]};
  const Ends y = same_ends(picture[0], window.kernel[0], window.stride[0], window.rule);
  const Ends x = same_ends(picture[1], window.kernel[1], window.stride[1], window.rule);
  return {.top = y.begin, .left = x.begin, .bottom = y.end, .right = x.end};
}

Result<GraphPlan> plan_graph(const ForeignNetwork& network, std::size_t side) { return GraphPlanner(network, side).run(); }

Result<GraphPlan> plan_weights(const ForeignNetwork& network, const ModelSpec& spec) {
  TRY_VALUE(const std::vector<LayerShape> shapes, infer_shapes(spec));
  GraphPlan plan{.spec = spec, .weights = {}, .notes = {}};
  auto from = network.layers.begin();
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    if (shapes[i].weight.rank() == 0) continue;
    if (from == network.layers.end())
      return fail(ErrorKind::kWrongShape, spec.layers[i].name, "the file has no weights for it");
    TRY_VALUE(WeightPlan weight, plan_weight(network, *from++, spec.layers[i], shapes[i]));
    plan.weights.push_back(std::move(weight));
  }
  if (from != network.layers.end())
    return fail(ErrorKind::kWrongShape, from->name, "the ", spec.variant, " variant has no layer for its weights");
  return plan;
}

}  // namespace alexnet
