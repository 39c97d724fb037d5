#include "interop/chain_network.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>

#include "interop/layer_names.h"
#include "interop/weight_layout.h"
#include "messages/interop.h"

namespace alexnet {
namespace {

constexpr float kEpsilon = 1e-5f;  // of batch normalization in PyTorch
constexpr std::size_t kPoolKernel = 3, kPoolStride = 2;

// A way in which AlexNets begin: the side of the input in pixels and the stride and padding of the first convolution.
struct Beginning {
  std::size_t side;
  std::size_t stride;
  std::size_t padding;
};
using Beginnings = std::vector<Beginning>;
constexpr std::array<Beginning, 4> kPaperBeginnings{{{227, 4, 0}, {224, 4, 2}, {224, 4, 1}, {224, 4, 0}}};
constexpr std::array<Beginning, 4> kTorchvisionBeginnings{{{224, 4, 2}, {227, 4, 0}, {224, 4, 1}, {224, 4, 0}}};
constexpr std::size_t kFirstKernel = 11;

// A layer of the chain: a convolution with what follows it, before the sizes are known.
struct Block {
  const FileLayer* from;
  Shape shape;  // of the weight, [out][y][x][in]
  std::size_t groups = 1;
  std::optional<std::size_t> stride;   // if the file states it
  std::optional<std::size_t> padding;  // likewise
  std::optional<bool> pooled;          // likewise: whether a max pool follows
  bool pool = false;
  bool norm_after_relu = false;
  bool norm_after_pool = false;
};

// The number behind the last dot of a name, and what is before it: torch.nn.Sequential names its layers so.
struct Numbered {
  std::string_view parent;
  std::size_t number = 0;
};
std::optional<Numbered> numbered(std::string_view stem) {
  const std::size_t dot = stem.rfind('.');
  const std::string_view digits = dot == std::string_view::npos ? stem : stem.substr(dot + 1);
  if (digits.empty() || digits.size() > 4) return std::nullopt;
  Numbered result{.parent = dot == std::string_view::npos ? "" : stem.substr(0, dot)};
  for (const char digit : digits) {
    if (digit < '0' || digit > '9') return std::nullopt;
    result.number = 10 * result.number + static_cast<std::size_t>(digit - '0');
  }
  return result;
}

// How many layers of the same torch.nn.Sequential stand between two layers; nothing if that is not known.
std::optional<std::size_t> between(std::string_view a, std::string_view b) {
  const auto first = numbered(a), second = numbered(b);
  if (!first || !second || first->parent != second->parent || second->number <= first->number) return std::nullopt;
  return second->number - first->number - 1;
}

class ChainBuilder {
 public:
  ChainBuilder(const TensorMap& file, const FileLayers& layers, std::optional<std::size_t> input)
      : file_(file), layers_(layers), input_(input) {}

  Result<ChainNetwork> run() {
    TRY(check());
    TRY(read_blocks());
    TRY(place_pools());
    TRY(choose_beginning());
    write_network();
    return std::move(result_);
  }

 private:
  // That of the file, without which run() fails.
  [[nodiscard]] WeightLayout layout() const { return layers_.layout.value_or(WeightLayout::kOutInYX); }
  [[nodiscard]] Shape shape_of(const FileLayer& layer) const {
    return native_shape(layout(), file_.tensors.find(layer.weight)->second.shape);
  }
  [[nodiscard]] std::string_view last_part(std::string_view name) const { return name.substr(name.rfind('.') + 1); }
  [[nodiscard]] const StoredLayer* stored(std::string_view name) const {
    const auto found = std::ranges::find(file_.layers, name, &StoredLayer::name);
    return found == file_.layers.end() ? nullptr : &*found;
  }
  // Whether the file lists a layer whose own name contains `part`.
  [[nodiscard]] bool has_layer_named(std::string_view part) const {
    return std::ranges::any_of(file_.layers, [&](const StoredLayer& layer) {
      std::string name = str_cat(last_part(layer.name), ' ', layer.type);
      std::ranges::transform(name, name.begin(),
                             [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
      return name.find(part) != std::string::npos;
    });
  }

  Status check() const {
    if (layers_.convolutions.size() < 2 || layers_.dense.empty())
      return fail<msg::kLayerCountNotAlexNet>("", layers_.convolutions.size(), layers_.dense.size());
    if (!layers_.layout || *layers_.layout == WeightLayout::kOutYXIn) {
      const FileLayer& first = layers_.convolutions.front();
      return fail<msg::kFirstConvolutionShape>(quote(first.weight),
                                               format_shape(file_.tensors.find(first.weight)->second.shape));
    }
    if (!layers_.other_norms.empty()) return fail<msg::kChainNormUnplaced>(quote(layers_.other_norms.front().stem));
    for (const char* name : {"lrn", "localresponse"})
      if (has_layer_named(name)) return fail<msg::kChainResponseNorm>(quote(layers_.convolutions.front().stem));
    for (const StoredLayer& layer : file_.layers) TRY(check_stored(layer));
    return {};
  }

  // Refuses the layers of a whole model that are not those which are assumed.
  static Status check_stored(const StoredLayer& layer) {
    if (layer.type == "AvgPool2d") return fail<msg::kChainOtherLayer>(quote(layer.name), layer.type);
    if (layer.type != "MaxPool2d") return {};
    for (const auto& [name, expected] : {std::pair("kernel_size", kPoolKernel), std::pair("stride", kPoolStride),
                                         std::pair("padding", std::size_t{0}), std::pair("ceil_mode", std::size_t{0})})
      if (const auto found = layer.options.find(name);
          found != layer.options.end() && found->second != static_cast<double>(expected))
        return fail<msg::kChainOtherLayer>(quote(layer.name), str_cat(layer.type, " (", name, ")"));
    return {};
  }

  Status read_blocks() {
    std::size_t channels = 3;
    for (const FileLayer& layer : layers_.convolutions) {
      Block block{.from = &layer, .shape = shape_of(layer), .stride = {}, .padding = {}};
      const std::size_t read = block.shape[3];
      if (read == 0 || channels % read != 0) return fail<msg::kChainInputs>(quote(layer.weight), read, channels);
      block.groups = channels / read;
      channels = block.shape[0];
      if (const StoredLayer* found = stored(layer.stem)) TRY(read_options(*found, block));
      blocks_.push_back(block);
    }
    const std::size_t inputs = shape_of(layers_.dense.front())[1];
    const std::size_t area = inputs / channels;
    side_ = static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(area))));
    if (side_ == 0 || channels * side_ * side_ != inputs)
      return fail<msg::kChainNotSquare>(quote(layers_.dense.front().weight), inputs, channels);
    return {};
  }

  // The stride and the padding of a whole model's layer.
  static Status read_options(const StoredLayer& layer, Block& block) {
    for (const auto& [name, to] : {std::pair("stride", &block.stride), std::pair("padding", &block.padding)}) {
      const auto found = layer.options.find(name);
      if (found == layer.options.end()) continue;
      if (!(found->second >= 0 && found->second < 1000)) return fail<msg::kChainOption>(quote(layer.name), name);
      *to = static_cast<std::size_t>(found->second);
    }
    if (const auto found = layer.options.find("pooled"); found != layer.options.end()) block.pooled = found->second != 0;
    return {};
  }

  // After which convolutions the network pools: the names of a torch.nn.Sequential show how many layers follow each.
  Status place_pools() {
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      Block& block = blocks_[i];
      block.pool = block.pooled.value_or(i < 2 || i + 1 == blocks_.size());
      std::string_view at = block.from->stem;
      std::size_t layers = 0;  // without weights, up to the next convolution
      bool known = true;
      const auto step = [&](std::string_view to) {
        const auto count = between(at, to);
        known = known && count.has_value();
        layers += count.value_or(0);
        at = to;
      };
      for (const FileNorm& norm : block.from->norms) {
        step(norm.stem);
        block.norm_after_relu = known && layers == 1;
        block.norm_after_pool = known && layers == 2;
      }
      if (i + 1 == blocks_.size()) continue;
      step(blocks_[i + 1].from->stem);
      if (!known || block.pooled) continue;
      if (layers > 2) return fail<msg::kChainResponseNorm>(quote(block.from->stem));
      block.pool = layers == 2;
    }
    return {};
  }

  // The size of the last feature map for an input of `side` pixels; 0 if a window does not fit.
  [[nodiscard]] std::size_t feature_side(const Beginning& beginning) const {
    std::size_t side = beginning.side;
    const auto slide = [&side](std::size_t kernel, std::size_t stride, std::size_t padding) {
      side = side + 2 * padding < kernel || stride == 0 ? 0 : (side + 2 * padding - kernel) / stride + 1;
    };
    for (std::size_t i = 0; i < blocks_.size() && side > 0; ++i) {
      slide(blocks_[i].shape[1], stride_of(i, beginning), padding_of(i, beginning));
      if (blocks_[i].pool && side > 0) slide(kPoolKernel, kPoolStride, 0);
    }
    return side;
  }
  [[nodiscard]] std::size_t stride_of(std::size_t i, const Beginning& beginning) const {
    return blocks_[i].stride.value_or(i == 0 ? beginning.stride : 1);
  }
  [[nodiscard]] std::size_t padding_of(std::size_t i, const Beginning& beginning) const {
    return blocks_[i].padding.value_or(i == 0 ? beginning.padding : blocks_[i].shape[1] / 2);
  }

  // Whether the layers, the widths or the names are those of torchvision's AlexNet, or of the half of the paper's (48-128-192-192-128)
  // that is written with torchvision's padding.
  [[nodiscard]] bool begins_as_torchvision() const {
    if (has_layer_named("avgpool") || has_layer_named("adaptive")) return true;
    if (blocks_.size() != 5) return false;
    constexpr std::array<std::size_t, 5> kHalf = {48, 128, 192, 192, 128};
    constexpr std::array<std::string_view, 5> kNames = {"features.0", "features.3", "features.6", "features.8", "features.10"};
    const auto outputs = [](const Block& block) { return block.shape[0]; };
    const auto stem = [](const Block& block) { return std::string_view(block.from->stem); };
    const bool has_names =
        std::ranges::equal(blocks_, kNames, {}, stem) && layers_.dense.front().stem.starts_with("classifier.");
    return has_names || blocks_[3].shape[0] < blocks_[2].shape[0] || std::ranges::equal(blocks_, kHalf, {}, outputs);
  }

  // The beginnings to try, in this order.
  [[nodiscard]] Beginnings beginnings() const {
    const auto& usual = begins_as_torchvision() ? kTorchvisionBeginnings : kPaperBeginnings;
    if (!input_) return {usual.begin(), usual.end()};
    Beginnings result;
    for (const Beginning& beginning : usual)
      if (beginning.side == *input_) result.push_back(beginning);
    if (result.empty()) result = {{*input_, 4, 0}, {*input_, 4, 2}, {*input_, 4, 1}};
    return result;
  }

  Status choose_beginning() {
    const bool stated = blocks_[0].stride.has_value() && blocks_[0].padding.has_value();
    const FileLayer& dense = layers_.dense.front();
    if (!stated && blocks_[0].shape[1] != kFirstKernel)
      return fail<msg::kChainFirstKernel>(quote(blocks_[0].from->weight), blocks_[0].shape[1], blocks_[0].shape[2]);
    const Beginnings all = beginnings();
    for (const bool last_pool : {true, false}) {
      if (blocks_.back().pooled.value_or(last_pool) != last_pool) continue;
      blocks_.back().pool = last_pool;
      for (const Beginning& beginning : all)
        if (feature_side(beginning) == side_) {
          choose(beginning, stated, all);
          return {};
        }
      // An average over the last feature map, as torchvision's networks have it before the dense layers.
      for (const Beginning& beginning : all) {
        const std::size_t found = feature_side(beginning);
        if (!has_layer_named("avgpool") || found <= side_ || found % side_ != 0) continue;
        average_ = found / side_;
        choose(beginning, stated, all);
        return {};
      }
    }
    return fail<msg::kChainSizeUnknown>(quote(dense.weight), side_, side_, blocks_.back().shape[0]);
  }

  // What a person gives for --preprocess to choose an input of `side` pixels.
  static std::string change_to(std::size_t side) { return str_cat("'{\"input\":", side, "}'"); }

  // Another beginning of the same shapes; null if there is none.
  [[nodiscard]] const Beginning* alternative_to(const Beginning& beginning, const Beginnings& all) const {
    const auto found = std::ranges::find_if(all, [&](const Beginning& other) {
      return (other.side != beginning.side || other.padding != beginning.padding) && feature_side(other) == side_;
    });
    return found == all.end() ? nullptr : &*found;
  }

  void choose(const Beginning& beginning, bool stated, const Beginnings& all) {
    const Beginning* const other = stated || average_ > 1 ? nullptr : alternative_to(beginning, all);
    chosen_ = beginning;
    result_.notes.push_back(make_notice<msg::kChainAssumed>(beginning.side, beginning.side, blocks_[0].shape[1],
                                                            blocks_[0].shape[2], stride_of(0, beginning),
                                                            padding_of(0, beginning), pooled_layers()));
    if (other == nullptr) return;
    if (other->side == beginning.side)
      result_.notes.push_back(make_notice<msg::kChainPadding>(other->padding));
    else
      result_.notes.push_back(
          make_notice<msg::kChainAlternative>(other->side, other->side, other->padding, change_to(other->side)));
  }
  [[nodiscard]] std::string pooled_layers() const {
    std::string names;
    for (const Block& block : blocks_)
      if (block.pool) names += str_cat(names.empty() ? "" : ", ", block.from->stem);
    return names;
  }

  // --- The layers ---

  ForeignLayer& add(std::string name, std::string_view type, ForeignKind kind) {
    ForeignLayer layer;
    layer.name = std::move(name);
    layer.type = type;
    layer.kind = kind;
    result_.network.layers.push_back(std::move(layer));
    return result_.network.layers.back();
  }
  void add_norms(const FileLayer& from) {
    for (const FileNorm& norm : from.norms) {
      ForeignLayer& layer = add(norm.stem, "BatchNorm", ForeignKind::kBatchNorm);
      layer.gamma = norm.gamma;
      layer.beta = norm.beta;
      layer.mean = norm.mean;
      layer.variance = norm.variance;
      layer.epsilon = kEpsilon;
      const StoredLayer* const found = stored(norm.stem);
      if (found == nullptr) continue;
      if (const auto epsilon = found->options.find("eps"); epsilon != found->options.end())
        layer.epsilon = static_cast<float>(epsilon->second);
    }
  }

  void add_convolution(std::size_t i) {
    const Block& block = blocks_[i];
    ForeignLayer& layer = add(block.from->stem, "Conv2d", ForeignKind::kConvolution);
    layer.weight = block.from->weight;
    layer.bias = block.from->bias;
    layer.order = layout() == WeightLayout::kOutInYX ? WeightOrder::kOutInYX : WeightOrder::kYXInOut;
    layer.groups = block.groups;
    layer.window.kernel = {block.shape[1], block.shape[2]};
    layer.window.stride.fill(stride_of(i, chosen_));
    layer.window.padding.fill(padding_of(i, chosen_));
    const bool late = block.norm_after_relu || block.norm_after_pool;
    if (!late) add_norms(*block.from);
    add(str_cat("relu", i + 1), "ReLU", ForeignKind::kRelu);
    if (block.norm_after_relu) add_norms(*block.from);
    if (block.pool) {
      ForeignLayer& pool = add(str_cat("pool", i + 1), "MaxPool2d", ForeignKind::kMaxPool);
      pool.window.kernel.fill(kPoolKernel);
      pool.window.stride.fill(kPoolStride);
    }
    if (block.norm_after_pool) add_norms(*block.from);
  }

  void write_network() {
    ForeignNetwork& network = result_.network;
    const auto format = file_.metadata.find("format");
    network.format = format == file_.metadata.end() ? "safetensors" : format->second;
    network.input = {chosen_.side, chosen_.side, 3};
    network.tensors = file_;
    for (std::size_t i = 0; i < blocks_.size(); ++i) add_convolution(i);
    if (average_ > 1) {
      ForeignLayer& pool = add("avgpool", "AdaptiveAvgPool2d", ForeignKind::kAveragePool);
      pool.window.kernel.fill(average_);
      pool.window.stride.fill(average_);
    }
    const bool torch = layout() == WeightLayout::kOutInYX;
    add("flatten", "Flatten", ForeignKind::kFlatten).channels_first = torch;
    for (std::size_t i = 0; i < layers_.dense.size(); ++i) {
      const FileLayer& from = layers_.dense[i];
      ForeignLayer& layer = add(from.stem, "Linear", ForeignKind::kDense);
      layer.weight = from.weight;
      layer.bias = from.bias;
      layer.order = torch ? WeightOrder::kOutIn : WeightOrder::kInOut;
      add_norms(from);
      if (i + 1 < layers_.dense.size()) add(str_cat("relu", blocks_.size() + i + 1), "ReLU", ForeignKind::kRelu);
    }
  }

  const TensorMap& file_;
  const FileLayers& layers_;
  std::optional<std::size_t> input_;
  std::vector<Block> blocks_;
  std::size_t side_ = 0;     // of the feature map that the first dense layer reads
  std::size_t average_ = 1;  // the side of the windows of an average before the dense layers
  Beginning chosen_{};
  ChainNetwork result_;
};

}  // namespace

Result<ChainNetwork> chain_network(const TensorMap& file, const FileLayers& layers, std::optional<std::size_t> input) {
  return ChainBuilder(file, layers, input).run();
}

}  // namespace alexnet
