#include "interop/gray_input.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "interop/layer_names.h"
#include "messages/interop.h"
#include "tensor/tensor.h"

namespace alexnet {
namespace {

std::size_t input_axis(WeightOrder order) {
  if (order == WeightOrder::kOutInYX) return 1;
  return order == WeightOrder::kYXInOut ? 2 : 3;
}

}  // namespace

WeightOrder order_of(WeightLayout layout) {
  if (layout == WeightLayout::kOutInYX) return WeightOrder::kOutInYX;
  return layout == WeightLayout::kYXInOut ? WeightOrder::kYXInOut : WeightOrder::kOutYXIn;
}

Status read_gray_from_rgb(FileTensor& weight, WeightOrder order, WeightOwners& owners) {
  const std::size_t axis = input_axis(order), count = weight.elements();
  TRY_VALUE(Tensor gray, Tensor::create({count}));
  TRY(to_floats(weight, gray.values()));
  auto values = std::make_shared<Tensor>();
  TRY_VALUE(*values, Tensor::create({3 * count}));
  std::size_t inner = 1;  // the number of values with the same index of the outer axes
  for (std::size_t i = axis + 1; i < weight.shape.size(); ++i) inner *= weight.shape[i];
  const float* from = gray.data();
  for (float* to = values->data(); from < gray.data() + count; from += inner)
    for (const float part : kLuma) to = std::transform(from, from + inner, to, [part](float value) { return part * value; });
  weight.shape[axis] = 3;
  weight.type = ElementType::kF32;
  weight.bytes = {reinterpret_cast<const std::uint8_t*>(values->data()), values->values().size_bytes()};
  owners.push_back(std::move(values));
  return {};
}

Result<bool> read_gray_from_rgb(ForeignNetwork& network, WeightOwners& owners) {
  const auto first = std::ranges::find(network.layers, ForeignKind::kConvolution, &ForeignLayer::kind);
  if (first == network.layers.end()) return false;
  const auto weight = network.tensors.tensors.find(first->weight);
  if (weight == network.tensors.tensors.end() || weight->second.shape.size() != 4) return false;
  const bool reads_one = weight->second.shape[input_axis(first->order)] == 1 && first->groups == 1;
  if (!reads_one || (network.input[2] != 1 && network.input[2] != 0)) return false;
  if (Status read = read_gray_from_rgb(weight->second, first->order, owners); !read)
    return with_context(quote(first->weight), std::move(read).error());
  network.input[2] = 3;
  return true;
}

}  // namespace alexnet
