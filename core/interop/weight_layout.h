// The orders in which programs store the axes of a weight, and the only code that converts between them.
//
// A dense layer's weight is treated as that of a convolution over the whole image which it reads: [out][y][x][in], with y = x =
// 1 where it reads a vector. In a file it has two axes, [out][inputs] or [inputs][out].
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/thread_pool.h"
#include "formats/foreign_network.h"
#include "formats/tensor_map.h"
#include "tensor/shape.h"

namespace alexnet {

// Axes from the outermost to the innermost.
enum class WeightLayout {
  kOutYXIn,  // this program
  kOutInYX,  // PyTorch, Caffe and ONNX; a dense layer's inputs are [c][y][x]
  kYXInOut,  // TensorFlow and Keras; a dense layer's weight is [in][out] and its inputs are [y][x][c]
  kInYXOut,  // ONNX with a transposed dense weight whose inputs are [c][y][x]
};

// The layout of a weight whose file stores its axes in `order`. `channels_first`: the inputs of a dense layer are [c][y][x].
[[nodiscard]] WeightLayout layout_of(WeightOrder order, bool channels_first);

// Returns for example "[out][in][y][x]".
[[nodiscard]] std::string_view to_string(WeightLayout layout);

// The shape of a layer's weight as [out][y][x][in]. `weight` is that, or [outputs][inputs] of a dense layer that reads `input`.
[[nodiscard]] Shape convolution_shape(const Shape& weight, const Shape& input);

// The lengths of a weight's axes in a file. `shape` is [out][y][x][in]; a `dense` weight has two axes in the file.
[[nodiscard]] std::vector<std::size_t> file_lengths(WeightLayout layout, const Shape& shape, bool dense);

// The inverse of file_lengths(): [out][y][x][in] of a weight of four axes, [out][inputs] of one of two. Requires: two or four
// lengths.
[[nodiscard]] Shape native_shape(WeightLayout layout, const std::vector<std::size_t>& lengths);

// Whether both layouts of a weight of `shape`, [out][y][x][in], are the same sequence of values.
[[nodiscard]] bool is_same_order(WeightLayout a, WeightLayout b, const Shape& shape);

// Copies the values of a weight of `shape`, [out][y][x][in], from one layout to another. `source` and `destination` have
// shape.elements() values and do not overlap.
void permute_weights(WeightLayout from, WeightLayout to, const Shape& shape, const float* source, float* destination,
                     const ThreadPool& pool);

// How a weight that is stored in `layout` becomes one of this program, for the report of an import.
[[nodiscard]] Notice describe_conversion(WeightLayout layout, const Shape& shape, bool dense);

// The memory of converted weights, for as long as a TensorMap refers to it.
using WeightOwners = std::vector<std::shared_ptr<const void>>;

// A weight of a model (float32, in this program's layout) as a tensor of a file in `layout`. It refers to the bytes of `weight`
// where the order of values stays the same, and otherwise to new memory that is added to `owners`.
[[nodiscard]] Result<FileTensor> to_layout(const FileTensor& weight, WeightLayout layout, const Shape& shape, bool dense,
                                           WeightOwners& owners, const ThreadPool& pool);

}  // namespace alexnet
