#include "interop/weight_layout.h"

namespace alexnet {

WeightStrides weight_strides(WeightOrder order, bool channels_first, const Shape& ours) {
  const std::size_t out = ours[0], y = ours[1], x = ours[2], in = ours[3];
  switch (order) {
    case WeightOrder::kOutInYX:
      return {.out = in * y * x, .y = x, .x = 1, .in = y * x};
    case WeightOrder::kYXInOut:
      return {.out = 1, .y = x * in * out, .x = in * out, .in = out};
    case WeightOrder::kOutIn:
      if (channels_first) return {.out = in * y * x, .y = x, .x = 1, .in = y * x};
      return {.out = y * x * in, .y = x * in, .x = in, .in = 1};
    case WeightOrder::kInOut:
      if (channels_first) return {.out = 1, .y = x * out, .x = out, .in = y * x * out};
      return {.out = 1, .y = x * in * out, .x = in * out, .in = out};
  }
  return {};
}

}  // namespace alexnet
