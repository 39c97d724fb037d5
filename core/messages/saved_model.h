// Messages of the reader of TensorFlow's SavedModel (core/formats/saved_model).
#pragma once

#include "base/error.h"

// clang-format off: one message a row
namespace alexnet::msg {

inline constexpr ErrorMessage kSavedModelDamaged{ErrorKind::kBadFormat, "saved_model_damaged", "is damaged or cut off"};
inline constexpr ErrorMessage kSavedModelTooLarge{ErrorKind::kTooLarge, "saved_model_too_large", "has more than {limit} nodes, or functions that call each other too deeply"};
inline constexpr ErrorMessage kSavedModelNoFunction{ErrorKind::kUnsupported, "saved_model_no_function", "has no signature that a function of TensorFlow 2 computes; load it with keras.models.load_model and save it with model.save(\"model.keras\")"};
inline constexpr ErrorMessage kSavedModelInputs{ErrorKind::kUnsupported, "saved_model_inputs", "the signature \"{signature}\" has {inputs} inputs and {outputs} outputs; expected one of each"};
inline constexpr ErrorMessage kSavedModelInputAxes{ErrorKind::kUnsupported, "saved_model_input_axes", "the input has {axes} axes; expected batch, rows, columns and channels"};
inline constexpr ErrorMessage kSavedModelBranches{ErrorKind::kUnsupported, "saved_model_branches", "the network branches; only a chain of operators is supported"};
inline constexpr ErrorMessage kSavedModelOperator{ErrorKind::kUnsupported, "saved_model_operator", "the TensorFlow operator {operator} is not supported"};
inline constexpr ErrorMessage kSavedModelOptions{ErrorKind::kBadFormat, "saved_model_options", "the inputs or attributes are missing or out of range"};
inline constexpr ErrorMessage kSavedModelChannelsFirst{ErrorKind::kUnsupported, "saved_model_channels_first", "the data format {format} is not supported, only NHWC"};
inline constexpr ErrorMessage kSavedModelOperand{ErrorKind::kUnsupported, "saved_model_operand", "only arithmetic with one constant, or one for each channel, is supported"};
inline constexpr ErrorMessage kSavedModelReshape{ErrorKind::kUnsupported, "saved_model_reshape", "only flattening is supported, not another change of the shape"};
inline constexpr ErrorMessage kSavedModelVariable{ErrorKind::kBadFormat, "saved_model_variable", "a weight is no variable whose numbers are in the folder \"variables\""};
inline constexpr ErrorMessage kBundleCompressed{ErrorKind::kUnsupported, "bundle_compressed", "a block is compressed, which TensorFlow does not do"};
inline constexpr ErrorMessage kBundleTensor{ErrorKind::kBadFormat, "bundle_tensor", "extends past the end of its file, or its size does not agree with its shape"};

}  // namespace alexnet::msg
// clang-format on
