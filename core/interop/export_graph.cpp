#include "interop/export_graph.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "interop/graph_plan.h"
#include "interop/weight_layout.h"
#include "ops/average_pool.h"

namespace alexnet {
namespace {

using Owners = std::vector<std::shared_ptr<const void>>;

class Export {
 public:
  Export(const Model& model, TensorLayout layout, const ThreadPool& pool)
      : model_(model), first_(layout == TensorLayout::kChannelsFirst), pool_(pool) {}

  Result<ForeignNetwork> run() {
    TRY_VALUE(const std::vector<LayerShape> shapes, infer_shapes(model_.spec));
    TensorMap ours = tensors_from_model(model_);
    network_.format = "alexnet";
    network_.input = {model_.spec.preprocessing.input, model_.spec.preprocessing.input, 3};
    network_.tensors.metadata = std::move(ours.metadata);
    tensors_ = std::move(ours.tensors);
    for (std::size_t i = 0; i < shapes.size(); ++i) {
      name_ = model_.spec.layers[i].name;
      shape_ = &shapes[i];
      if (Status added = std::visit(*this, model_.spec.layers[i].operation); !added)
        return with_context(name_, std::move(added).error());
    }
    network_.tensors.storage = SharedBytes({}, std::make_shared<const Owners>(std::move(owners_)));
    return std::move(network_);
  }

  Status operator()(const Convolution& c) {
    ForeignLayer layer{.kind = ForeignKind::kConvolution, .order = first_ ? WeightOrder::kOutInYX : WeightOrder::kYXInOut};
    layer.groups = c.groups;
    layer.window = square(c.kernel, c.stride);
    layer.window.rule = PaddingRule::kSame;
    if (first_ || padding_of(layer.window, shape_->input) != c.padding) layer.window.rule = PaddingRule::kExplicit;
    layer.window.padding = {c.padding.top, c.padding.left, c.padding.bottom, c.padding.right};
    return add_weighted(std::move(layer), shape_->weight);
  }
  Status operator()(const Dense&) {
    const Shape& weight = shape_->weight;
    const Shape& in = folded_ ? folded_->input : shape_->input;
    const bool reads_picture = in.rank() == 3;
    if (reads_picture)
      network_.layers.push_back({.name = name_ + "_flatten", .kind = ForeignKind::kFlatten, .channels_first = first_});
    ForeignLayer layer{.kind = ForeignKind::kDense, .order = first_ ? WeightOrder::kOutIn : WeightOrder::kInOut};
    return add_weighted(std::move(layer),
                        reads_picture ? Shape{weight[0], in[0], in[1], in[2]} : Shape{weight[0], 1, 1, weight[1]});
  }
  Status operator()(const Relu&) { return add({.kind = ForeignKind::kRelu}); }
  Status operator()(const LocalResponseNorm& n) {
    const float alpha = n.alpha * static_cast<float>(n.size);
    return add(
        {.kind = ForeignKind::kLocalResponseNorm, .norm = {.size = n.size, .alpha = alpha, .beta = n.beta, .bias = n.k}});
  }
  Status operator()(const MaxPool& p) {
    ForeignLayer layer{.kind = ForeignKind::kMaxPool, .window = square(p.kernel, p.stride)};
    for (std::size_t axis = 0; axis < 2; ++axis)
      if (window_count(shape_->input[axis], p.kernel, p.stride) != shape_->output[axis]) layer.window.round_up = true;
    return add(std::move(layer));
  }
  Status operator()(const AdaptiveAveragePool& p) {
    const Shape& in = shape_->input;
    if (in[0] != in[1] || in[0] % p.side != 0) return fold(p);
    const std::size_t kernel = in[0] / p.side;
    return kernel == 1 ? Status{} : add({.kind = ForeignKind::kAveragePool, .window = square(kernel, kernel)});
  }
  Status operator()(const Dropout& d) { return add({.kind = ForeignKind::kDropout, .rate = d.rate}); }
  Status operator()(const Softmax& s) {
    if (s.temperature != 1)
      network_.layers.push_back({.name = name_ + "_temperature", .kind = ForeignKind::kRescaling, .scale = 1 / s.temperature});
    return add({.kind = ForeignKind::kSoftmax});
  }

 private:
  struct Folded {
    Shape input;  // of the averages
    std::size_t side = 0;
  };

  static ForeignWindow square(std::size_t kernel, std::size_t stride) {
    return {.kernel = {kernel, kernel}, .stride = {stride, stride}};
  }

  Status add(ForeignLayer layer) {
    layer.name = name_;
    network_.layers.push_back(std::move(layer));
    return {};
  }

  // Averages over windows that overlap are a layer that other programs do not have. A dense layer behind them takes them over:
  // its weights are to read their input.
  Status fold(const AdaptiveAveragePool& p) {
    const std::vector<LayerSpec>& layers = model_.spec.layers;
    auto next = std::ranges::find(layers, name_, &LayerSpec::name) + 1;
    while (next != layers.end() && std::holds_alternative<Dropout>(next->operation)) ++next;
    const Shape& in = shape_->input;
    if (next == layers.end() || !std::holds_alternative<Dense>(next->operation))
      return fail(ErrorKind::kUnsupported, "", "averages ", in.to_string(), " over windows that overlap to ", p.side, " x ",
                  p.side, ", and no dense layer follows: other programs have no such layer");
    folded_ = Folded{.input = in, .side = p.side};
    return {};
  }

  // [out][side][side][c] of the averages as [out][y][x][c] of what they are made from: w * (A x) = (A^T w) * x.
  Result<FileTensor> unfolded(const FileTensor& weight, const Folded& folded) {
    const Shape& in = folded.input;
    const std::size_t outputs = weight.shape[0];
    auto copy = std::make_shared<Tensor>();
    TRY_VALUE(*copy, Tensor::create({outputs, in[0], in[1], in[2]}));
    adaptive_average_pool_backward({.height = in[0], .width = in[1], .channels = in[2], .side = folded.side}, outputs,
                                   reinterpret_cast<const float*>(weight.bytes.data()), copy->data(), pool_);
    owners_.push_back(copy);
    return FileTensor{.type = ElementType::kF32,
                      .shape = {outputs, in.elements()},
                      .bytes = {reinterpret_cast<const std::uint8_t*>(copy->data()), copy->values().size_bytes()}};
  }

  // `ours` is the weight's [out][y][x][in].
  Status add_weighted(ForeignLayer layer, const Shape& ours) {
    layer.weight = name_ + ".weight";
    layer.bias = name_ + ".bias";
    network_.tensors.tensors[layer.bias] = tensors_.find(layer.bias)->second;
    FileTensor weight = tensors_.find(layer.weight)->second;
    CHECK(weight.type == ElementType::kF32);
    if (folded_) {
      TRY_VALUE(weight, unfolded(weight, *std::exchange(folded_, std::nullopt)));
    }
    const bool stays = layer.order == WeightOrder::kOutIn && ours[1] * ours[2] == 1;
    if (stays) {
      network_.tensors.tensors[layer.weight] = weight;
    } else {
      TRY_VALUE(network_.tensors.tensors[layer.weight], turned(weight, layer.order, ours));
    }
    return add(std::move(layer));
  }

  Result<FileTensor> turned(const FileTensor& weight, WeightOrder order, const Shape& ours) {
    const WeightStrides strides = weight_strides(order, first_, ours);
    const auto* from = reinterpret_cast<const float*>(weight.bytes.data());
    auto copy = std::make_shared<Tensor>();
    TRY_VALUE(*copy, Tensor::create(ours));
    float* to = copy->data();
    const std::size_t row = ours[1] * ours[2] * ours[3];
    // A cache line's worth of outputs together: in Keras' order they lie beside each other.
    pool_.parallel_for(ours[0], 16, [&](std::size_t begin, std::size_t end) {
      for (std::size_t y = 0, at = 0; y < ours[1]; ++y)
        for (std::size_t x = 0; x < ours[2]; ++x)
          for (std::size_t i = 0; i < ours[3]; ++i, ++at)
            for (std::size_t o = begin; o < end; ++o)
              to[o * strides.out + y * strides.y + x * strides.x + i * strides.in] = from[o * row + at];
    });
    owners_.push_back(copy);
    return FileTensor{.type = ElementType::kF32,
                      .shape = lengths(order, ours),
                      .bytes = {reinterpret_cast<const std::uint8_t*>(to), weight.bytes.size()}};
  }

  static std::vector<std::size_t> lengths(WeightOrder order, const Shape& ours) {
    const std::size_t out = ours[0], y = ours[1], x = ours[2], in = ours[3];
    switch (order) {
      case WeightOrder::kOutInYX:
        return {out, in, y, x};
      case WeightOrder::kYXInOut:
        return {y, x, in, out};
      case WeightOrder::kOutIn:
        return {out, y * x * in};
      case WeightOrder::kInOut:
        return {y * x * in, out};
    }
    return {};
  }

  const Model& model_;
  bool first_;
  const ThreadPool& pool_;
  ForeignNetwork network_;
  decltype(TensorMap::tensors) tensors_;
  Owners owners_;
  std::string name_;                   // of the layer that is being added
  const LayerShape* shape_ = nullptr;  // its
  std::optional<Folded> folded_;       // averages that the next dense layer takes over
};

}  // namespace

Result<ForeignNetwork> export_graph(const Model& model, TensorLayout layout, const ThreadPool& pool) {
  return Export(model, layout, pool).run();
}

}  // namespace alexnet
