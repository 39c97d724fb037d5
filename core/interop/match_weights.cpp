#include "interop/match_weights.h"

#include <algorithm>
#include <set>

#include "interop/file_layers.h"
#include "interop/layer_names.h"
#include "messages/interop.h"
#include "model/model.h"
#include "tensor/tensor.h"

namespace alexnet {
namespace {

// A layer of the network that has a weight and a bias.
struct WeightedLayer {
  std::string name;
  Shape weight;  // [out][y][x][in], of a dense layer, too
  bool dense = false;
};

Result<std::vector<WeightedLayer>> weighted_layers(const ModelSpec& spec) {
  TRY_VALUE(const std::vector<LayerShape> shapes, infer_shapes(spec));
  std::vector<WeightedLayer> layers;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const Shape& weight = shapes[i].weight;
    if (weight.rank() != 0)
      layers.push_back({spec.layers[i].name, convolution_shape(weight, shapes[i].input), weight.rank() == 2});
  }
  return layers;
}

// The file's tensors for each layer, by their exact names or by the order of the file's layers.
std::vector<FileLayer> layers_by_name(const TensorMap& file, const std::vector<WeightedLayer>& layers) {
  const auto found = [&](const std::string& name) { return file.tensors.contains(name) ? name : std::string(); };
  std::vector<FileLayer> result;
  result.reserve(layers.size());
  for (const WeightedLayer& layer : layers)
    result.push_back({layer.name, layer.name, found(layer.name + ".weight"), found(layer.name + ".bias")});
  return result;
}

std::vector<FileLayer> layers_by_order(const TensorMap& file, std::size_t count) {
  FileLayers found = layers_of(file);
  std::vector<FileLayer> result = std::move(found.convolutions);
  std::ranges::move(found.dense, std::back_inserter(result));
  result.resize(count);
  return result;
}

class Matcher {
 public:
  Matcher(const TensorMap& file, std::vector<WeightedLayer> layers, bool strict)
      : file_(file), layers_(std::move(layers)), strict_(strict) {}

  Result<std::vector<TensorMatch>> run() {
    const std::vector<FileLayer> found = strict_ ? layers_by_order(file_, layers_.size()) : layers_by_name(file_, layers_);
    layout_ = find_layout(found);
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      TRY(add(found[i].weight, layers_[i].name + ".weight", layers_[i].weight, layers_[i].dense));
      TRY(add(found[i].bias, layers_[i].name + ".bias", Shape{layers_[i].weight[0]}, false));
    }
    for (const auto& [name, tensor] : file_.tensors)
      if (!used_.contains(name)) TRY(add_unused(name, tensor));
    return std::move(matches_);
  }

 private:
  [[nodiscard]] const FileTensor* find(const std::string& name) const {
    const auto found = file_.tensors.find(name);
    return found == file_.tensors.end() ? nullptr : &found->second;
  }

  [[nodiscard]] WeightLayout find_layout(const std::vector<FileLayer>& found) const {
    if (strict_) return layout_of_first_convolution(find(found.front().weight)->shape).value_or(WeightLayout::kOutYXIn);
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      const FileTensor* weight = find(found[i].weight);
      if (weight == nullptr || layers_[i].dense) continue;
      if (weight->shape == file_lengths(WeightLayout::kOutYXIn, layers_[i].weight, false)) continue;
      if (weight->shape == file_lengths(WeightLayout::kOutInYX, layers_[i].weight, false)) return WeightLayout::kOutInYX;
    }
    return WeightLayout::kOutYXIn;
  }

  // Adds a parameter of `shape`, and the tensor named `name` if the file has it.
  Status add(const std::string& name, std::string parameter, const Shape& shape, bool dense) {
    TensorMatch match{.tensor = name, .parameter = std::move(parameter), .values = find(name), .shape = shape};
    const bool bias = shape.rank() == 1;
    match.layout = bias ? WeightLayout::kOutYXIn : layout_;
    const auto lengths = [&](WeightLayout layout) { return bias ? std::vector{shape[0]} : file_lengths(layout, shape, dense); };
    // A file with convolutions of both layouts: each tensor counts for itself.
    if (!strict_ && !dense && match.values != nullptr && match.values->shape == lengths(WeightLayout::kOutYXIn))
      match.layout = WeightLayout::kOutYXIn;
    used_.insert(name);
    if (match.values == nullptr) {
      match.note = make_notice<msg::kTensorMissing>(format_shape(lengths(match.layout)));
      const std::string parameter_name = quote(match.parameter);
      return add_mismatch(parameter_name, std::move(match));
    }
    if (match.values->shape != lengths(match.layout)) {
      match.note =
          make_notice<msg::kTensorShapeMismatch>(format_shape(match.values->shape), format_shape(lengths(match.layout)));
      return add_mismatch(quote(name), std::move(match));
    }
    match.is_loaded = true;
    match.note = bias ? make_notice<msg::kTensorUnchanged>() : describe_conversion(match.layout, shape, dense);
    matches_.push_back(std::move(match));
    return {};
  }

  // Additional weights would be a part of the network that is not computed.
  Status add_unused(const std::string& name, const FileTensor& tensor) {
    TensorMatch match{.tensor = name, .values = &tensor, .note = make_notice<msg::kTensorUnused>()};
    // A vector, such as the weights of the classes in a loss, is no layer.
    const bool is_number = tensor.shape.size() <= 1 || tensor.elements() <= 1 || tensor.type == ElementType::kI64 ||
                           tensor.type == ElementType::kI32;
    if (is_number || name.starts_with(kTrainingTensorPrefix)) {
      matches_.push_back(std::move(match));
      return {};
    }
    return add_mismatch(quote(name), std::move(match));
  }

  Status add_mismatch(std::string where, TensorMatch match) {
    if (strict_)
      return std::unexpected(Error{ErrorKind::kWrongShape, std::move(where), std::move(match.note.text), match.note.code,
                                   std::move(match.note.arguments)});
    matches_.push_back(std::move(match));
    return {};
  }

  const TensorMap& file_;
  std::vector<WeightedLayer> layers_;
  bool strict_;
  WeightLayout layout_ = WeightLayout::kOutYXIn;
  std::set<std::string, std::less<>> used_;
  std::vector<TensorMatch> matches_;
};

}  // namespace

std::optional<WeightLayout> layout_of_first_convolution(const std::vector<std::size_t>& lengths, std::size_t channels) {
  for (const WeightLayout layout : {WeightLayout::kOutInYX, WeightLayout::kYXInOut, WeightLayout::kOutYXIn}) {
    const Shape shape = native_shape(layout, lengths);
    if (shape[3] == channels && shape[1] == shape[2]) return layout;
  }
  return std::nullopt;
}

Result<std::vector<TensorMatch>> match_weights(const TensorMap& file, const ModelSpec& spec, bool strict) {
  TRY_VALUE(std::vector<WeightedLayer> layers, weighted_layers(spec));
  return Matcher(file, std::move(layers), strict).run();
}

Status copy_values(const TensorMatch& match, float* destination, const ThreadPool& pool) {
  const bool stays = match.shape.rank() != 4 || is_same_order(match.layout, WeightLayout::kOutYXIn, match.shape);
  Tensor values;  // in the layout of the file
  if (!stays) {
    TRY_VALUE(values, Tensor::create(match.shape));
  }
  float* const to = stays ? destination : values.data();
  if (Status read = to_floats(*match.values, {to, match.shape.elements()}); !read)
    return with_context(quote(match.tensor), std::move(read).error());
  if (!stays) permute_weights(match.layout, WeightLayout::kOutYXIn, match.shape, to, destination, pool);
  return {};
}

}  // namespace alexnet
