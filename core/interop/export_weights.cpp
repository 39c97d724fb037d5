#include "interop/export_weights.h"

#include "interop/layer_names.h"
#include "interop/weight_layout.h"
#include "messages/interop.h"
#include "model/photo_record.h"

namespace alexnet {

Result<TensorMap> torchvision_tensors(const Model& model, const ThreadPool& pool) {
  if (model.spec.variant != "torchvision") return fail<msg::kTorchvisionOtherVariant>("", model.spec.variant);
  TRY_VALUE(const std::vector<LayerShape> shapes, infer_shapes(model.spec));
  const TensorMap native = tensors_from_model(model);
  TensorMap map{.tensors = {}, .metadata = native.metadata, .storage = {}};
  map.metadata.erase(std::string(kPhotoRecordKey));  // other programs have no use for it
  WeightOwners owners;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const Shape& weight = shapes[i].weight;
    if (weight.rank() == 0) continue;
    const std::string& layer = model.spec.layers[i].name;
    const auto name = torchvision_name(layer);
    if (!name) return fail<msg::kTorchvisionNoSuchLayer>(layer);
    TRY_VALUE(FileTensor values, to_layout(native.tensors.find(layer + ".weight")->second, WeightLayout::kOutInYX,
                                           convolution_shape(weight, shapes[i].input), weight.rank() == 2, owners, pool));
    map.tensors.emplace(*name + ".weight", std::move(values));
    map.tensors.emplace(*name + ".bias", native.tensors.find(layer + ".bias")->second);
  }
  map.storage = SharedBytes({}, std::make_shared<const WeightOwners>(std::move(owners)));
  return map;
}

}  // namespace alexnet
