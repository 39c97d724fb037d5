#include "interop/graph_plan.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "interop/layer_names.h"
#include "messages/interop.h"
#include "tensor/window.h"

namespace alexnet {
namespace {

constexpr std::size_t kMaxPadding = 1 << 12;

// The numbers of zeros before and after a row or column.
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

// Returns `wanted`, or `fallback` if it is empty, with a number appended if another layer has that name.
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
    if (!pending_norms_.empty()) return fail<msg::kBatchNormNotFoldable>(pending_norms_.back().layer);
    if (shape_.rank() != 1) return fail<msg::kNetworkOutput>(network_.format, shape_.to_string());
    if (ends_with_one_output()) {
      add_second_class();
      plan_.notes.push_back(make_notice<msg::kOneOutputTwoClasses>());
    }
    if (plan_.has_scale) set_rescaled_preprocessing();
    plan_.spec.classes = shape_[0];
    if (input_levels_ && plan_.activations.empty()) plan_.activations.resize(1);
    if (input_levels_ && !plan_.activations.front().input) plan_.activations.front().input = input_levels_;
    if (!std::holds_alternative<Softmax>(plan_.spec.layers.back().operation)) {
      plan_.notes.push_back(make_notice<msg::kSoftmaxAdded>());
      TRY(push("prob", "prob", Softmax{temperature_}));
    }
    return std::move(plan_);
  }

 private:
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
    const bool keeps_levels = std::holds_alternative<Relu>(operation) || std::holds_alternative<MaxPool>(operation) ||
                              std::holds_alternative<Dropout>(operation);
    if (!keeps_levels) levels_.reset();
    return {};
  }

  Status add(const ForeignLayer& layer) {
    if (layer.kind == ForeignKind::kQuantization) return quantization(*layer.quantization);
    if (has_softmax_ && layer.kind != ForeignKind::kFlatten) return fail<msg::kLayerAfterSoftmax>("");
    const bool accepts_padding = layer.kind == ForeignKind::kConvolution || layer.kind == ForeignKind::kZeroPadding;
    const bool is_output = layer.kind == ForeignKind::kSoftmax || layer.kind == ForeignKind::kSigmoid;
    if (temperature_ != 1 && !has_softmax_ && !is_output) return fail<msg::kLayerAfterRescaling>("");
    if (pending_padding_ != Padding{} && !accepts_padding) return fail<msg::kLayerAfterPadding>("");
    const bool accepts_norm = layer.kind == ForeignKind::kDense || layer.kind == ForeignKind::kDropout ||
                              layer.kind == ForeignKind::kFlatten || layer.kind == ForeignKind::kBatchNorm;
    if (!pending_norms_.empty() && !accepts_norm) return fail<msg::kLayerAfterBatchNorm>("", pending_norms_.back().layer);
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
      case ForeignKind::kAdaptiveAveragePool:
        return adaptive_average_pool(layer);
      case ForeignKind::kGlobalAveragePool:
        TRY(expect_image());
        return push(layer.name, "pool", AdaptiveAveragePool{1});
      case ForeignKind::kDropout:
        return dropout(layer);
      case ForeignKind::kFlatten:
        return flatten(layer);
      case ForeignKind::kSoftmax:
        return softmax(layer);
      case ForeignKind::kSigmoid:
        return sigmoid(layer);
      case ForeignKind::kRescaling:
        return rescaling(layer);
      case ForeignKind::kQuantization:
      case ForeignKind::kOther:
        break;
    }
    return std::unexpected(layer.reason);
  }

  // Those of the last layer that computes something at inference.
  LayerQuantization& last_activations() {
    std::size_t last = plan_.spec.layers.size() - 1;
    while (last > 0 && std::holds_alternative<Dropout>(plan_.spec.layers[last].operation)) --last;
    plan_.activations.resize(std::max(plan_.activations.size(), last + 1));
    return plan_.activations[last];
  }
  // The rounding of the value at this place. That of the input is lost if a rescaling follows, which joins the preprocessing, and that
  // of probabilities is left out, so that their sum stays 1.
  Status quantization(const ActivationQuantization& how) {
    if (has_softmax_ || levels_ == how || !pending_norms_.empty()) return {};
    if (temperature_ != 1) {  // of logits / temperature, which the softmax divides
      softmax_levels_ = how;
      softmax_levels_->scale *= temperature_;
      return {};
    }
    levels_ = how;
    if (plan_.spec.layers.empty()) {
      input_levels_ = how;
    } else {
      last_activations().output = how;
    }
    return {};
  }

  Status expect_image() const {
    if (shape_.rank() != 3 || flat_) return fail<msg::kLayerNeedsImage>("");
    return {};
  }

  Result<const FileTensor*> tensor(const std::string& name) const {
    const auto found = network_.tensors.tensors.find(name);
    if (found == network_.tensors.tensors.end()) return fail<msg::kLayerTensorMissing>("", name);
    return &found->second;
  }
  Status expect_values(const std::string& name, std::size_t count) const {
    if (name.empty()) return {};
    TRY_VALUE(const FileTensor* found, tensor(name));
    if (found->elements() == count) return {};
    return fail<msg::kLayerTensorSize>("", name, format_shape(found->shape), count);
  }

  static Status expect_square(const ForeignWindow& window) {
    const auto &kernel = window.kernel, &stride = window.stride;
    if (kernel[0] != kernel[1]) return fail<msg::kWindowNotSquare>("", kernel[0], kernel[1]);
    if (stride[0] != stride[1]) return fail<msg::kWindowStridesDiffer>("", stride[0], stride[1]);
    if (window.dilation != std::array<std::size_t, 2>{1, 1}) return fail<msg::kWindowDilated>("");
    if (kernel[0] == 0 || stride[0] == 0) return fail<msg::kWindowEmpty>("");
    return {};
  }

  static Status check_size(const Padding& padding) {
    for (const std::size_t side : {padding.top, padding.left, padding.bottom, padding.right})
      if (side > kMaxPadding) return fail<msg::kPaddingTooLarge>("", side, kMaxPadding);
    return {};
  }

  // The padding is applied by the convolution that follows.
  Status zero_padding(const ForeignLayer& layer) {
    TRY(expect_image());
    const Padding more = padding_of(layer.window, shape_);
    TRY(check_size(more));
    pending_padding_.top += more.top;
    pending_padding_.left += more.left;
    pending_padding_.bottom += more.bottom;
    pending_padding_.right += more.right;
    return {};
  }

  // The layer's own padding and that of the padding layers before it.
  [[nodiscard]] Result<Padding> merged_padding(const ForeignWindow& window) {
    if (pending_padding_ != Padding{} && window.rule != PaddingRule::kExplicit) return fail<msg::kPaddingTwice>("");
    Padding joined = padding_of(window, shape_);
    joined.top += pending_padding_.top;
    joined.left += pending_padding_.left;
    joined.bottom += pending_padding_.bottom;
    joined.right += pending_padding_.right;
    pending_padding_ = {};
    TRY(check_size(joined));
    return joined;
  }

  Status convolution(const ForeignLayer& layer) {
    TRY(expect_image());
    TRY(expect_square(layer.window));
    TRY_VALUE(const FileTensor* weight, tensor(layer.weight));
    const std::vector<std::size_t>& lengths = weight->shape;
    if (lengths.size() != 4) return fail<msg::kLayerTensorRank>("", layer.weight, lengths.size(), 4);
    const WeightLayout layout = layout_of(layer.order, /*channels_first=*/false);
    const Shape target = native_shape(layout, lengths);
    TRY_VALUE(const Padding padding, merged_padding(layer.window));
    const Convolution operation{.outputs = target[0],
                                .kernel = layer.window.kernel[0],
                                .stride = layer.window.stride[0],
                                .padding = padding,
                                .groups = layer.groups};
    const Shape expected{target[0], operation.kernel, operation.kernel, layer.groups == 0 ? 0 : shape_[2] / layer.groups};
    if (target != expected) return fail<msg::kLayerTensorShape>("", layer.weight, target.to_string(), expected.to_string());
    TRY(push(layer.name, "conv", operation));
    plan_.weights.push_back({.weight = layer.weight, .bias = layer.bias, .layout = layout, .target = target});
    if (layer.quantization) last_activations().input = layer.quantization;
    return expect_values(layer.bias, target[0]);
  }

  Status dense(const ForeignLayer& layer) {
    if (shape_.rank() == 3 && !flat_) return fail<msg::kLayerNeedsFlatInput>("");
    TRY_VALUE(const FileTensor* weight, tensor(layer.weight));
    const std::vector<std::size_t>& lengths = weight->shape;
    if (lengths.size() != 2) return fail<msg::kLayerTensorRank>("", layer.weight, lengths.size(), 2);
    WeightPlan plan{
        .weight = layer.weight, .bias = layer.bias, .layout = layout_of(layer.order, channels_first_), .dense = true};
    const Shape matrix = native_shape(plan.layout, lengths);
    const std::size_t outputs = matrix[0];
    if (matrix[1] != shape_.elements()) return fail<msg::kLayerTensorInputs>("", layer.weight, matrix[1], shape_.elements());
    plan.target = shape_.rank() == 3 ? Shape{outputs, shape_[0], shape_[1], shape_[2]} : Shape{outputs, 1, 1, shape_[0]};
    plan.input_norms = std::exchange(pending_norms_, {});
    TRY(push(layer.name, "dense", Dense{outputs}));
    if (layer.quantization) last_activations().input = layer.quantization;
    plan_.weights.push_back(std::move(plan));
    flat_ = true;
    return expect_values(layer.bias, outputs);
  }

  // Directly after a layer with weights it is folded into them. Elsewhere, it becomes a depthwise 1 x 1 convolution of an image, and
  // is folded into the dense layer that follows a flat value.
  Status batch_norm(const ForeignLayer& layer) {
    const bool flat_image = shape_.rank() == 3 && flat_;
    const std::size_t channels = flat_image ? shape_.elements() : shape_[shape_.rank() - 1];
    for (const std::string& name : {layer.gamma, layer.beta, layer.mean, layer.variance}) TRY(expect_values(name, channels));
    if (layer.mean.empty() || layer.variance.empty()) return fail<msg::kBatchNormStatistics>("");
    if (!(layer.epsilon >= 0)) return fail<msg::kBatchNormEpsilon>("", layer.epsilon);
    const FoldedBatchNorm norm{layer.name, layer.gamma, layer.beta, layer.mean, layer.variance, layer.epsilon};
    const bool follows_weights = !flat_image && pending_norms_.empty() && last_is_weighted();
    if (!follows_weights && (shape_.rank() != 3 || flat_)) {
      plan_.notes.push_back(make_notice<msg::kBatchNormFoldedBehind>(layer.name));
      pending_norms_.push_back(norm);
      return {};
    }
    if (!follows_weights) {
      TRY(push(layer.name, "norm", Convolution{.outputs = channels, .kernel = 1, .groups = channels}));
      plan_.weights.push_back({.target = {channels, 1, 1, 1}});
    }
    plan_.notes.push_back(follows_weights ? make_notice<msg::kBatchNormFolded>(layer.name)
                                          : make_notice<msg::kBatchNormConvolution>(layer.name));
    plan_.weights.back().norms.push_back(norm);
    if (follows_weights && !plan_.activations.empty()) last_activations().output.reset();
    return {};
  }
  // Whether the value comes from a layer with weights, apart from dropout, which changes nothing at inference.
  [[nodiscard]] bool last_is_weighted() const {
    const auto last = std::find_if(plan_.spec.layers.rbegin(), plan_.spec.layers.rend(),
                                   [](const LayerSpec& layer) { return !std::holds_alternative<Dropout>(layer.operation); });
    return last != plan_.spec.layers.rend() && is_weighted(last->operation);
  }
  static bool is_weighted(const Operation& operation) {
    return std::holds_alternative<Convolution>(operation) || std::holds_alternative<Dense>(operation);
  }

  Status norm(const ForeignLayer& layer) {
    TRY(expect_image());
    const ForeignNorm& n = layer.norm;
    if (n.size == 0) return fail<msg::kWindowEmpty>("");
    return push(layer.name, "norm",
                LocalResponseNorm{.size = n.size, .alpha = n.alpha / static_cast<float>(n.size), .beta = n.beta, .k = n.bias});
  }

  // The number of windows along a side of the image by the file's rule.
  static std::size_t windows(std::size_t side, Ends ends, const ForeignWindow& window) {
    return window_count(side + ends.begin + ends.end, window.kernel[0], window.stride[0],
                        window.round_up ? Rounding::kUp : Rounding::kDown);
  }

  // Padding at the end only is expressed by the rounding where that gives the same result: the variants have no padding.
  Status max_pool(const ForeignLayer& layer) {
    TRY(expect_image());
    TRY(expect_square(layer.window));
    const Padding padding = padding_of(layer.window, shape_);
    TRY(check_size(padding));
    const std::size_t rows = windows(shape_[0], {padding.top, padding.bottom}, layer.window);
    const std::size_t columns = windows(shape_[1], {padding.left, padding.right}, layer.window);
    MaxPool pool{.kernel = layer.window.kernel[0], .stride = layer.window.stride[0]};
    if (padding.top == 0 && padding.left == 0)
      for (const Rounding rounding : {Rounding::kDown, Rounding::kUp}) {
        pool.rounding = rounding;
        if (window_count(shape_[0], pool.kernel, pool.stride, rounding) == rows &&
            window_count(shape_[1], pool.kernel, pool.stride, rounding) == columns)
          return push(layer.name, "pool", pool);
      }
    if (rows == 0 || columns == 0) return fail<msg::kMaxPoolPaddingEnd>("", shape_.to_string(), padding.bottom, padding.right);
    pool.rounding = Rounding::kDown;
    pool.padding = {.top = padding.top,
                    .left = padding.left,
                    .bottom = rest(rows, shape_[0] + padding.top, pool),
                    .right = rest(columns, shape_[1] + padding.left, pool)};
    return push(layer.name, "pool", pool);
  }
  // How far `count` windows extend past `side` values.
  static std::size_t rest(std::size_t count, std::size_t side, const MaxPool& pool) {
    const std::size_t end = (count - 1) * pool.stride + pool.kernel;
    return end > side ? end - side : 0;
  }

  // This program's average pooling is adaptive: window i begins at floor(i * length / side) and ends at ceil((i + 1) * length / side).
  Status average_pool(const ForeignLayer& layer) {
    TRY(expect_image());
    TRY(expect_square(layer.window));
    const std::size_t kernel = layer.window.kernel[0], stride = layer.window.stride[0], length = shape_[0];
    const std::size_t side = length < kernel ? 0 : windows(length, {}, layer.window);
    bool is_adaptive = side > 0 && shape_[1] == length && padding_of(layer.window, shape_) == Padding{};
    for (std::size_t i = 0; is_adaptive && i < side; ++i)
      is_adaptive = i * length / side == i * stride && ((i + 1) * length + side - 1) / side == i * stride + kernel;
    if (!is_adaptive) return fail<msg::kAveragePoolOverlap>("", kernel, kernel, stride, shape_.to_string());
    return push_average(layer, side);
  }
  Status adaptive_average_pool(const ForeignLayer& layer) {
    TRY(expect_image());
    const bool fits =
        (layer.image[0] == 0 || layer.image[0] == shape_[0]) && (layer.image[1] == 0 || layer.image[1] == shape_[1]);
    if (!fits) return fail<msg::kAveragedImage>("", layer.image[0], layer.image[1], shape_.to_string());
    if (layer.side == 0) return fail<msg::kWindowEmpty>("");
    return push_average(layer, layer.side);
  }
  Status push_average(const ForeignLayer& layer, std::size_t side) {
    if (side != shape_[0] || side != shape_[1]) return push(layer.name, "pool", AdaptiveAveragePool{side});
    plan_.notes.push_back(make_notice<msg::kAverageOfOneValue>(layer.name));
    return {};
  }

  Status dropout(const ForeignLayer& layer) {
    if (!(layer.rate >= 0 && layer.rate < 1)) return fail<msg::kDropoutRate>("", layer.rate);
    return push(layer.name, "drop", Dropout{layer.rate});
  }

  Status flatten(const ForeignLayer& layer) {
    if (shape_.rank() == 3 && !flat_) channels_first_ = layer.channels_first;
    flat_ = true;
    return {};
  }

  Status softmax(const ForeignLayer& layer) {
    if (shape_.rank() != 1) return fail<msg::kSoftmaxInput>("", shape_.to_string());
    has_softmax_ = true;
    TRY(push(layer.name, "prob", Softmax{temperature_}));
    if (softmax_levels_) last_activations().input = softmax_levels_;
    return {};
  }

  // Whether the last layer computes one number, which is the score of the second of two classes.
  [[nodiscard]] bool ends_with_one_output() const { return !has_softmax_ && shape_ == Shape{1} && last_is_weighted(); }
  // Turns the single output z into the two logits 0 and z: their softmax is (1 - sigmoid(z), sigmoid(z)).
  void add_second_class() {
    const auto last = std::find_if(plan_.spec.layers.rbegin(), plan_.spec.layers.rend(),
                                   [](const LayerSpec& layer) { return is_weighted(layer.operation); });
    std::get<Dense>(last->operation).outputs = 2;
    plan_.weights.back().is_binary = true;
    shape_ = {2};
  }
  Status sigmoid(const ForeignLayer& layer) {
    if (shape_ != Shape{1} || !last_is_weighted()) return fail<msg::kSigmoidOutputs>("", shape_.to_string());
    add_second_class();
    plan_.notes.push_back(make_notice<msg::kSigmoidTwoClasses>(layer.name));
    return softmax(layer);
  }

  // A rescaling of the input becomes part of the preprocessing; one of the logits is the temperature of the softmax.
  Status rescaling(const ForeignLayer& layer) {
    const bool is_uniform = layer.scale.size() == 1 && layer.offset.size() == 1;
    for (const float scale : layer.scale)
      if (!(scale > 0) || !std::isfinite(scale)) return fail<msg::kRescalingScale>("", scale);
    if (shape_.rank() == 1 && is_uniform && layer.offset.front() == 0 && temperature_ == 1) {
      temperature_ = 1 / layer.scale.front();
      if (temperature_ >= 0.01f && temperature_ <= 100) return {};
      return fail<msg::kRescalingTemperature>("", temperature_);
    }
    if (!plan_.spec.layers.empty()) return fail<msg::kRescalingPosition>("");
    return rescale_input(layer);
  }
  // Joins the rescaling with those before it: value = pixel * scale + offset.
  Status rescale_input(const ForeignLayer& layer) {
    for (const auto* numbers : {&layer.scale, &layer.offset})
      if (numbers->size() != 1 && numbers->size() != 3) return fail<msg::kRescalingChannels>("", numbers->size());
    for (std::size_t c = 0; c < 3; ++c) {
      const double scale = layer.scale[layer.scale.size() == 1 ? 0 : c];
      input_scale_[c] *= scale;
      input_offset_[c] = input_offset_[c] * scale + layer.offset[layer.offset.size() == 1 ? 0 : c];
    }
    plan_.has_scale = true;
    input_levels_.reset();
    levels_.reset();
    plan_.notes.push_back(make_notice<msg::kRescalingToPreprocessing>(layer.name));
    return {};
  }
  // Makes the joined rescalings the preprocessing: value = (pixel * scale - mean) / deviation.
  void set_rescaled_preprocessing() {
    // Averages within 0..1 that are not divided further are those of pixels within 0..1, which the caller of the network divides.
    const auto is_of_fractions = [&](std::size_t c) {
      return input_scale_[c] >= 1 && std::abs(input_offset_[c]) <= input_scale_[c];
    };
    const bool fractions = is_of_fractions(0) && is_of_fractions(1) && is_of_fractions(2);
    if (fractions) plan_.notes.push_back(make_notice<msg::kInputOfFractions>());
    const double unit = fractions ? 1.0 / 255 : 1;
    const bool same_scale = input_scale_[1] == input_scale_[0] && input_scale_[2] == input_scale_[0];
    Preprocessing& to = plan_.spec.preprocessing;
    to.scale = static_cast<float>(unit * (same_scale ? input_scale_[0] : 1));
    for (std::size_t c = 0; c < 3; ++c) {
      to.mean[c] = static_cast<float>(same_scale ? -input_offset_[c] : -input_offset_[c] / input_scale_[c]);
      to.deviation[c] = static_cast<float>(same_scale ? 1 : 1 / input_scale_[c]);
    }
  }

  const ForeignNetwork& network_;
  GraphPlan plan_;
  Shape shape_;
  bool flat_ = false;            // whether the file has flattened the value; shape_ may still be that of an image
  bool channels_first_ = false;  // whether it was flattened as [c][y][x]
  bool has_softmax_ = false;
  std::optional<ActivationQuantization> input_levels_;    // of the network's input
  std::optional<ActivationQuantization> levels_;          // of the value, if it has 8 bits
  std::optional<ActivationQuantization> softmax_levels_;  // of the input of the softmax, before it divides by the temperature
  float temperature_ = 1;                                 // of the softmax that must follow if it is not 1
  Padding pending_padding_;                               // of padding layers, for the next convolution
  std::vector<FoldedBatchNorm> pending_norms_;            // of a flat value, for the next dense layer
  std::array<double, 3> input_scale_{1, 1, 1};            // of the rescalings at the beginning
  std::array<double, 3> input_offset_{};
};

// Plans the import of the weights of `from` into the layer `to`, whose shapes are `shape`.
Result<WeightPlan> plan_weight(const ForeignNetwork& network, const ForeignLayer& from, const LayerSpec& to,
                               const LayerShape& shape) {
  const auto found = network.tensors.tensors.find(from.weight);
  if (found == network.tensors.tensors.end()) return fail<msg::kLayerTensorMissing>(from.name, from.weight);
  const Shape& weight = shape.weight;
  WeightPlan plan{.weight = from.weight,
                  .bias = from.bias,
                  .layout = layout_of(from.order, /*channels_first=*/false),
                  .dense = weight.rank() == 2};
  plan.target = convolution_shape(weight, shape.input);
  const std::vector<std::size_t> expected = file_lengths(plan.layout, plan.target, plan.dense);
  if (found->second.shape != expected)
    return fail<msg::kLayerWeightShape>(quote(from.weight), format_shape(found->second.shape), format_shape(expected), to.name);
  const auto bias = network.tensors.tensors.find(from.bias);
  if (bias != network.tensors.tensors.end() && bias->second.elements() != weight[0])
    return fail<msg::kLayerWeightShape>(quote(from.bias), format_shape(bias->second.shape), str_cat('[', weight[0], ']'),
                                        to.name);
  return plan;
}

}  // namespace

Padding padding_of(const ForeignWindow& window, const Shape& image) {
  if (window.rule == PaddingRule::kExplicit)
    return {.top = window.padding[0], .left = window.padding[1], .bottom = window.padding[2], .right = window.padding[3]};
  const Ends y = same_ends(image[0], window.kernel[0], window.stride[0], window.rule);
  const Ends x = same_ends(image[1], window.kernel[1], window.stride[1], window.rule);
  return {.top = y.begin, .left = x.begin, .bottom = y.end, .right = x.end};
}

Result<GraphPlan> plan_graph(const ForeignNetwork& network, std::size_t side) { return GraphPlanner(network, side).run(); }

Result<GraphPlan> plan_weights(const ForeignNetwork& network, const ModelSpec& spec) {
  TRY_VALUE(const std::vector<LayerShape> shapes, infer_shapes(spec));
  GraphPlan plan{.spec = spec, .weights = {}, .notes = {}};
  auto from = network.layers.begin();
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    if (shapes[i].weight.rank() == 0) continue;
    if (from == network.layers.end()) return fail<msg::kVariantWeightMissing>(spec.layers[i].name);
    TRY_VALUE(WeightPlan weight, plan_weight(network, *from++, spec.layers[i], shapes[i]));
    plan.weights.push_back(std::move(weight));
  }
  if (from != network.layers.end()) return fail<msg::kVariantExtraLayer>(from->name, spec.variant);
  return plan;
}

}  // namespace alexnet
