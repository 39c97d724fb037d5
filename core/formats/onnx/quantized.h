// ONNX files with weights of 8 bits, as onnxruntime's quantization writes them. Used only by formats/onnx/onnx.cpp.
#pragma once

#include "formats/onnx/graph.h"

namespace alexnet {

// An attribute of the operators with weights that replace_quantized() leaves: 1 where DynamicQuantizeLinear stood before them.
inline constexpr std::string_view kDynamicQuantization = "alexnet.dynamic_quantization";

// Replaces 8-bit weights by floats, (q - zero point) * scale, and the operators that compute with 8 bits by those of floats:
//  - a tensor that DequantizeLinear (or QuantizeLinear and DequantizeLinear) reads becomes the tensor that it computes;
//  - QLinearConv, QLinearMatMul and, of com.microsoft, QGemm, QLinearAveragePool and QLinearGlobalAveragePool become Conv, MatMul, Gemm,
//    AveragePool and GlobalAveragePool between a DequantizeLinear and a QuantizeLinear, which remain as marks of how values were
//    rounded;
//  - ConvInteger and MatMulInteger behind DynamicQuantizeLinear become Conv and MatMul, with the scales that follow them.
// Operators with operands that are not tensors, or blocks of scales, stay.
void replace_quantized(OnnxGraph& graph);

}  // namespace alexnet
