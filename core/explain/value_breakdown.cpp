#include "explain/value_breakdown.h"

#include <algorithm>
#include <variant>

#include "base/check.h"
#include "messages/explain.h"

namespace alexnet {
namespace {

// Returns the index of the weights of a step in Model::parameters; the next parameter is the bias.
std::size_t weights_index(const ProbeNetwork& probe, std::size_t step) {
  return 2 * static_cast<std::size_t>(
                 std::ranges::count_if(probe.steps().first(step), [](const Step& before) { return before.has_weights; }));
}

void read_patch(const Convolution& c, const Target& target, const ConstTensorView& input, ValueBreakdown& result) {
  CHECK(target.at.has_value());
  const auto at = *target.at;
  result.rows = result.columns = c.kernel;
  result.channels = input.shape[2] / c.groups;
  result.first_channel = target.unit / (c.outputs / c.groups) * result.channels;
  for (std::size_t ky = 0; ky < c.kernel; ++ky)
    for (std::size_t kx = 0; kx < c.kernel; ++kx) {
      const std::size_t y = at.y * c.stride + ky, x = at.x * c.stride + kx;  // of the padded input
      const bool outside = y < c.padding.top || y - c.padding.top >= input.shape[0] || x < c.padding.left ||
                           x - c.padding.left >= input.shape[1];
      for (std::size_t i = 0; i < result.channels; ++i)
        result.patch.push_back(outside
                                   ? 0.0f
                                   : input.data[((y - c.padding.top) * input.shape[1] + x - c.padding.left) * input.shape[2] +
                                                result.first_channel + i]);
    }
}

}  // namespace

Result<ValueBreakdown> explain_value(ProbeNetwork& probe, const Target& target) {
  TRY(check_target(probe, target));
  const LayerSpec& layer = probe.layer(target.step);
  const Step& step = probe.steps()[target.step];
  const ConstTensorView input =
      target.step == 0 ? ConstTensorView{probe.input(0).data(), step.input} : probe.output(target.step - 1);
  ValueBreakdown result;
  if (const auto* convolution = std::get_if<Convolution>(&layer.operation)) {
    if (!target.at) return fail<msg::kBreakdownNeedsPosition>(layer.name);
    read_patch(*convolution, target, input, result);
  } else if (std::holds_alternative<Dense>(layer.operation)) {
    result.rows = result.columns = 1;
    result.channels = step.input.elements();
    result.patch.assign(input.data, input.data + result.channels);
  } else {
    return fail<msg::kBreakdownNeedsWeights>(layer.name);
  }
  const std::vector<Parameter>& parameters = probe.model().parameters;
  const std::size_t parameter = weights_index(probe, target.step);
  const float* weights = parameters[parameter].values.data + target.unit * result.patch.size();
  result.kernel.assign(weights, weights + result.patch.size());
  double sum = 0;
  for (std::size_t i = 0; i < result.patch.size(); ++i) {
    result.products.push_back(result.patch[i] * result.kernel[i]);
    sum += double{result.patch[i]} * result.kernel[i];
  }
  result.sum = static_cast<float>(sum);
  result.bias = parameters[parameter + 1].values.data[target.unit];
  result.value = static_cast<float>(sum + result.bias);
  result.has_relu = probe.after_relu(target.step) != target.step;
  result.result = result.has_relu ? std::max(result.value, 0.0f) : result.value;
  return result;
}

}  // namespace alexnet
