#include "model/operations.h"

#include <algorithm>

#include "messages/model.h"

namespace alexnet {
namespace {

constexpr std::uint64_t kMaxElements = std::uint64_t{1} << 31;  // of one tensor: 8 GB, more memory than a network may need
constexpr std::size_t kMaxLength = 1 << 20;                     // of an axis, so that products of three lengths do not overflow

// The shape rules: each overload fills in the rest of a layer whose `input` is known.
class ShapeInference {
 public:
  explicit ShapeInference(LayerShape& layer) : layer_(layer), in_(layer.input) {}

  Status operator()(const Convolution& c) {
    TRY(expect_image());
    if (c.outputs == 0 || c.kernel == 0 || c.stride == 0 || c.groups == 0) return fail<msg::kLayerSizeZero>("");
    if (in_[2] % c.groups != 0 || c.outputs % c.groups != 0)
      return fail<msg::kLayerGroupsDoNotDivide>("", c.groups, in_[2], c.outputs);
    const std::size_t height = window_count(in_[0] + c.padding.top + c.padding.bottom, c.kernel, c.stride);
    const std::size_t width = window_count(in_[1] + c.padding.left + c.padding.right, c.kernel, c.stride);
    if (height == 0 || width == 0) return fail<msg::kLayerKernelDoesNotFit>("", c.kernel, in_.to_string());
    layer_.output = {height, width, c.outputs};
    return set_weight({c.outputs, c.kernel, c.kernel, in_[2] / c.groups}, height * width);
  }
  Status operator()(const MaxPool& p) {
    TRY(expect_image());
    if (p.stride > p.kernel) return fail<msg::kLayerStrideSkipsValues>("", p.stride, p.kernel);
    for (const std::size_t side : {p.padding.top, p.padding.left, p.padding.bottom, p.padding.right})
      if (side >= p.kernel) return fail<msg::kLayerPoolPadding>("", side, p.kernel);
    const std::size_t height = window_count(in_[0] + p.padding.top + p.padding.bottom, p.kernel, p.stride, p.rounding);
    const std::size_t width = window_count(in_[1] + p.padding.left + p.padding.right, p.kernel, p.stride, p.rounding);
    if (height == 0 || width == 0) return fail<msg::kLayerKernelDoesNotFit>("", p.kernel, in_.to_string());
    // Rounding up may add a window that begins in the padding.
    if ((height - 1) * p.stride >= in_[0] + p.padding.top) return fail<msg::kLayerPoolPadding>("", p.padding.bottom, p.kernel);
    if ((width - 1) * p.stride >= in_[1] + p.padding.left) return fail<msg::kLayerPoolPadding>("", p.padding.right, p.kernel);
    layer_.output = {height, width, in_[2]};
    return {};
  }
  Status operator()(const AdaptiveAveragePool& p) {
    TRY(expect_image());
    if (p.side == 0) return fail<msg::kLayerSizeZero>("");
    layer_.output = {p.side, p.side, in_[2]};
    return {};
  }
  Status operator()(const Dense& d) {
    if (d.outputs == 0) return fail<msg::kLayerSizeZero>("");
    layer_.output = {d.outputs};
    return set_weight({d.outputs, in_.elements()}, 1);
  }
  Status operator()(const LocalResponseNorm& n) {
    if (n.size > 63 || n.size == 0) return fail<msg::kLayerLrnWindow>("", n.size);
    return same_shape();
  }
  Status operator()(const Relu&) { return same_shape(); }
  Status operator()(const Dropout&) { return same_shape(); }
  Status operator()(const Softmax&) { return same_shape(); }

 private:
  [[nodiscard]] Status expect_image() const {
    if (in_.rank() != 3) return fail<msg::kLayerExpectsImage>("", in_.to_string());
    return {};
  }
  [[nodiscard]] Status same_shape() {
    layer_.output = in_;
    return {};
  }
  // `positions` is how often the weights are applied to one image.
  [[nodiscard]] Status set_weight(const Shape& weight, std::size_t positions) {
    std::uint64_t elements = 1;  // 64 bits even where size_t has 32
    for (const std::size_t length : weight.lengths())
      if (length > kMaxLength) return fail<msg::kLayerWeightsTooLarge>("", weight.to_string());
    for (const std::size_t length : weight.lengths()) {
      elements *= length;
      if (elements > kMaxElements) return fail<msg::kLayerWeightsTooLarge>("", weight.to_string());
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

std::string_view operation_name(const Operation& operation) {
  return std::visit([](const auto& alternative) { return alternative.kName; }, operation);
}

Result<LayerShape> infer_shape(const Operation& operation, const Shape& input) {
  LayerShape shape;
  shape.input = input;
  TRY(std::visit(ShapeInference(shape), operation));
  std::uint64_t elements = 1;
  for (const std::size_t length : shape.output.lengths()) {
    elements *= std::min<std::uint64_t>(length, kMaxElements);
    if (elements > kMaxElements) return fail<msg::kLayerOutputTooLarge>("", shape.output.to_string());
  }
  return shape;
}

}  // namespace alexnet
