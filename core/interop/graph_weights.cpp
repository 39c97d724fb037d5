#include "interop/graph_weights.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <set>

#include "interop/weight_layout.h"
#include "tensor/finite.h"

namespace alexnet {
namespace {

std::string description(const WeightPlan& plan) {
  const bool image = plan.target[1] * plan.target[2] > 1;
  switch (plan.order) {
    case WeightOrder::kOutInYX:
      return "[out][in][y][x] turned to [out][y][x][in]";
    case WeightOrder::kYXInOut:
      return "[y][x][in][out] turned to [out][y][x][in]";
    case WeightOrder::kOutIn:
      return image && plan.channels_first ? "inputs [c][y][x] turned to [y][x][c]" : "as it is";
    case WeightOrder::kInOut:
      return image && plan.channels_first ? "[in][out] turned to [out][in], inputs [c][y][x] to [y][x][c]"
                                          : "[in][out] turned to [out][in]";
  }
  return {};
}

void transpose(const WeightStrides& strides, const Shape& target, const float* from, float* to) {
  for (std::size_t o = 0; o < target[0]; ++o)
    for (std::size_t y = 0; y < target[1]; ++y)
      for (std::size_t x = 0; x < target[2]; ++x) {
        const float* at = from + o * strides.out + y * strides.y + x * strides.x;
        for (std::size_t i = 0; i < target[3]; ++i) *to++ = at[i * strides.in];
      }
}

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
      for (const FoldedBatchNorm& norm : weight.norms)
        for (const std::string& name : {norm.gamma, norm.beta, norm.mean, norm.variance})
          if (!name.empty()) record(name, norm.layer, "folded into weights");
    for (const auto& [name, tensor] : network_.tensors.tensors)
      if (!used_.contains(name)) report_.push_back({name, "", tensor.shape, "unused"});
    return {};
  }

 private:
  void record(const std::string& tensor, const std::string& parameter, const std::string& how) {
    used_.insert(tensor);
    const auto found = network_.tensors.tensors.find(tensor);
    report_.push_back(
        {tensor, parameter, found == network_.tensors.tensors.end() ? std::vector<std::size_t>{} : found->second.shape, how});
  }

  Result<Tensor> floats(const std::string& name) const {
    const auto found = network_.tensors.tensors.find(name);
    if (found == network_.tensors.tensors.end())
      return fail(ErrorKind::kWrongShape, str_cat("\"", name, "\""), "the file has no such tensor");
    TRY_VALUE(Tensor values, Tensor::create({found->second.elements()}));
    if (Status read = to_floats(found->second, values.values()); !read)
      return with_context(str_cat("\"", name, "\""), std::move(read).error());
    if (const std::size_t bad = first_non_finite(values.values()); bad < values.values().size())
      return fail(ErrorKind::kBadFormat, str_cat("\"", name, "\""), "value ", bad, " is ", values.values()[bad],
                  ": weights are numbers");
    return values;
  }

  Status convert(const WeightPlan& plan, const ParameterSpec& weight_to, const ParameterSpec& bias_to) {
    TRY_VALUE(Tensor weight, Tensor::create(weight_to.shape));
    if (plan.weight.empty()) {
      std::ranges::fill(weight.values(), 1.0f);
      record("", weight_to.name, "ones");
    } else {
      TRY_VALUE(const Tensor from, floats(plan.weight));
      CHECK(from.values().size() == weight.values().size());
      transpose(weight_strides(plan.order, plan.channels_first, plan.target), plan.target, from.data(), weight.data());
      record(plan.weight, weight_to.name, description(plan));
    }
    TRY_VALUE(Tensor bias, Tensor::create(bias_to.shape));
    if (plan.bias.empty()) {
      std::ranges::fill(bias.values(), 0.0f);
      record("", bias_to.name, "zeros");
    } else {
      TRY_VALUE(const Tensor from, floats(plan.bias));
      CHECK(from.values().size() == bias.values().size());
      std::ranges::copy(from.values(), bias.data());
      record(plan.bias, bias_to.name, "as it is");
    }
    for (const FoldedBatchNorm& norm : plan.norms) TRY(fold(norm, weight.values(), bias.values()));
    add_parameter(weight_to.name, std::move(weight));
    add_parameter(bias_to.name, std::move(bias));
    return {};
  }

  // w * x + b becomes s * w * x + (b - mean) * s + beta with s = gamma / sqrt(variance + epsilon), channel by channel.
  Status fold(const FoldedBatchNorm& norm, std::span<float> weight, std::span<float> bias) const {
    TRY_VALUE(const Tensor mean, floats(norm.mean));
    TRY_VALUE(const Tensor variance, floats(norm.variance));
    TRY_VALUE(const Tensor gamma, floats_or(norm.gamma, 1, bias.size()));
    TRY_VALUE(const Tensor beta, floats_or(norm.beta, 0, bias.size()));
    const std::size_t row = weight.size() / bias.size();
    for (std::size_t o = 0; o < bias.size(); ++o) {
      const double spread = double{variance.data()[o]} + double{norm.epsilon};
      if (!(spread > 0)) return fail(ErrorKind::kBadFormat, str_cat("\"", norm.variance, "\""), "value ", o, " is not above 0");
      const double scale = double{gamma.data()[o]} / std::sqrt(spread);
      for (float& value : weight.subspan(o * row, row)) value = static_cast<float>(value * scale);
      bias[o] = static_cast<float>((double{bias[o]} - double{mean.data()[o]}) * scale + double{beta.data()[o]});
    }
    return {};
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
