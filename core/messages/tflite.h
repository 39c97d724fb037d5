// Messages of the reader of TensorFlow Lite models (core/formats/tflite.cpp).
#pragma once

#include "base/error.h"

// clang-format off: one message a row
namespace alexnet::msg {

inline constexpr ErrorMessage kTfliteDamaged{ErrorKind::kBadFormat, "tflite_damaged", "is damaged or cut off"};
inline constexpr ErrorMessage kTfliteTooManyOperators{ErrorKind::kTooLarge, "tflite_too_many_operators", "has more than {limit} operators"};
inline constexpr ErrorMessage kTfliteInputs{ErrorKind::kUnsupported, "tflite_inputs", "has {inputs} inputs and {outputs} outputs; expected one of each"};
inline constexpr ErrorMessage kTfliteInputAxes{ErrorKind::kUnsupported, "tflite_input_axes", "the input has {axes} axes; expected batch, rows, columns and channels"};
inline constexpr ErrorMessage kTfliteBranches{ErrorKind::kUnsupported, "tflite_branches", "the network branches; only a chain of operators is supported"};
inline constexpr ErrorMessage kTfliteVariables{ErrorKind::kUnsupported, "tflite_variables", "has no weights: they were variables when it was converted; convert it again with TFLiteConverter.from_keras_model() or from_saved_model()"};
inline constexpr ErrorMessage kTfliteOperator{ErrorKind::kUnsupported, "tflite_operator", "the TensorFlow Lite operator {operator} is not supported"};
inline constexpr ErrorMessage kTfliteActivation{ErrorKind::kUnsupported, "tflite_activation", "the activation {activation} is not supported"};
inline constexpr ErrorMessage kTfliteOptions{ErrorKind::kBadFormat, "tflite_options", "the inputs or options are missing or out of range"};
inline constexpr ErrorMessage kTfliteReshape{ErrorKind::kUnsupported, "tflite_reshape", "a reshape to {axes} axes is not supported, only flattening"};
inline constexpr ErrorMessage kTfliteMean{ErrorKind::kUnsupported, "tflite_mean", "only a mean over all rows and columns is supported"};
inline constexpr ErrorMessage kTfliteOperand{ErrorKind::kUnsupported, "tflite_operand", "only arithmetic with one constant, or one for each channel, is supported"};
inline constexpr ErrorMessage kTfliteTensor{ErrorKind::kBadFormat, "tflite_tensor", "the tensor {tensor} is no constant of a type that is read, or its size does not agree with its shape"};
inline constexpr ErrorMessage kTfliteScale{ErrorKind::kBadFormat, "tflite_scale", "the tensor {tensor} of integers has no scales that agree with its shape"};

}  // namespace alexnet::msg
// clang-format on
