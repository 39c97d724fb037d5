#include "ops/dynamic_quantizer.h"

#include "ops/xnn_call.h"

namespace alexnet {
namespace {

constexpr std::size_t kFloatsPerRow = sizeof(xnn_quantization_params) / sizeof(float);
static_assert(kFloatsPerRow * sizeof(float) == sizeof(xnn_quantization_params));

}  // namespace

Status DynamicQuantizer::reshape(std::size_t rows, std::size_t columns, const ThreadPool& pool) {
  if (!op_) {
    TRY_VALUE(op_, create_xnn("xnn_create_convert_nc_f32_qd8",
                              [](xnn_operator_t* op) { return xnn_create_convert_nc_f32_qd8(/*flags=*/0, op); }));
  }
  TRY_VALUE(values_, Tensor::create({rows, (columns + sizeof(float) - 1) / sizeof(float)}));
  TRY_VALUE(parameters_, Tensor::create({(rows + XNN_EXTRA_QUANTIZATION_PARAMS) * kFloatsPerRow}));
  return xnn_result(xnn_reshape_convert_nc_f32_qd8(op_.get(), rows, columns, columns, columns, pool.native()),
                    "xnn_reshape_convert_nc_f32_qd8");
}

Status DynamicQuantizer::run(const float* x, const ThreadPool& pool) {
  TRY(xnn_result(xnn_setup_convert_nc_f32_qd8(op_.get(), x, reinterpret_cast<std::int8_t*>(values_.data()),
                                              reinterpret_cast<xnn_quantization_params*>(parameters_.data())),
                 "xnn_setup_convert_nc_f32_qd8"));
  return run_xnn(op_, pool);
}

DynamicQuantizer::Row DynamicQuantizer::row(std::size_t index) const {
  return {parameters()[index].zero_point, parameters()[index].scale};
}

const xnn_quantization_params* DynamicQuantizer::parameters() const {
  return reinterpret_cast<const xnn_quantization_params*>(parameters_.data());
}

}  // namespace alexnet
