#include "interop/export_weights.h"

#include "interop/layer_names.h"

namespace alexnet {
namespace {

using Owners = std::vector<std::shared_ptr<const void>>;

// [out][y][x][in] to [out][in][y][x].
void channels_first(const float* from, const Shape& s, float* to, const ThreadPool& pool) {
  const std::size_t places = s[1] * s[2];
  pool.parallel_for(s[0], 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t o = begin; o < end; ++o)
      for (std::size_t i = 0; i < s[3]; ++i)
        for (std::size_t place = 0; place < places; ++place)
          to[(o * s[3] + i) * places + place] = from[(o * places + place) * s[3] + i];
  });
}

// `image` is [out][y][x][in] of a weight that reads one.
Result<FileTensor> turned(const float* values, const Shape& image, bool dense, Owners& owners, const ThreadPool& pool) {
  auto copy = std::make_shared<Tensor>();
  TRY_VALUE(*copy, Tensor::create(image));
  channels_first(values, image, copy->data(), pool);
  owners.push_back(copy);
  const Shape& s = image;
  return FileTensor{.type = ElementType::kF32,
                    .shape = dense ? std::vector{s[0], s[1] * s[2] * s[3]} : std::vector{s[0], s[3], s[1], s[2]},
                    .bytes = {reinterpret_cast<const std::uint8_t*>(copy->data()), s.elements() * sizeof(float)}};
}

}  // namespace

Result<TensorMap> torchvision_tensors(const Model& model, const ThreadPool& pool) {
  TRY_VALUE(const std::vector<LayerShape> shapes, infer_shapes(model.spec));
  const TensorMap ours = tensors_from_model(model);
  TensorMap map{.tensors = {}, .metadata = ours.metadata, .storage = {}};
  Owners owners;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const Shape &weight = shapes[i].weight, &in = shapes[i].input;
    if (weight.rank() == 0) continue;
    const std::string& layer = model.spec.layers[i].name;
    const auto name = torchvision_name(layer);
    if (!name) return fail(ErrorKind::kUnsupported, layer, "torchvision's AlexNet has no such layer");
    FileTensor values = ours.tensors.find(layer + ".weight")->second;
    const bool dense = weight.rank() == 2;
    if (!dense || in.rank() == 3) {
      const Shape image = dense ? Shape{weight[0], in[0], in[1], in[2]} : weight;
      const auto* from = reinterpret_cast<const float*>(values.bytes.data());
      TRY_VALUE(values, turned(from, image, dense, owners, pool));
    }
    map.tensors.emplace(*name + ".weight", std::move(values));
    map.tensors.emplace(*name + ".bias", ours.tensors.find(layer + ".bias")->second);
  }
  map.storage = SharedBytes({}, std::make_shared<const Owners>(std::move(owners)));
  return map;
}

}  // namespace alexnet
