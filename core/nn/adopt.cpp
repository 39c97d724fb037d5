#include "nn/adopt.h"

#include <algorithm>

namespace alexnet {
namespace {

using Lengths = std::vector<std::size_t>;

Lengths lengths_of(const Shape& shape) { return {shape.lengths().begin(), shape.lengths().end()}; }

// [out][y][x][in] as PyTorch and Caffe hold it: [out][in][y][x].
Lengths channels_first(const Shape& s) { return s.rank() == 4 ? Lengths{s[0], s[3], s[1], s[2]} : Lengths{}; }

void channels_last(std::span<const float> from, const TensorView& to) {
  const Shape& s = to.shape;
  const std::size_t places = s[1] * s[2];
  for (std::size_t o = 0; o < s[0]; ++o)
    for (std::size_t place = 0; place < places; ++place)
      for (std::size_t i = 0; i < s[3]; ++i) to.data[(o * places + place) * s[3] + i] = from[(o * s[3] + i) * places + place];
}

Result<Adoption> adopt_one(const FileTensor& tensor, const std::string& name, const TensorView& to) {
  const Shape& shape = to.shape;
  if (tensor.shape == lengths_of(shape)) {
    TRY(to_floats(tensor, to.values()));
    return Adoption{name, true, "as it is"};
  }
  if (tensor.shape != channels_first(shape))
    return Adoption{name, false, text("the file's has shape ", shape_text(tensor.shape), ", not ", shape.to_string())};
  TRY_VALUE(Tensor copy, Tensor::create(shape));
  TRY(to_floats(tensor, copy.values()));
  channels_last(copy.values(), to);
  return Adoption{name, true, "[out][in][y][x] turned to [out][y][x][in]"};
}

}  // namespace

Result<std::vector<Adoption>> adopt(const TensorMap& file, const Model& model, std::span<const TensorView> writable) {
  CHECK(writable.size() == model.parameters.size());
  std::vector<Adoption> report;
  for (std::size_t i = 0; i < writable.size(); ++i) {
    const std::string& name = model.parameters[i].name;
    const auto tensor = file.tensors.find(name);
    if (tensor == file.tensors.end()) {
      report.push_back({name, false, "the file has none"});
      continue;
    }
    Result<Adoption> adopted = adopt_one(tensor->second, name, writable[i]);
    if (!adopted) return within(text("\"", name, "\""), std::move(adopted).error());
    report.push_back(std::move(*adopted));
  }
  for (const auto& [name, tensor] : file.tensors)
    if (std::ranges::none_of(model.parameters, [&](const Parameter& parameter) { return parameter.name == name; }))
      report.push_back({name, false, "no parameter of this network has that name"});
  return report;
}

}  // namespace alexnet
