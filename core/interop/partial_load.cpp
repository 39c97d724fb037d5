#include "interop/partial_load.h"

#include <algorithm>

namespace alexnet {
namespace {

using Lengths = std::vector<std::size_t>;

Lengths lengths_of(const Shape& shape) { return {shape.lengths().begin(), shape.lengths().end()}; }

// [out][y][x][in] as PyTorch and Caffe hold it: [out][in][y][x].
Lengths channels_first(const Shape& s) { return {s[0], s[3], s[1], s[2]}; }

void channels_last(std::span<const float> from, const Shape& s, float* to) {
  const std::size_t places = s[1] * s[2];
  for (std::size_t o = 0; o < s[0]; ++o)
    for (std::size_t place = 0; place < places; ++place)
      for (std::size_t i = 0; i < s[3]; ++i) to[(o * places + place) * s[3] + i] = from[(o * s[3] + i) * places + place];
}

// For each parameter the shape [out][y][x][in] of a weight that looks at pictures: a convolution's own, and that of the first
// dense layer, taken apart. Others have none.
Result<std::vector<Shape>> spatial_weight_shapes(const Model& model) {
  TRY_VALUE(const std::vector<LayerShape> layers, infer_shapes(model.spec));
  std::vector<Shape> shapes;
  for (const LayerShape& layer : layers) {
    if (layer.weight.rank() == 0) continue;
    const Shape& in = layer.input;
    const bool dense = layer.weight.rank() == 2;
    shapes.push_back(!dense ? layer.weight : in.rank() == 3 ? Shape{layer.weight[0], in[0], in[1], in[2]} : Shape{});
    shapes.push_back({});  // of the bias
  }
  return shapes;
}

bool is_transposed(const FileTensor& tensor, const Shape& shape) {
  return shape.rank() == 4 && tensor.shape != lengths_of(shape) && tensor.shape == channels_first(shape);
}

// Whether the file's convolutions are as PyTorch and Caffe hold them.
bool has_transposed_convolutions(const TensorMap& file, const Model& model) {
  return std::ranges::any_of(model.parameters, [&](const Parameter& parameter) {
    const auto tensor = file.tensors.find(parameter.name);
    return tensor != file.tensors.end() && is_transposed(tensor->second, parameter.values.shape);
  });
}

// `image` as spatial_weight_shapes() gives it.
Result<LoadedTensor> load_one(const FileTensor& tensor, const std::string& name, const TensorView& to, const Shape& image,
                              bool channels_come_first) {
  const Shape& shape = to.shape;
  const bool fits = tensor.shape == lengths_of(shape);
  const bool turn = is_transposed(tensor, shape) || (fits && channels_come_first && shape.rank() == 2 && image.rank() == 4);
  if (!fits && !turn)
    return LoadedTensor{name, false, str_cat("the file's has shape ", format_shape(tensor.shape), ", not ", shape.to_string())};
  if (!turn) {
    TRY(to_floats(tensor, to.values()));
    return LoadedTensor{name, true, "as it is"};
  }
  TRY_VALUE(Tensor copy, Tensor::create(shape));
  TRY(to_floats(tensor, copy.values()));
  channels_last(copy.values(), image, to.data);
  return LoadedTensor{name, true, "[out][in][y][x] turned to [out][y][x][in]"};
}

}  // namespace

Result<std::vector<LoadedTensor>> load_matching_weights(const TensorMap& file, const Model& model,
                                                        std::span<const TensorView> writable) {
  CHECK(writable.size() == model.parameters.size());
  TRY_VALUE(const std::vector<Shape> pictures, spatial_weight_shapes(model));
  const bool channels_come_first = has_transposed_convolutions(file, model);
  std::vector<LoadedTensor> report;
  for (std::size_t i = 0; i < writable.size(); ++i) {
    const std::string& name = model.parameters[i].name;
    const auto tensor = file.tensors.find(name);
    if (tensor == file.tensors.end()) {
      report.push_back({name, false, "the file has none"});
      continue;
    }
    Result<LoadedTensor> loaded = load_one(tensor->second, name, writable[i], pictures[i], channels_come_first);
    if (!loaded) return with_context(str_cat("\"", name, "\""), std::move(loaded).error());
    report.push_back(std::move(*loaded));
  }
  for (const auto& [name, tensor] : file.tensors)
    if (std::ranges::none_of(model.parameters, [&](const Parameter& parameter) { return parameter.name == name; }))
      report.push_back({name, false, "no parameter of this network has that name"});
  return report;
}

}  // namespace alexnet
