#include <optional>
#include <utility>
#include <vector>

#include "data/preprocessing_change.h"
#include "formats/caffemodel.h"
#include "formats/numpy/npy.h"
#include "messages/data.h"
#include "tensor/finite.h"
#include "tensor/shape.h"

namespace alexnet {
namespace {

constexpr std::size_t kMaxMeanImageSide = 4096;

// Where the values of an image are in a tensor of the file.
struct Axes {
  std::size_t side = 0;
  std::size_t channel = 0, row = 0, column = 0;  // steps from one value to the next along each axis
};

std::optional<Axes> axes_of(std::vector<std::size_t> shape) {
  while (shape.size() > 3 && shape.front() == 1) shape.erase(shape.begin());  // Caffe's number of images
  if (shape.size() == 1 && shape[0] == 3) return Axes{.side = 1, .channel = 1};
  if (shape.size() != 3) return std::nullopt;
  std::optional<Axes> axes;
  if (shape[0] == 3 && shape[1] == shape[2]) axes = {shape[1], shape[1] * shape[2], shape[2], 1};
  if (!axes && shape[2] == 3 && shape[0] == shape[1]) axes = {shape[0], 1, shape[1] * 3, 3};
  return axes && axes->side >= 1 && axes->side <= kMaxMeanImageSide ? axes : std::nullopt;
}

}  // namespace

Result<std::shared_ptr<const MeanImage>> read_mean_image(SharedBytes file) {
  const bool numpy = is_npy(file.bytes());
  TRY_VALUE(const TensorMap map, numpy ? read_npy(std::move(file)) : read_mean_binaryproto(std::move(file)));
  const FileTensor& tensor = map.tensors.begin()->second;
  const std::optional<Axes> axes = axes_of(tensor.shape);
  if (!axes) return fail<msg::kMeanImageShape>("mean image", format_shape(tensor.shape));
  std::vector<float> values(tensor.elements());
  TRY(to_floats(tensor, values));
  if (const std::size_t bad = first_non_finite(values); bad < values.size())
    return fail<msg::kMeanImageNotFinite>("mean image", bad, values[bad]);
  auto image = std::make_shared<MeanImage>();
  image->side = axes->side;
  image->values.reserve(values.size());
  for (std::size_t y = 0; y < axes->side; ++y)
    for (std::size_t x = 0; x < axes->side; ++x)
      for (std::size_t c = 0; c < 3; ++c) image->values.push_back(values[c * axes->channel + y * axes->row + x * axes->column]);
  return image;
}

}  // namespace alexnet
