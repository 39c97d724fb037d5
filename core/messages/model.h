// The error messages of core/model.
#pragma once

#include "base/error.h"

namespace alexnet::msg {

// Shapes of layers (model/operations.h, model/spec.h)
inline constexpr ErrorMessage kLayerSizeZero{ErrorKind::kWrongShape, "layer_size_zero", "has a size of 0"};
inline constexpr ErrorMessage kLayerGroupsDoNotDivide{
    ErrorKind::kWrongShape, "layer_groups_do_not_divide",
    "{groups} groups do not divide {inputs} input and {outputs} output channels"};
inline constexpr ErrorMessage kLayerKernelDoesNotFit{ErrorKind::kWrongShape, "layer_kernel_does_not_fit",
                                                     "a kernel of {kernel} does not fit into an input of {input}"};
inline constexpr ErrorMessage kLayerStrideSkipsValues{ErrorKind::kWrongShape, "layer_stride_skips_values",
                                                      "a stride of {stride} would skip values between windows of {kernel}"};
inline constexpr ErrorMessage kLayerPoolPadding{ErrorKind::kWrongShape, "layer_pool_padding",
                                                "a padding of {padding} is not smaller than the window of {kernel}"};
inline constexpr ErrorMessage kLayerLrnWindow{ErrorKind::kWrongShape, "layer_lrn_window",
                                              "expected a window of 1 to 63 channels; found {size}"};
inline constexpr ErrorMessage kLayerExpectsImage{ErrorKind::kWrongShape, "layer_expects_image",
                                                 "expected an input of rows, columns and channels; found {input}"};
inline constexpr ErrorMessage kLayerWeightsTooLarge{ErrorKind::kWrongShape, "layer_weights_too_large",
                                                    "weights {shape} are too large: at most 2^31 values, 2^20 along an axis"};
inline constexpr ErrorMessage kLayerOutputTooLarge{ErrorKind::kWrongShape, "layer_output_too_large",
                                                   "the output {shape} would have more than 2^31 values"};
inline constexpr ErrorMessage kModelOutputIsNotClasses{ErrorKind::kWrongShape, "model_output_is_not_classes",
                                                       "ends in {output}, not in {classes} classes"};

// The variants (model/alexnet.h) and initializations (model/init.h)
inline constexpr ErrorMessage kModelUnknownVariant{ErrorKind::kInvalidArgument, "model_unknown_variant",
                                                   "\"{variant}\" is not one of {known}"};
inline constexpr ErrorMessage kModelClassCount{ErrorKind::kInvalidArgument, "model_class_count",
                                               "expected 1 to 1000000 classes, found {classes}"};
inline constexpr ErrorMessage kModelWidth{ErrorKind::kInvalidArgument, "model_width",
                                          "expected a number above 0 and up to 16, found {width}"};
inline constexpr ErrorMessage kModelUnknownInitialization{ErrorKind::kInvalidArgument, "model_unknown_initialization",
                                                          "\"{name}\" is not one of {known}"};

// The preprocessing (model/model_preprocessing.h)
inline constexpr Message kPreprocessingStated{"preprocessing_stated", "preprocessing: {preprocessing}; as the file says"};
inline constexpr Message kPreprocessingGiven{"preprocessing_given", "preprocessing: {preprocessing}; as given"};
inline constexpr Message kPreprocessingGuessed{"preprocessing_guessed",
                                               "preprocessing: {preprocessing}; this is a guess, because the file does not say "
                                               "how its photos were prepared: if it is wrong, "
                                               "give another one (--preprocess imagenet, caffe, 0..1, 0..255, -1..1 or JSON; "
                                               "`convert --check` tries them on labeled photos)"};

// The input size (model/input_size.h)
inline constexpr ErrorMessage kModelInputSizeDoesNotFit{
    ErrorKind::kWrongShape, "model_input_size_does_not_fit",
    "an input of {input} pixels needs weights of shape {expected}, but the model has {found}"};

// Layers as JSON (model/layers_json.h)
inline constexpr ErrorMessage kLayersNotAnArray{ErrorKind::kBadFormat, "layers_not_an_array",
                                                "expected a JSON array of 1 to {most} layers"};
inline constexpr ErrorMessage kLayerIncomplete{ErrorKind::kBadFormat, "layer_incomplete",
                                               "expected a layer to have a name and an operation"};
inline constexpr ErrorMessage kLayerNameNotUnique{ErrorKind::kBadFormat, "layer_name_not_unique",
                                                  "expected every layer to have a name that no other layer has"};
inline constexpr ErrorMessage kLayerUnknownOperation{ErrorKind::kBadFormat, "layer_unknown_operation",
                                                     "\"{operation}\" is not a supported operation"};
inline constexpr ErrorMessage kLayerFieldMissing{ErrorKind::kBadFormat, "layer_field_missing", "is missing"};
inline constexpr ErrorMessage kLayerFieldSize{ErrorKind::kBadFormat, "layer_field_size",
                                              "expected a whole number from {least} to {most}"};
inline constexpr ErrorMessage kLayerFieldNumber{ErrorKind::kBadFormat, "layer_field_number", "expected a number"};
inline constexpr ErrorMessage kLayerFieldRange{ErrorKind::kBadFormat, "layer_field_range",
                                               "expected a number from {least} to below {limit}"};
inline constexpr ErrorMessage kLayerFieldPadding{ErrorKind::kBadFormat, "layer_field_padding",
                                                 "expected four numbers: top, left, bottom, right"};
inline constexpr ErrorMessage kLayerFieldRounding{ErrorKind::kBadFormat, "layer_field_rounding", "expected \"up\" or \"down\""};

// Metadata of a model file (model/model.h)
inline constexpr ErrorMessage kModelMetadataMissing{ErrorKind::kBadFormat, "model_metadata_missing",
                                                    "has no \"{key}\": this file does not say which AlexNet it holds"};
inline constexpr ErrorMessage kModelLayersMissing{ErrorKind::kBadFormat, "model_layers_missing",
                                                  "has no \"{key}\", which a custom network needs"};
inline constexpr ErrorMessage kModelMetadataNotANumber{ErrorKind::kBadFormat, "model_metadata_not_a_number",
                                                       "expected a number, found \"{found}\""};
inline constexpr ErrorMessage kModelMetadataRange{ErrorKind::kBadFormat, "model_metadata_range",
                                                  "expected a number from {least} to {most}, found {found}"};
inline constexpr ErrorMessage kActivationQuantization{
    ErrorKind::kBadFormat, "activation_quantization",
    "expected a layer of the network with \"input\" or \"output\": a rule, a positive scale and a zero point of 8 bits"};
inline constexpr ErrorMessage kModelLabelsNotAnArray{ErrorKind::kBadFormat, "model_labels_not_an_array",
                                                     "expected a JSON array of strings"};
inline constexpr ErrorMessage kModelLabelNotAString{ErrorKind::kBadFormat, "model_label_not_a_string",
                                                    "label {index} is not a string"};
inline constexpr ErrorMessage kModelLabelCount{ErrorKind::kWrongShape, "model_label_count",
                                               "{labels} labels for {classes} classes"};

// Tensors of a model file (model/model.h, model/quantized_tensors.h)
inline constexpr ErrorMessage kModelTensorShape{
    ErrorKind::kWrongShape, "model_tensor_shape",
    "has shape {found}; the {variant} variant of width {width} with {classes} classes expects {expected}"};
inline constexpr ErrorMessage kModelTensorMissing{ErrorKind::kWrongShape, "model_tensor_missing",
                                                  "is missing; the {variant} variant needs it with shape {shape}"};
inline constexpr ErrorMessage kModelTensorExtra{ErrorKind::kWrongShape, "model_tensor_extra",
                                                "is not a tensor of the {variant} variant"};
inline constexpr ErrorMessage kModelMeanImageShape{ErrorKind::kWrongShape, "model_mean_image_shape",
                                                   "has shape {found}; a square of 3 channels is expected, with the side of "
                                                   "the resized photo ({resize}) or of the network input ({input})"};
inline constexpr ErrorMessage kModelWeightNotFinite{ErrorKind::kBadFormat, "model_weight_not_finite",
                                                    "value {index} is {value}; weights must be finite numbers"};
inline constexpr ErrorMessage kQuantizedShape{ErrorKind::kWrongShape, "quantized_shape",
                                              "quantized weights cannot have shape {shape} and type {type}"};
inline constexpr ErrorMessage kQuantizedScalesMissing{ErrorKind::kBadFormat, "quantized_scales_missing",
                                                      "is missing: quantized weights need it"};
inline constexpr ErrorMessage kQuantizedScalesShape{ErrorKind::kWrongShape, "quantized_scales_shape",
                                                    "has shape {found}; expected one scale for each of {channels} channels"};
inline constexpr ErrorMessage kQuantizedScaleInvalid{ErrorKind::kBadFormat, "quantized_scale_invalid",
                                                     "value {index} is {value}; scales must be positive numbers"};
inline constexpr ErrorMessage kHalfOverflow{ErrorKind::kBadFormat, "half_overflow",
                                            "value {index} is {value}, beyond the largest half-precision number, 65504"};

}  // namespace alexnet::msg
