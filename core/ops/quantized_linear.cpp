#include "ops/quantized_linear.h"

#include <limits>

#include "ops/xnn_call.h"

namespace alexnet {
namespace {

constexpr std::uint8_t kFourBitZero = 8;  // tensor/quantized.h stores q + 8

// XNNPACK's functions for 8- or 4-bit weights.
struct XnnFunctions {
  decltype(&xnn_reshape_fully_connected_nc_qd8_f32_qc8w) reshape;
  decltype(&xnn_setup_fully_connected_nc_qd8_f32_qc8w) setup;
};

XnnFunctions functions_for(std::size_t bits) {
  return bits == 8 ? XnnFunctions{xnn_reshape_fully_connected_nc_qd8_f32_qc8w, xnn_setup_fully_connected_nc_qd8_f32_qc8w}
                   : XnnFunctions{xnn_reshape_fully_connected_nc_qd8_f32_qc4w, xnn_setup_fully_connected_nc_qd8_f32_qc4w};
}

}  // namespace

Result<QuantizedLinear> QuantizedLinear::create(const QuantizedView& weight, ConstTensorView bias, bool relu) {
  CHECK(weight.shape.rank() == 2 && bias.shape == Shape{weight.shape[0]});
  CHECK(weight.bits == 8 || (weight.bits == 4 && supports_int4(weight.shape)));
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const std::size_t outputs = weight.shape[0];
  QuantizedLinear linear;
  linear.inputs_ = weight.shape[1];
  linear.bits_ = weight.bits;
  TRY_VALUE(linear.op_, create_xnn("xnn_create_fully_connected_nc_qd8_f32", [&](xnn_operator_t* op) {
              const std::size_t inputs = linear.inputs_;
              const float lower_bound = relu ? 0.0f : -kInfinity;
              if (weight.bits == 8)
                return xnn_create_fully_connected_nc_qd8_f32_qc8w(inputs, outputs, inputs, outputs, weight.scales,
                                                                  reinterpret_cast<const std::int8_t*>(weight.data), bias.data,
                                                                  lower_bound, kInfinity, /*flags=*/0, nullptr, nullptr, op);
              return xnn_create_fully_connected_nc_qd8_f32_qc4w(inputs, outputs, inputs, outputs, kFourBitZero, weight.scales,
                                                                weight.data, bias.data, lower_bound, kInfinity, /*flags=*/0,
                                                                nullptr, nullptr, op);
            }));
  return linear;
}

Status QuantizedLinear::reshape(std::size_t batch, const ThreadPool& pool) {
  TRY(quantizer_.reshape(batch, inputs_));
  return xnn_result(functions_for(bits_).reshape(op_.get(), batch, pool.native()), "xnn_reshape_fully_connected_nc_qd8_f32");
}

Status QuantizedLinear::forward(const float* x, float* y, const ThreadPool& pool) {
  quantizer_.run(x, pool);
  TRY(xnn_result(functions_for(bits_).setup(op_.get(), quantizer_.values(), y, quantizer_.parameters()),
                 "xnn_setup_fully_connected_nc_qd8_f32"));
  return run_xnn(op_, pool);
}

}  // namespace alexnet
