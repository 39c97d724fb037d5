// Messages of the reader and the writer of ONNX files (core/formats/onnx*).
#pragma once

#include "base/error.h"

// clang-format off: one message a row
namespace alexnet::msg {

// --- The model and its tensors ---

inline constexpr ErrorMessage kOnnxField{ErrorKind::kBadFormat, "onnx_field", "an ONNX model has no field {field}"};
inline constexpr ErrorMessage kOnnxNoGraph{ErrorKind::kBadFormat, "onnx_no_graph", "has no graph"};
inline constexpr ErrorMessage kOnnxTwoGraphs{ErrorKind::kBadFormat, "onnx_two_graphs", "has two graphs"};
inline constexpr ErrorMessage kOnnxSparse{ErrorKind::kUnsupported, "onnx_sparse", "sparse weights are not supported"};
inline constexpr ErrorMessage kOnnxTooManyNodes{ErrorKind::kTooLarge, "onnx_too_many_nodes", "has more than {limit} nodes"};
inline constexpr ErrorMessage kOnnxTooManyTensors{ErrorKind::kTooLarge, "onnx_too_many_tensors", "has more than {limit} tensors"};
inline constexpr ErrorMessage kOnnxDuplicateTensor{ErrorKind::kBadFormat, "onnx_duplicate_tensor", "the file has two tensors of this name"};
inline constexpr ErrorMessage kOnnxExternalNumber{ErrorKind::kBadFormat, "onnx_external_number", "its place in another file is {text}, which is no number"};
inline constexpr ErrorMessage kOnnxExternalRange{ErrorKind::kBadFormat, "onnx_external_range", "its {length} bytes from byte {offset} on extend past the end of {file}, which has {size} bytes"};
inline constexpr ErrorMessage kOnnxElementType{ErrorKind::kUnsupported, "onnx_element_type", "the ONNX element type {type} is not supported"};
inline constexpr ErrorMessage kOnnxLength{ErrorKind::kBadFormat, "onnx_length", "an axis has the invalid length {length}"};

// --- The chain of layers ---

inline constexpr ErrorMessage kOnnxInputs{ErrorKind::kUnsupported, "onnx_inputs", "has {count} inputs; expected one image"};
inline constexpr ErrorMessage kOnnxInputAxes{ErrorKind::kUnsupported, "onnx_input_axes", "has {found} axes; expected the 4 axes of a batch of images"};
inline constexpr ErrorMessage kOnnxBranches{ErrorKind::kUnsupported, "onnx_branches", "the network branches: {count} nodes read {value}; only a chain of layers is supported"};
inline constexpr ErrorMessage kOnnxExtraInput{ErrorKind::kUnsupported, "onnx_extra_input", "reads {input}, which is neither a tensor of the file nor {value}; only a chain of layers is supported"};
inline constexpr ErrorMessage kOnnxCycle{ErrorKind::kBadFormat, "onnx_cycle", "the graph contains a cycle"};
inline constexpr ErrorMessage kOnnxNoOutput{ErrorKind::kBadFormat, "onnx_no_output", "the node has no output"};
inline constexpr ErrorMessage kOnnxChainEnd{ErrorKind::kUnsupported, "onnx_chain_end", "the chain of layers ends in {value}, which is not an output of the graph"};
inline constexpr ErrorMessage kOnnxOperator{ErrorKind::kUnsupported, "onnx_operator", "the ONNX operator {operator} is not supported"};

inline constexpr ErrorMessage kOnnxFusedOperator{ErrorKind::kUnsupported, "onnx_fused_operator", "the operator {operator} was made by onnxruntime's optimizer for one kind of processor; use the model from before the optimization, or optimize it with ORT_ENABLE_BASIC"};
inline constexpr ErrorMessage kOnnxQuantizedOperator{ErrorKind::kUnsupported, "onnx_quantized_operator", "the operator {operator} computes with 8 bits in a form that is not supported; use the model from before the quantization"};
inline constexpr ErrorMessage kOnnxOperand{ErrorKind::kUnsupported, "onnx_operand", "its operand {name} has shape {shape}; expected one number, or one for each channel"};
inline constexpr Message kOnnxTrainingMode{"onnx_training_mode", "the model was exported in training mode: it is read as after model.eval()"};

// --- Inputs and attributes of a node; {input} is the name that ONNX gives to the operand ---

inline constexpr ErrorMessage kOnnxNotATensor{ErrorKind::kUnsupported, "onnx_not_atensor", "its input {input}, {name}, is not a tensor of the file"};
inline constexpr ErrorMessage kOnnxTensorAxes{ErrorKind::kWrongShape, "onnx_tensor_axes", "its input {input}, {name}, has {found} axes, not {expected}"};
inline constexpr ErrorMessage kOnnxScalar{ErrorKind::kUnsupported, "onnx_scalar", "its input {input} has {found} values; expected one"};
inline constexpr ErrorMessage kOnnxIntegers{ErrorKind::kUnsupported, "onnx_integers", "its {attribute} must be a list of at most {limit} integers"};
inline constexpr ErrorMessage kOnnxAttributeCount{ErrorKind::kUnsupported, "onnx_attribute_count", "its {attribute} has {found} values; expected {expected}"};
inline constexpr ErrorMessage kOnnxAttributeValue{ErrorKind::kBadFormat, "onnx_attribute_value", "its {attribute} has the invalid value {value}"};
inline constexpr ErrorMessage kOnnxChannelsLast{ErrorKind::kUnsupported, "onnx_channels_last", "expected the channels before rows and columns, found them last"};
inline constexpr ErrorMessage kOnnxKernelShape{ErrorKind::kWrongShape, "onnx_kernel_shape", "kernel_shape is not the shape of the kernels {weight}"};
inline constexpr ErrorMessage kOnnxTransA{ErrorKind::kUnsupported, "onnx_trans_a", "transA is not supported"};
inline constexpr ErrorMessage kOnnxAlphaBeta{ErrorKind::kUnsupported, "onnx_alpha_beta", "alpha and beta other than 1 are not supported"};
inline constexpr ErrorMessage kOnnxMatMulOperand{ErrorKind::kUnsupported, "onnx_mat_mul_operand", "the weights must be the second operand"};
inline constexpr ErrorMessage kOnnxAxis{ErrorKind::kUnsupported, "onnx_axis", "axis {axis} is not supported; expected 1"};
inline constexpr ErrorMessage kOnnxPadMode{ErrorKind::kUnsupported, "onnx_pad_mode", "the padding mode {mode} is not supported; expected constant"};
inline constexpr ErrorMessage kOnnxPadValue{ErrorKind::kUnsupported, "onnx_pad_value", "padding with {value} is not supported; expected 0"};
inline constexpr ErrorMessage kOnnxPadAxes{ErrorKind::kUnsupported, "onnx_pad_axes", "padding of axes other than rows and columns is not supported"};
inline constexpr ErrorMessage kOnnxReshape{ErrorKind::kUnsupported, "onnx_reshape", "a reshape to {axes} axes is not supported; expected 2"};
inline constexpr ErrorMessage kOnnxTranspose{ErrorKind::kUnsupported, "onnx_transpose", "only a transpose that moves the channels before or after rows and columns is supported"};
inline constexpr ErrorMessage kOnnxReduceMean{ErrorKind::kUnsupported, "onnx_reduce_mean", "only a mean over rows and columns is supported"};

// --- Writing ---

inline constexpr ErrorMessage kOnnxWriteType{ErrorKind::kUnsupported, "onnx_write_type", "only F32 tensors can be written"};
inline constexpr ErrorMessage kOnnxWriteLayer{ErrorKind::kUnsupported, "onnx_write_layer", "this kind of layer cannot be written to an ONNX file"};
inline constexpr ErrorMessage kOnnxWriteTooLarge{ErrorKind::kTooLarge, "onnx_write_too_large", "needs {bytes} bytes; an ONNX file holds at most 2 GB"};

}  // namespace alexnet::msg
// clang-format on
