#include "explain/receptive_field.h"

#include <algorithm>
#include <variant>

namespace alexnet {
namespace {

// First and last, in one direction.
struct Range {
  std::size_t first = 0;
  std::size_t last = 0;
};

// Windows that begin `before` values before the first one; cut off at `side` values.
Range input_range_of_windows(const Range& out, std::size_t kernel, std::size_t stride, std::size_t before, std::size_t side) {
  const std::size_t first = out.first * stride, end = out.last * stride + kernel;
  return {first > before ? first - before : 0, std::min(side, end - before) - 1};
}

// What a layer reads for a range of rows (or columns) of its output.
struct InputRange {
  const LayerShape& shape;
  Range out;
  std::size_t axis = 0;  // 0 down, 1 across

  Range operator()(const Convolution& c) const {
    return input_range_of_windows(out, c.kernel, c.stride, axis == 0 ? c.padding.top : c.padding.left, shape.input[axis]);
  }
  Range operator()(const MaxPool& p) const { return input_range_of_windows(out, p.kernel, p.stride, 0, shape.input[axis]); }
  Range operator()(const AdaptiveAveragePool& p) const {
    const std::size_t side = shape.input[axis];
    return {out.first * side / p.side, ((out.last + 1) * side + p.side - 1) / p.side - 1};
  }
  Range operator()(const Dense&) const { return all(); }
  template <typename Other>
  Range operator()(const Other&) const {
    return shape.input.rank() == 3 ? out : all();
  }

 private:
  [[nodiscard]] Range all() const { return {0, shape.input.rank() == 3 ? shape.input[axis] - 1 : 0}; }
};

}  // namespace

Result<Rectangle> receptive_field(const ModelSpec& spec, std::size_t layer, const Position& at) {
  TRY_VALUE(const std::vector<LayerShape> shapes, infer_shapes(spec));
  Range rows = {at.y, at.y}, columns = {at.x, at.x};
  for (std::size_t i = layer + 1; i-- > 0;) {
    rows = std::visit(InputRange{shapes[i], rows, 0}, spec.layers[i].operation);
    columns = std::visit(InputRange{shapes[i], columns, 1}, spec.layers[i].operation);
  }
  return Rectangle{columns.first, rows.first, columns.last - columns.first + 1, rows.last - rows.first + 1};
}

}  // namespace alexnet
