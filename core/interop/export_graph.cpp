#include "interop/export_graph.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>

#include "interop/graph_plan.h"
#include "interop/weight_layout.h"
#include "messages/interop.h"
#include "model/photo_record.h"
#include "ops/average_pool.h"

namespace alexnet {
namespace {

class Export {
 public:
  Export(const Model& model, TensorLayout layout, const ThreadPool& pool)
      : model_(model), first_(layout == TensorLayout::kChannelsFirst), pool_(pool) {}

  Result<ForeignNetwork> run() {
    TRY_VALUE(const std::vector<LayerShape> shapes, infer_shapes(model_.spec));
    TensorMap native = tensors_from_model(model_);
    network_.format = "alexnet";
    network_.input = {model_.spec.preprocessing.input, model_.spec.preprocessing.input, 3};
    network_.tensors.metadata = std::move(native.metadata);
    network_.tensors.metadata.erase(std::string(kPhotoRecordKey));  // other programs have no use for it
    tensors_ = std::move(native.tensors);
    for (std::size_t i = 0; i < shapes.size(); ++i) {
      name_ = model_.spec.layers[i].name;
      shape_ = &shapes[i];
      if (Status added = std::visit(*this, model_.spec.layers[i].operation); !added)
        return with_context(name_, std::move(added).error());
    }
    network_.tensors.storage = SharedBytes({}, std::make_shared<const WeightOwners>(std::move(owners_)));
    return std::move(network_);
  }

  Status operator()(const Convolution& c) {
    ForeignLayer layer{.kind = ForeignKind::kConvolution, .order = first_ ? WeightOrder::kOutInYX : WeightOrder::kYXInOut};
    layer.groups = c.groups;
    layer.window = window_of(c.kernel, c.stride);
    layer.window.rule = PaddingRule::kSame;
    if (first_ || padding_of(layer.window, shape_->input) != c.padding) layer.window.rule = PaddingRule::kExplicit;
    layer.window.padding = {c.padding.top, c.padding.left, c.padding.bottom, c.padding.right};
    return add_weighted(std::move(layer), shape_->weight);
  }
  Status operator()(const Dense&) {
    const Shape& in = folded_ ? folded_->input : shape_->input;
    if (in.rank() == 3)
      network_.layers.push_back({.name = name_ + "_flatten", .kind = ForeignKind::kFlatten, .channels_first = first_});
    ForeignLayer layer{.kind = ForeignKind::kDense, .order = first_ ? WeightOrder::kOutIn : WeightOrder::kInOut};
    return add_weighted(std::move(layer), convolution_shape(shape_->weight, in));
  }
  Status operator()(const Relu&) { return add({.kind = ForeignKind::kRelu}); }
  Status operator()(const LocalResponseNorm& n) {
    const float alpha = n.alpha * static_cast<float>(n.size);
    return add(
        {.kind = ForeignKind::kLocalResponseNorm, .norm = {.size = n.size, .alpha = alpha, .beta = n.beta, .bias = n.k}});
  }
  Status operator()(const MaxPool& p) {
    ForeignLayer layer{.kind = ForeignKind::kMaxPool, .window = window_of(p.kernel, p.stride)};
    const Padding& padding = p.padding;
    layer.window.padding = {padding.top, padding.left, padding.bottom, padding.right};
    const std::array whole = {shape_->input[0] + padding.top + padding.bottom, shape_->input[1] + padding.left + padding.right};
    for (std::size_t axis = 0; axis < 2; ++axis)
      if (window_count(whole[axis], p.kernel, p.stride) != shape_->output[axis]) layer.window.round_up = true;
    // Keras' only padding of a pooling layer.
    ForeignWindow same = window_of(p.kernel, p.stride);
    same.rule = PaddingRule::kSame;
    if (!first_ && padding != Padding{} && padding_of(same, shape_->input) == padding) layer.window = same;
    return add(std::move(layer));
  }
  Status operator()(const AdaptiveAveragePool& p) {
    const Shape& in = shape_->input;
    if (in[0] != in[1] || in[0] % p.side != 0) return fold(p);
    const std::size_t kernel = in[0] / p.side;
    return kernel == 1 ? Status{} : add({.kind = ForeignKind::kAveragePool, .window = window_of(kernel, kernel)});
  }
  Status operator()(const Dropout& d) { return add({.kind = ForeignKind::kDropout, .rate = d.rate}); }
  Status operator()(const Softmax& s) {
    if (s.temperature != 1)
      network_.layers.push_back(
          {.name = name_ + "_temperature", .kind = ForeignKind::kRescaling, .scale = {1 / s.temperature}});
    return add({.kind = ForeignKind::kSoftmax});
  }

 private:
  // An average pooling that is folded into the dense layer that follows.
  struct Folded {
    Shape input;
    std::size_t side = 0;
  };

  static ForeignWindow window_of(std::size_t kernel, std::size_t stride) {
    return {.kernel = {kernel, kernel}, .stride = {stride, stride}};
  }

  Status add(ForeignLayer layer) {
    layer.name = name_;
    network_.layers.push_back(std::move(layer));
    return {};
  }

  // Other programs have no layer that averages over overlapping windows. If a dense layer follows, its weights are changed so
  // that it reads the input of the average pooling directly.
  Status fold(const AdaptiveAveragePool& p) {
    const std::vector<LayerSpec>& layers = model_.spec.layers;
    auto next = std::ranges::find(layers, name_, &LayerSpec::name) + 1;
    while (next != layers.end() && std::holds_alternative<Dropout>(next->operation)) ++next;
    const Shape& in = shape_->input;
    if (next == layers.end() || !std::holds_alternative<Dense>(next->operation))
      return fail<msg::kOverlappingAverages>("", in.to_string(), p.side, p.side);
    folded_ = Folded{.input = in, .side = p.side};
    return {};
  }

  // Converts weights for the averages, [out][side][side][c], to weights for their input, [out][y][x][c]: w * (A x) = (A^T w) *
  // x.
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

  // Adds a layer with its tensors. `shape` is the shape of the weight, [out][y][x][in].
  Status add_weighted(ForeignLayer layer, const Shape& shape) {
    layer.weight = name_ + ".weight";
    layer.bias = name_ + ".bias";
    network_.tensors.tensors[layer.bias] = tensors_.find(layer.bias)->second;
    FileTensor weight = tensors_.find(layer.weight)->second;
    if (const auto folded = std::exchange(folded_, std::nullopt)) {
      TRY_VALUE(weight, unfolded(weight, *folded));
    }
    const bool dense = layer.kind == ForeignKind::kDense;
    const WeightLayout layout = layout_of(layer.order, first_);
    TRY_VALUE(network_.tensors.tensors[layer.weight], to_layout(weight, layout, shape, dense, owners_, pool_));
    return add(std::move(layer));
  }

  const Model& model_;
  bool first_;
  const ThreadPool& pool_;
  ForeignNetwork network_;
  decltype(TensorMap::tensors) tensors_;
  WeightOwners owners_;
  std::string name_;                   // of the layer that is being exported
  const LayerShape* shape_ = nullptr;  // of that layer
  std::optional<Folded> folded_;       // for the next dense layer
};

}  // namespace

Result<ForeignNetwork> export_graph(const Model& model, TensorLayout layout, const ThreadPool& pool) {
  return Export(model, layout, pool).run();
}

}  // namespace alexnet
