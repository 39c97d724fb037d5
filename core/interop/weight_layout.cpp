#include "interop/weight_layout.h"

#include <algorithm>
#include <array>
#include <ranges>

#include "messages/interop.h"
#include "tensor/tensor.h"

namespace alexnet {
namespace {

// The axes of a layout, from the outermost to the innermost, as indices of [out][y][x][in]. In the order of WeightLayout.
struct Axes {
  std::string_view name;
  std::array<std::size_t, 4> order;
};
constexpr std::array<Axes, 4> kLayouts = {{{"[out][y][x][in]", {0, 1, 2, 3}},
                                           {"[out][in][y][x]", {0, 3, 1, 2}},
                                           {"[y][x][in][out]", {1, 2, 3, 0}},
                                           {"[in][y][x][out]", {3, 1, 2, 0}}}};

const Axes& axes_of(WeightLayout layout) { return kLayouts[static_cast<std::size_t>(layout)]; }
bool is_output_outermost(WeightLayout layout) { return axes_of(layout).order[0] == 0; }

// The distance in memory between neighbors along each axis of [out][y][x][in].
std::array<std::size_t, 4> strides_of(WeightLayout layout, const Shape& shape) {
  std::array<std::size_t, 4> strides{};
  std::size_t stride = 1;
  for (const std::size_t axis : std::views::reverse(axes_of(layout).order)) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

}  // namespace

WeightLayout layout_of(WeightOrder order, bool channels_first) {
  switch (order) {
    case WeightOrder::kOutInYX:
      return WeightLayout::kOutInYX;
    case WeightOrder::kYXInOut:
      return WeightLayout::kYXInOut;
    case WeightOrder::kOutYXIn:
      return WeightLayout::kOutYXIn;
    case WeightOrder::kOutIn:
      return channels_first ? WeightLayout::kOutInYX : WeightLayout::kOutYXIn;
    case WeightOrder::kInOut:
      return channels_first ? WeightLayout::kInYXOut : WeightLayout::kYXInOut;
  }
  return WeightLayout::kOutYXIn;
}

std::string_view to_string(WeightLayout layout) { return axes_of(layout).name; }

Shape convolution_shape(const Shape& weight, const Shape& input) {
  if (weight.rank() == 4) return weight;
  return input.rank() == 3 ? Shape{weight[0], input[0], input[1], input[2]} : Shape{weight[0], 1, 1, weight[1]};
}

std::vector<std::size_t> file_lengths(WeightLayout layout, const Shape& shape, bool dense) {
  const std::size_t inputs = shape[1] * shape[2] * shape[3];
  if (dense) return is_output_outermost(layout) ? std::vector{shape[0], inputs} : std::vector{inputs, shape[0]};
  std::vector<std::size_t> lengths;
  for (const std::size_t axis : axes_of(layout).order) lengths.push_back(shape[axis]);
  return lengths;
}

Shape native_shape(WeightLayout layout, const std::vector<std::size_t>& lengths) {
  if (lengths.size() == 2) return is_output_outermost(layout) ? Shape(lengths) : Shape{lengths[1], lengths[0]};
  std::array<std::size_t, 4> shape{};
  for (std::size_t i = 0; i < 4; ++i) shape[axes_of(layout).order[i]] = lengths[i];
  return Shape(shape);
}

bool is_same_order(WeightLayout a, WeightLayout b, const Shape& shape) {
  const bool is_vector = shape[1] * shape[2] == 1;
  return a == b || (is_vector && is_output_outermost(a) == is_output_outermost(b));
}

void permute_weights(WeightLayout from, WeightLayout to, const Shape& shape, const float* source, float* destination,
                     const ThreadPool& pool) {
  const auto read = strides_of(from, shape), write = strides_of(to, shape);
  // Where outputs are adjacent in memory on one side, a cache line's worth of them is copied together.
  const std::size_t block = read[0] == 1 || write[0] == 1 ? 16 : 1;
  pool.parallel_for(shape[0], block, [&](std::size_t begin, std::size_t end) {
    for (std::size_t first = begin; first < end; first += block)
      for (std::size_t y = 0; y < shape[1]; ++y)
        for (std::size_t x = 0; x < shape[2]; ++x)
          for (std::size_t i = 0; i < shape[3]; ++i) {
            const float* values = source + y * read[1] + x * read[2] + i * read[3];
            float* copies = destination + y * write[1] + x * write[2] + i * write[3];
            for (std::size_t o = first; o < std::min(first + block, end); ++o) copies[o * write[0]] = values[o * read[0]];
          }
  });
}

Notice describe_conversion(WeightLayout layout, const Shape& shape, bool dense) {
  if (is_same_order(layout, WeightLayout::kOutYXIn, shape)) return make_notice<msg::kTensorUnchanged>();
  if (!dense) return make_notice<msg::kTensorAxesTransposed>(to_string(layout), to_string(WeightLayout::kOutYXIn));
  if (layout == WeightLayout::kOutInYX) return make_notice<msg::kTensorInputsTransposed>();
  if (layout == WeightLayout::kInYXOut && shape[1] * shape[2] > 1) return make_notice<msg::kTensorDenseAndInputsTransposed>();
  return make_notice<msg::kTensorDenseTransposed>();
}

Result<FileTensor> to_layout(const FileTensor& weight, WeightLayout layout, const Shape& shape, bool dense,
                             WeightOwners& owners, const ThreadPool& pool) {
  CHECK(weight.type == ElementType::kF32);
  FileTensor result = weight;
  result.shape = file_lengths(layout, shape, dense);
  if (is_same_order(WeightLayout::kOutYXIn, layout, shape)) return result;
  auto copy = std::make_shared<Tensor>();
  TRY_VALUE(*copy, Tensor::create(shape));
  permute_weights(WeightLayout::kOutYXIn, layout, shape, reinterpret_cast<const float*>(weight.bytes.data()), copy->data(),
                  pool);
  result.bytes = {reinterpret_cast<const std::uint8_t*>(copy->data()), copy->values().size_bytes()};
  owners.push_back(std::move(copy));
  return result;
}

}  // namespace alexnet
