#include "explain/receptive_field.h"

#include <algorithm>
#include <variant>

namespace alexnet {
namespace {

// The first and the last row (or column) of a range.
struct Range {
  std::size_t first = 0;
  std::size_t last = 0;
};

// Returns the input range that a range of windows covers, clipped to the input. `padding` is the padding before the input,
// `side` the length of the axis.
Range input_range_of_windows(const Range& out, std::size_t kernel, std::size_t stride, std::size_t padding, std::size_t side) {
  const std::size_t first = out.first * stride, end = out.last * stride + kernel;
  return {first > padding ? first - padding : 0, std::min(side, end - padding) - 1};
}

// Returns the range of rows (or columns) of a layer's input that a range of its output depends on. There is one overload per
// operation and no generic one, so that a new operation does not compile before it has its own.
struct InputRange {
  const LayerShape& shape;
  Range out;
  std::size_t axis = 0;  // 0: rows, 1: columns

  Range operator()(const Convolution& c) const {
    return input_range_of_windows(out, c.kernel, c.stride, axis == 0 ? c.padding.top : c.padding.left, shape.input[axis]);
  }
  Range operator()(const MaxPool& p) const {
    return input_range_of_windows(out, p.kernel, p.stride, axis == 0 ? p.padding.top : p.padding.left, shape.input[axis]);
  }
  Range operator()(const AdaptiveAveragePool& p) const {
    const std::size_t side = shape.input[axis];
    return {out.first * side / p.side, ((out.last + 1) * side + p.side - 1) / p.side - 1};
  }
  Range operator()(const Dense&) const { return all(); }
  Range operator()(const Relu&) const { return same_position(); }
  Range operator()(const LocalResponseNorm&) const { return same_position(); }
  Range operator()(const Dropout&) const { return same_position(); }
  Range operator()(const Softmax&) const { return same_position(); }

 private:
  // For operations that combine the channels of one position at most.
  [[nodiscard]] Range same_position() const { return shape.input.rank() == 3 ? out : all(); }
  [[nodiscard]] Range all() const { return {0, shape.input.rank() == 3 ? shape.input[axis] - 1 : 0}; }
};

}  // namespace

Result<Rectangle> receptive_field(const ModelSpec& spec, std::size_t layer, const Position& position) {
  TRY_VALUE(const std::vector<LayerShape> shapes, infer_shapes(spec));
  Range rows = {position.y, position.y}, columns = {position.x, position.x};
  for (std::size_t i = layer + 1; i-- > 0;) {
    rows = std::visit(InputRange{shapes[i], rows, 0}, spec.layers[i].operation);
    columns = std::visit(InputRange{shapes[i], columns, 1}, spec.layers[i].operation);
  }
  return Rectangle{columns.first, rows.first, columns.last - columns.first + 1, rows.last - rows.first + 1};
}

}  // namespace alexnet
