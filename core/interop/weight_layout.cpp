#include "interop/weight_layout.h"

#include <algorithm>

#include "messages/interop.h"
#include "tensor/tensor.h"

namespace alexnet {
namespace {

// The distance in memory between neighbors along each axis.
struct Strides {
  std::size_t out = 0, y = 0, x = 0, in = 0;
};

Strides strides_of(WeightLayout layout, const Shape& shape) {
  const std::size_t out = shape[0], y = shape[1], x = shape[2], in = shape[3];
  switch (layout) {
    case WeightLayout::kOutYXIn:
      return {.out = y * x * in, .y = x * in, .x = in, .in = 1};
    case WeightLayout::kOutInYX:
      return {.out = in * y * x, .y = x, .x = 1, .in = y * x};
    case WeightLayout::kYXInOut:
      return {.out = 1, .y = x * in * out, .x = in * out, .in = out};
    case WeightLayout::kInYXOut:
      return {.out = 1, .y = x * out, .x = out, .in = y * x * out};
  }
  return {};
}

bool is_output_outermost(WeightLayout layout) { return layout == WeightLayout::kOutYXIn || layout == WeightLayout::kOutInYX; }

}  // namespace

WeightLayout layout_of(WeightOrder order, bool channels_first) {
  switch (order) {
    case WeightOrder::kOutInYX:
      return WeightLayout::kOutInYX;
    case WeightOrder::kYXInOut:
      return WeightLayout::kYXInOut;
    case WeightOrder::kOutIn:
      return channels_first ? WeightLayout::kOutInYX : WeightLayout::kOutYXIn;
    case WeightOrder::kInOut:
      return channels_first ? WeightLayout::kInYXOut : WeightLayout::kYXInOut;
  }
  return WeightLayout::kOutYXIn;
}

std::string_view to_string(WeightLayout layout) {
  switch (layout) {
    case WeightLayout::kOutYXIn:
      return "[out][y][x][in]";
    case WeightLayout::kOutInYX:
      return "[out][in][y][x]";
    case WeightLayout::kYXInOut:
      return "[y][x][in][out]";
    case WeightLayout::kInYXOut:
      return "[in][y][x][out]";
  }
  return "";
}

std::vector<std::size_t> file_lengths(WeightLayout layout, const Shape& shape, bool dense) {
  const std::size_t out = shape[0], y = shape[1], x = shape[2], in = shape[3];
  if (dense) return is_output_outermost(layout) ? std::vector{out, y * x * in} : std::vector{y * x * in, out};
  switch (layout) {
    case WeightLayout::kOutYXIn:
      return {out, y, x, in};
    case WeightLayout::kOutInYX:
      return {out, in, y, x};
    case WeightLayout::kYXInOut:
      return {y, x, in, out};
    case WeightLayout::kInYXOut:
      return {in, y, x, out};
  }
  return {};
}

Shape native_shape(WeightLayout layout, const std::vector<std::size_t>& lengths) {
  const std::vector<std::size_t>& s = lengths;
  if (s.size() == 2) return is_output_outermost(layout) ? Shape{s[0], s[1]} : Shape{s[1], s[0]};
  switch (layout) {
    case WeightLayout::kOutYXIn:
      return Shape(s);
    case WeightLayout::kOutInYX:
      return {s[0], s[2], s[3], s[1]};
    case WeightLayout::kYXInOut:
      return {s[3], s[0], s[1], s[2]};
    case WeightLayout::kInYXOut:
      return {s[3], s[1], s[2], s[0]};
  }
  return {};
}

bool is_same_order(WeightLayout a, WeightLayout b, const Shape& shape) {
  const bool is_vector = shape[1] * shape[2] == 1;
  return a == b || (is_vector && is_output_outermost(a) == is_output_outermost(b));
}

void permute_weights(WeightLayout from, WeightLayout to, const Shape& shape, const float* source, float* destination,
                     const ThreadPool& pool) {
  const Strides read = strides_of(from, shape), write = strides_of(to, shape);
  // Where outputs are adjacent in memory on one side, a cache line's worth of them is copied together.
  const std::size_t block = read.out == 1 || write.out == 1 ? 16 : 1;
  pool.parallel_for(shape[0], block, [&](std::size_t begin, std::size_t end) {
    for (std::size_t first = begin; first < end; first += block)
      for (std::size_t y = 0; y < shape[1]; ++y)
        for (std::size_t x = 0; x < shape[2]; ++x)
          for (std::size_t i = 0; i < shape[3]; ++i) {
            const float* values = source + y * read.y + x * read.x + i * read.in;
            float* copies = destination + y * write.y + x * write.x + i * write.in;
            for (std::size_t o = first; o < std::min(first + block, end); ++o) copies[o * write.out] = values[o * read.out];
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
