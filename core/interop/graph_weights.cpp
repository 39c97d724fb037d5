#include "interop/graph_weights.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <ranges>
#include <set>

#include "interop/layer_names.h"
#include "interop/weight_layout.h"
#include "messages/interop.h"
#include "tensor/finite.h"

namespace alexnet {
namespace {

class Conversion {
 public:
  Conversion(const ForeignNetwork& network, Model& model, std::vector<ImportedTensor>& report)
      : network_(network), model_(model), report_(report) {}

  Status run(const GraphPlan& plan) {
    TRY_VALUE(const std::vector<ParameterSpec> parameters, parameter_specs(model_.spec));
    CHECK(parameters.size() == 2 * plan.weights.size());
    for (std::size_t i = 0; i < plan.weights.size(); ++i)
      TRY(convert(plan.weights[i], parameters[2 * i], parameters[2 * i + 1]));
    for (const WeightPlan& weight : plan.weights)
      for (const auto* norms : {&weight.norms, &weight.input_norms})
        for (const FoldedBatchNorm& norm : *norms)
          for (const std::string& name : {norm.gamma, norm.beta, norm.mean, norm.variance})
            if (!name.empty()) record(name, norm.layer, make_notice<msg::kTensorFolded>());
    for (const auto& [name, tensor] : network_.tensors.tensors)
      if (!used_.contains(name)) report_.push_back({name, "", tensor.shape, make_notice<msg::kTensorUnused>()});
    return {};
  }

 private:
  void record(const std::string& tensor, const std::string& parameter, Notice how) {
    used_.insert(tensor);
    const auto found = network_.tensors.tensors.find(tensor);
    const bool is_stored = found != network_.tensors.tensors.end();
    report_.push_back({tensor, parameter, is_stored ? found->second.shape : std::vector<std::size_t>{}, std::move(how)});
  }

  Result<Tensor> floats(const std::string& name) const {
    const auto found = network_.tensors.tensors.find(name);
    if (found == network_.tensors.tensors.end()) return fail<msg::kNamedTensorMissing>(quote(name));
    TRY_VALUE(Tensor values, Tensor::create({found->second.elements()}));
    if (Status read = to_floats(found->second, values.values()); !read)
      return with_context(quote(name), std::move(read).error());
    if (const std::size_t bad = first_non_finite(values.values()); bad < values.values().size())
      return fail<msg::kWeightNotFinite>(quote(name), bad, values.values()[bad]);
    return values;
  }

  Status convert(const WeightPlan& plan, const ParameterSpec& weight_to, const ParameterSpec& bias_to) {
    const std::size_t outputs = plan.is_binary ? 1 : bias_to.shape.elements();
    TRY_VALUE(Tensor weight, Tensor::create(plan.is_binary ? Shape{1, weight_to.shape[1]} : weight_to.shape));
    if (plan.weight.empty()) {
      std::ranges::fill(weight.values(), 1.0f);
      record("", weight_to.name, make_notice<msg::kTensorOnes>());
    } else {
      TRY_VALUE(const Tensor from, floats(plan.weight));
      CHECK(from.values().size() == weight.values().size());
      permute_weights(plan.layout, WeightLayout::kOutYXIn, plan.target, from.data(), weight.data(), caller_);
      record(plan.weight, weight_to.name, describe_conversion(plan.layout, plan.target, plan.dense));
    }
    TRY_VALUE(Tensor bias, Tensor::create({outputs}));
    if (plan.bias.empty()) {
      std::ranges::fill(bias.values(), 0.0f);
      record("", bias_to.name, make_notice<msg::kTensorZeros>());
    } else {
      TRY_VALUE(const Tensor from, floats(plan.bias));
      CHECK(from.values().size() == bias.values().size());
      std::ranges::copy(from.values(), bias.data());
      record(plan.bias, bias_to.name, make_notice<msg::kTensorUnchanged>());
    }
    for (const FoldedBatchNorm& norm : std::views::reverse(plan.input_norms)) TRY(fold_inputs(norm, plan, weight, bias));
    for (const FoldedBatchNorm& norm : plan.norms) TRY(fold(norm, weight.values(), bias.values()));
    if (plan.is_binary) {
      TRY_VALUE(weight, behind_zeros(weight, weight_to.shape));
      TRY_VALUE(bias, behind_zeros(bias, bias_to.shape));
    }
    add_parameter(weight_to.name, std::move(weight));
    add_parameter(bias_to.name, std::move(bias));
    return {};
  }

  // A batch normalization as x * scale + offset.
  struct Affine {
    std::vector<double> scale;
    std::vector<double> offset;
  };
  [[nodiscard]] Result<Affine> affine(const FoldedBatchNorm& norm, std::size_t count) const {
    TRY_VALUE(const Tensor mean, floats(norm.mean));
    TRY_VALUE(const Tensor variance, floats(norm.variance));
    TRY_VALUE(const Tensor gamma, floats_or(norm.gamma, 1, count));
    TRY_VALUE(const Tensor beta, floats_or(norm.beta, 0, count));
    Affine result{.scale = std::vector<double>(count), .offset = std::vector<double>(count)};
    for (std::size_t i = 0; i < count; ++i) {
      const double spread = double{variance.data()[i]} + double{norm.epsilon};
      if (!(spread > 0)) return fail<msg::kVarianceNotPositive>(quote(norm.variance), i);
      result.scale[i] = double{gamma.data()[i]} / std::sqrt(spread);
      result.offset[i] = double{beta.data()[i]} - double{mean.data()[i]} * result.scale[i];
    }
    return result;
  }

  // Folds a batch normalization of the outputs: w * x + b becomes scale * w * x + b * scale + offset.
  Status fold(const FoldedBatchNorm& norm, std::span<float> weight, std::span<float> bias) const {
    TRY_VALUE(const Affine by, affine(norm, bias.size()));
    const std::size_t row = weight.size() / bias.size();
    for (std::size_t o = 0; o < bias.size(); ++o) {
      for (float& value : weight.subspan(o * row, row)) value = static_cast<float>(value * by.scale[o]);
      bias[o] = static_cast<float>(double{bias[o]} * by.scale[o] + by.offset[o]);
    }
    return {};
  }

  // Folds a batch normalization of the inputs: w * (scale * x + offset) + b.
  Status fold_inputs(const FoldedBatchNorm& norm, const WeightPlan& plan, Tensor& weight, Tensor& bias) const {
    const Shape& target = plan.target;
    const std::size_t inputs = target[1] * target[2] * target[3];
    TRY_VALUE(const Affine by, affine(norm, inputs));
    TRY_VALUE(const Tensor scale, in_our_order(by.scale, plan));
    TRY_VALUE(const Tensor offset, in_our_order(by.offset, plan));
    for (std::size_t o = 0; o < bias.values().size(); ++o) {
      double sum = double{bias.data()[o]};
      float* row = weight.data() + o * inputs;
      for (std::size_t i = 0; i < inputs; ++i) {
        sum += double{row[i]} * double{offset.data()[i]};
        row[i] *= scale.data()[i];
      }
      bias.data()[o] = static_cast<float>(sum);
    }
    return {};
  }
  // One number for each input of a dense layer, which stand in the file's order.
  [[nodiscard]] Result<Tensor> in_our_order(const std::vector<double>& numbers, const WeightPlan& plan) const {
    TRY_VALUE(Tensor from, Tensor::create({numbers.size()}));
    TRY_VALUE(Tensor to, Tensor::create({numbers.size()}));
    std::ranges::transform(numbers, from.data(), [](double number) { return static_cast<float>(number); });
    const Shape& target = plan.target;
    permute_weights(plan.layout, WeightLayout::kOutYXIn, {1, target[1], target[2], target[3]}, from.data(), to.data(), caller_);
    return to;
  }

  // The values of a single output, after as many zeros: the second of two outputs.
  static Result<Tensor> behind_zeros(const Tensor& values, const Shape& shape) {
    TRY_VALUE(Tensor result, Tensor::create(shape));
    const std::size_t count = values.values().size();
    CHECK(result.values().size() == 2 * count);
    std::fill_n(result.data(), count, 0.0f);
    std::ranges::copy(values.values(), result.data() + count);
    return result;
  }
  [[nodiscard]] Result<Tensor> floats_or(const std::string& name, float otherwise, std::size_t count) const {
    if (!name.empty()) return floats(name);
    TRY_VALUE(Tensor values, Tensor::create({count}));
    std::ranges::fill(values.values(), otherwise);
    return values;
  }

  void add_parameter(const std::string& name, Tensor tensor) {
    auto owner = std::make_shared<const Tensor>(std::move(tensor));
    model_.parameters.push_back({name, owner->view()});
    model_.owners.push_back(std::move(owner));
  }

  const ThreadPool caller_{1};
  const ForeignNetwork& network_;
  Model& model_;
  std::vector<ImportedTensor>& report_;
  std::set<std::string> used_;
};

}  // namespace

Status convert_weights(const ForeignNetwork& network, const GraphPlan& plan, Model& model,
                       std::vector<ImportedTensor>& report) {
  return Conversion(network, model, report).run(plan);
}

}  // namespace alexnet
