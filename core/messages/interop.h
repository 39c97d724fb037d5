// Messages of core/interop: model files of other programs that are imported and exported.
#pragma once

#include "base/error.h"

// clang-format off: one message a row
namespace alexnet::msg {

// ---- Model files --------------------------------------------------------------------------------------------------------------
inline constexpr ErrorMessage kModelFormatUnknown{ErrorKind::kBadFormat, "model_format_unknown", "is not a model file of a format that can be read: {formats}"};
inline constexpr ErrorMessage kFileEmpty{ErrorKind::kBadFormat, "file_empty", "is empty; download or save it again"};
inline constexpr ErrorMessage kFileWebPage{ErrorKind::kBadFormat, "file_web_page", "is a web page, not a model: the address led to a page, perhaps an error or a login; download the file itself"};
inline constexpr ErrorMessage kFileGitLfs{ErrorKind::kBadFormat, "file_git_lfs", "is a pointer of Git LFS, not the model; fetch the model with git lfs pull, or download the file itself"};
inline constexpr ErrorMessage kFileCut{ErrorKind::kBadFormat, "file_cut", "is cut off after {size} bytes: the end of the archive is missing; download or copy it again"};
inline constexpr ErrorMessage kFileCompressed{ErrorKind::kUnsupported, "file_compressed", "is compressed with {program}; unpack it first"};
inline constexpr ErrorMessage kFileDarknetConfig{ErrorKind::kUnsupported, "file_darknet_config", "describes the layers of a Darknet network; open its .weights file, with this one beside it"};
inline constexpr ErrorMessage kFileOfOtherProgram{ErrorKind::kUnsupported, "file_of_other_program", "is a file of {program}, which is not read here; {advice}"};
inline constexpr ErrorMessage kFolderWithoutModel{ErrorKind::kNotFound, "folder_without_model", "is a folder without a model; expected one of {names} in it"};
inline constexpr ErrorMessage kZipNotModel{ErrorKind::kBadFormat, "zip_not_model", "is not a model: expected PyTorch's data.pkl, NumPy's arrays or Keras' config.json in the archive"};
inline constexpr ErrorMessage kExportFormatUnknown{ErrorKind::kInvalidArgument, "export_format_unknown", "expected a file name that ends in one of {endings}"};
inline constexpr ErrorMessage kExportNamesFixed{ErrorKind::kInvalidArgument, "export_names_fixed", "this format has its own tensor names and layout; leave out the choice of names"};
inline constexpr ErrorMessage kTensorNamesUnknown{ErrorKind::kInvalidArgument, "tensor_names_unknown", "expected \"ours\" or \"torchvision\", found \"{found}\""};
inline constexpr ErrorMessage kColorsUnknown{ErrorKind::kInvalidArgument, "colors_unknown", "weights of two towers, of a network that expects BGR in 0..255, as Caffe's, or RGB as PyTorch's; the file does not say which: give --preprocess caffe, imagenet, 0..1, 0..255 or -1..1 on the command line, where convert keeps it in the file"};
inline constexpr Message kMeanImageAveraged{"mean_image_averaged", "the mean image is replaced by its mean color, because only .safetensors files of this program keep it"};
inline constexpr ErrorMessage kLabelCountMismatch{ErrorKind::kWrongShape, "label_count_mismatch", "expected {classes} labels, one for each class, found {labels}"};
inline constexpr ErrorMessage kTorchvisionNoSuchLayer{ErrorKind::kUnsupported, "torchvision_no_such_layer", "torchvision's AlexNet has no such layer"};
inline constexpr ErrorMessage kTorchvisionOtherVariant{ErrorKind::kUnsupported, "torchvision_other_variant", "torchvision's AlexNet cannot load weights of the variant {variant}, which has other layers; convert to .onnx, or leave out the choice of names"};
inline constexpr Message kNoteFormat{"import_format", "format {format}"};
inline constexpr Message kNoteLabelsNone{"import_labels_none", "labels: none"};
inline constexpr Message kNoteLabelsGiven{"import_labels_given", "labels: as given"};
inline constexpr Message kNoteLabelsOfFile{"import_labels_of_file", "labels: from the file"};
inline constexpr Message kNoteLabelsImageNet{"import_labels_imagenet", "labels: the 1,000 classes of ImageNet"};

// ---- Tensors ------------------------------------------------------------------------------------------------------------------
inline constexpr Message kTensorUnchanged{"tensor_unchanged", "unchanged"};
inline constexpr Message kTensorAxesTransposed{"tensor_axes_transposed", "transposed from {from} to {to}"};
inline constexpr Message kTensorInputsTransposed{"tensor_inputs_transposed", "inputs transposed from [c][y][x] to [y][x][c]"};
inline constexpr Message kTensorDenseTransposed{"tensor_dense_transposed", "transposed from [in][out] to [out][in]"};
inline constexpr Message kTensorDenseAndInputsTransposed{"tensor_dense_and_inputs_transposed", "transposed from [in][out] to [out][in], inputs from [c][y][x] to [y][x][c]"};
inline constexpr Message kTensorOnes{"tensor_ones", "ones: the file has no such tensor"};
inline constexpr Message kTensorZeros{"tensor_zeros", "zeros: the file has no such tensor"};
inline constexpr Message kTensorFolded{"tensor_folded", "folded into the weights"};
inline constexpr Message kTensorUnused{"tensor_unused", "unused: no parameter of the network corresponds to it"};
inline constexpr Message kTensorMissing{"tensor_missing", "is missing; expected a tensor of shape {expected}"};
inline constexpr Message kTensorShapeMismatch{"tensor_shape_mismatch", "has shape {found}, expected {expected}"};
inline constexpr ErrorMessage kNamedTensorMissing{ErrorKind::kWrongShape, "named_tensor_missing", "is missing in the file"};
inline constexpr ErrorMessage kWeightNotFinite{ErrorKind::kBadFormat, "weight_not_finite", "value {index} is {value}; weights must be finite"};
inline constexpr ErrorMessage kVarianceNotPositive{ErrorKind::kBadFormat, "variance_not_positive", "value {index} plus epsilon is not positive"};

// ---- Recognizing the variant --------------------------------------------------------------------------------------------------
inline constexpr Message kVariantRequested{"variant_requested", "variant {variant}: as requested"};
inline constexpr Message kVariantInMetadata{"variant_in_metadata", "variant {variant}: from the file's metadata"};
inline constexpr Message kVariantFourDenseLayers{"variant_four_dense_layers", "variant keras: the file has four dense layers"};
inline constexpr Message kVariantSingleTower{"variant_single_tower", "variant torchvision: conv2 reads all {channels} channels of conv1, and there are three dense layers"};
inline constexpr Message kVariantNormalizationFirst{"variant_normalization_first", "variant caffe: conv2 reads {read} of conv1's {channels} channels (two towers), and normalization comes before pooling"};
inline constexpr Message kVariantPoolingFirst{"variant_pooling_first", "variant caffenet: conv2 reads {read} of conv1's {channels} channels (two towers), and pooling comes before normalization"};
inline constexpr Message kVariantTwoTowers{"variant_two_towers", "variant caffe: conv2 reads {read} of conv1's {channels} channels (two towers); caffenet and paper have the same shapes, select them with --variant"};
inline constexpr Message kVariantOfArchitecture{"variant_of_architecture", "variant {variant}, width {width}, {classes} classes: the layers are equal"};
inline constexpr Message kVariantOfWeights{"variant_of_weights", "variant {variant}, width {width}, {classes} classes: the shapes of the weights agree"};
inline constexpr Message kVariantCustom{"variant_custom", "not a known AlexNet variant: imported as a custom network"};
inline constexpr Message kChainOfShapes{"chain_of_shapes", "the file has no architecture: the layers of the variant keras were taken, with the file's widths, for an input of {side} pixels, since their shapes agree"};
inline constexpr ErrorMessage kVariantDiffersFromFile{ErrorKind::kInvalidArgument, "variant_differs_from_file", "the file has a model of the variant {found}, not {requested}"};
inline constexpr ErrorMessage kVariantDiffersFromLayers{ErrorKind::kWrongShape, "variant_differs_from_layers", "the layers are those of the variant {found}, not {requested}"};
inline constexpr ErrorMessage kVariantNotRecognized{ErrorKind::kWrongShape, "variant_not_recognized", "the layers are those of no known variant, not {requested}"};
inline constexpr ErrorMessage kVariantAmbiguous{ErrorKind::kWrongShape, "variant_ambiguous", "has weights without an architecture, and they fit several variants ({variants}): select one"};
inline constexpr ErrorMessage kVariantNoneFits{ErrorKind::kWrongShape, "variant_none_fits", "has weights of {layers} layers without an architecture, and they fit no AlexNet; save the whole model (in Keras: model.save(\"model.keras\"))"};
inline constexpr ErrorMessage kVariantChannelMismatch{ErrorKind::kWrongShape, "variant_channel_mismatch", "reads {read} channels where {layer} has {channels} outputs: this is no AlexNet"};
inline constexpr ErrorMessage kVariantWeightMissing{ErrorKind::kWrongShape, "variant_weight_missing", "is missing in the file"};
inline constexpr ErrorMessage kVariantExtraLayer{ErrorKind::kWrongShape, "variant_extra_layer", "the variant {variant} has no layer for these weights"};
inline constexpr ErrorMessage kLayerWeightShape{ErrorKind::kWrongShape, "layer_weight_shape", "has shape {found}, expected {expected} for the layer {layer}"};
inline constexpr ErrorMessage kWeightMissing{ErrorKind::kWrongShape, "weight_missing", "is missing"};
inline constexpr ErrorMessage kLayerCountNotAlexNet{ErrorKind::kWrongShape, "layer_count_not_alexnet", "has {convolutions} convolutions and {dense} dense layers; an AlexNet has convolutions and one or more dense layers"};
inline constexpr ErrorMessage kFirstConvolutionShape{ErrorKind::kWrongShape, "first_convolution_shape", "has shape {shape}; expected a first convolution with 3 input channels, or 1, and a square kernel"};

// ---- Weights of networks that are no variant ----------------------------------------------------------------------------------
inline constexpr Message kChainAssumed{"chain_assumed", "assumed, since a file of weights has no network: input {side} x {side_again}, first convolution {kernel} x {kernel_again} with stride {stride} and padding {padding}, max pooling 3 x 3 with stride 2 after {pooled}, ReLU after every layer but the last"};
inline constexpr ErrorMessage kOtherActivation{ErrorKind::kUnsupported, "other_activation", "names an activation function other than ReLU, which weights alone are not read with; export the network with torch.onnx.export, which stores it"};
inline constexpr Message kActivationsAssumed{"activations_assumed", "assumed, since a file of weights has no activation functions: ReLU after every layer but the last"};
inline constexpr Message kChainAlternative{"chain_alternative", "an input of {side} x {side_again} with padding {padding} would fit these shapes, too, and give other answers; if the network is that one, give --preprocess {change} on the command line, where convert keeps it in the file"};
inline constexpr Message kChainPadding{"chain_padding", "padding {padding} in the first convolution would fit these shapes, too, and give other answers; if the network is that one, export it with torch.onnx.export, which stores it"};
inline constexpr ErrorMessage kChainNormUnplaced{ErrorKind::kUnsupported, "chain_norm_unplaced", "is a batch normalization that fits no layer before it; export the network with torch.onnx.export, which stores where it is"};
inline constexpr ErrorMessage kChainResponseNorm{ErrorKind::kUnsupported, "chain_response_norm", "is followed by local response normalization or by another layer whose constants a file of weights does not have; export the network with torch.onnx.export, which stores them"};
inline constexpr ErrorMessage kChainInputs{ErrorKind::kWrongShape, "chain_inputs", "reads {read} channels, which are no part of the {channels} of the layer before; export the network with torch.onnx.export"};
inline constexpr ErrorMessage kChainNotSquare{ErrorKind::kUnsupported, "chain_not_square", "reads {inputs} values, which are no square image of the last convolution's {channels} channels; export the network with torch.onnx.export, which stores what is between them"};
inline constexpr ErrorMessage kChainFirstKernel{ErrorKind::kUnsupported, "chain_first_kernel", "is a first convolution of {height} x {width}; its stride is not in a file of weights and only for 11 x 11 customary: export the network with torch.onnx.export, which stores it"};
inline constexpr ErrorMessage kChainSizeUnknown{ErrorKind::kUnsupported, "chain_size_unknown", "reads {side} x {side_again} values of {channels} channels, to which the usual strides, padding and pooling of an AlexNet do not lead at 224 or 227 pixels; export the network with torch.onnx.export, which stores them"};
inline constexpr ErrorMessage kChainOtherLayer{ErrorKind::kUnsupported, "chain_other_layer", "is a layer {type}, which weights alone are not read with; export the network with torch.onnx.export"};
inline constexpr ErrorMessage kChainOption{ErrorKind::kUnsupported, "chain_option", "has a {option} that differs between rows and columns or is no number"};

// ---- Preprocessing ------------------------------------------------------------------------------------------------------------
inline constexpr Message kGrayInput{"gray_input", "the network reads gray photos: its first layer computes the gray, 0.299 R + 0.587 G + 0.114 B as Pillow's mode L, from RGB"};
inline constexpr Message kInputSizeChosen{"input_size_chosen", "the file does not fix the input size: {side} was chosen"};
inline constexpr ErrorMessage kInputChannels{ErrorKind::kUnsupported, "input_channels", "the input has {channels} channels, expected 3, or 1"};
inline constexpr ErrorMessage kInputNotSquare{ErrorKind::kUnsupported, "input_not_square", "the input has {rows} x {columns} pixels, expected as many rows as columns"};
inline constexpr ErrorMessage kInputTooLarge{ErrorKind::kTooLarge, "input_too_large", "the input has {rows} x {columns} pixels; the limit is {limit}"};

// ---- Layers of other programs -------------------------------------------------------------------------------------------------
inline constexpr ErrorMessage kNetworkEmpty{ErrorKind::kBadFormat, "network_empty", "has no layers"};
inline constexpr ErrorMessage kNetworkOutput{ErrorKind::kUnsupported, "network_output", "the output has shape {shape}, expected one vector of class scores"};
inline constexpr ErrorMessage kLayerAfterSoftmax{ErrorKind::kUnsupported, "layer_after_softmax", "follows the softmax, which must be the last layer"};
inline constexpr ErrorMessage kLayerAfterRescaling{ErrorKind::kUnsupported, "layer_after_rescaling", "follows a rescaling, which is supported only as the first layer or directly before the softmax"};
inline constexpr ErrorMessage kLayerAfterPadding{ErrorKind::kUnsupported, "layer_after_padding", "follows a padding layer, which is supported only before a convolution"};
inline constexpr ErrorMessage kLayerNeedsImage{ErrorKind::kUnsupported, "layer_needs_image", "needs an image as input, but the input is flat"};
inline constexpr ErrorMessage kLayerNeedsFlatInput{ErrorKind::kUnsupported, "layer_needs_flat_input", "needs a flattened input, but the input is an image"};
inline constexpr ErrorMessage kLayerTensorMissing{ErrorKind::kWrongShape, "layer_tensor_missing", "the tensor \"{tensor}\" is missing"};
inline constexpr ErrorMessage kLayerTensorSize{ErrorKind::kWrongShape, "layer_tensor_size", "the tensor \"{tensor}\" has shape {shape}, expected {expected} values"};
inline constexpr ErrorMessage kLayerTensorRank{ErrorKind::kWrongShape, "layer_tensor_rank", "the tensor \"{tensor}\" has {found} axes, expected {expected}"};
inline constexpr ErrorMessage kLayerTensorShape{ErrorKind::kWrongShape, "layer_tensor_shape", "the tensor \"{tensor}\" has shape {found} as [out][y][x][in], expected {expected}"};
inline constexpr ErrorMessage kLayerTensorInputs{ErrorKind::kWrongShape, "layer_tensor_inputs", "the tensor \"{tensor}\" has {found} inputs, expected {expected}, the outputs of the layer before"};
inline constexpr ErrorMessage kWindowNotSquare{ErrorKind::kUnsupported, "window_not_square", "the window {height} x {width} is no square"};
inline constexpr ErrorMessage kWindowStridesDiffer{ErrorKind::kUnsupported, "window_strides_differ", "the strides differ: {vertical} and {horizontal}"};
inline constexpr ErrorMessage kWindowDilated{ErrorKind::kUnsupported, "window_dilated", "dilated windows are not supported"};
inline constexpr ErrorMessage kWindowEmpty{ErrorKind::kWrongShape, "window_empty", "has a size of 0"};
inline constexpr ErrorMessage kPaddingTooLarge{ErrorKind::kTooLarge, "padding_too_large", "the padding is {padding}; the limit is {limit}"};
inline constexpr ErrorMessage kPaddingTwice{ErrorKind::kUnsupported, "padding_twice", "has padding that depends on its input, after a padding layer"};
inline constexpr ErrorMessage kBatchNormStatistics{ErrorKind::kUnsupported, "batch_norm_statistics", "has no mean and variance"};
inline constexpr ErrorMessage kBatchNormEpsilon{ErrorKind::kBadFormat, "batch_norm_epsilon", "epsilon must be 0 or more, found {epsilon}"};
inline constexpr ErrorMessage kBatchNormNotFoldable{ErrorKind::kUnsupported, "batch_norm_not_foldable", "is a batch normalization that follows no layer with weights and that no dense layer follows"};
inline constexpr ErrorMessage kLayerAfterBatchNorm{ErrorKind::kUnsupported, "layer_after_batch_norm", "follows the batch normalization \"{layer}\" of flat values, which is supported only behind or before a layer with weights"};
inline constexpr ErrorMessage kMaxPoolPaddingEnd{ErrorKind::kUnsupported, "max_pool_padding_end", "an image of {shape}, padded at the end by {bottom} rows and {right} columns, is not supported"};
inline constexpr ErrorMessage kAveragePoolOverlap{ErrorKind::kUnsupported, "average_pool_overlap", "only averages over adjacent windows that cover the image without a rest are supported; found {kernel} x {kernel_again} with stride {stride} on {shape}"};
inline constexpr ErrorMessage kAveragedImage{ErrorKind::kWrongShape, "averaged_image", "averages over windows of an image of {rows} x {columns}, but reads {shape}"};
inline constexpr ErrorMessage kDropoutRate{ErrorKind::kBadFormat, "dropout_rate", "the rate must be from 0 to below 1, found {rate}"};
inline constexpr ErrorMessage kSoftmaxInput{ErrorKind::kUnsupported, "softmax_input", "a softmax over {shape} is not supported"};
inline constexpr ErrorMessage kSigmoidOutputs{ErrorKind::kUnsupported, "sigmoid_outputs", "a sigmoid of {shape} values is not supported, only one of a single output of a dense layer, which gives two classes; end the network with a softmax"};
inline constexpr ErrorMessage kRescalingChannels{ErrorKind::kUnsupported, "rescaling_channels", "rescales by {count} numbers; expected one, or one for each of 3 channels"};
inline constexpr ErrorMessage kRescalingScale{ErrorKind::kUnsupported, "rescaling_scale", "the scale must be positive, found {scale}"};
inline constexpr ErrorMessage kRescalingTemperature{ErrorKind::kUnsupported, "rescaling_temperature", "the temperature must be from 0.01 to 100, found {temperature}"};
inline constexpr ErrorMessage kRescalingPosition{ErrorKind::kUnsupported, "rescaling_position", "is supported only as the first layer or directly before the softmax"};
inline constexpr ErrorMessage kOverlappingAverages{ErrorKind::kUnsupported, "overlapping_averages", "averages {shape} over overlapping windows to {side} x {side_again}, and no dense layer follows: other programs have no such layer"};
inline constexpr Message kActivationsStatic{"activations_static", "the file rounds activations to 8 bits, by scales of its own: so does the model"};
inline constexpr Message kActivationsDynamic{"activations_dynamic", "the file rounds activations to 8 bits, by the range of each photo: so does the model"};
inline constexpr Message kSoftmaxAdded{"softmax_added", "the file ends without a softmax: one was added"};
inline constexpr Message kBatchNormFolded{"batch_norm_folded", "\"{layer}\": batch normalization was folded into the layer before it"};
inline constexpr Message kBatchNormFoldedBehind{"batch_norm_folded_behind", "\"{layer}\": batch normalization was folded into the dense layer behind it"};
inline constexpr Message kSigmoidTwoClasses{"sigmoid_two_classes", "\"{layer}\": the sigmoid of one output became a softmax over two classes; it is the probability of the second"};
inline constexpr Message kOneOutputTwoClasses{"one_output_two_classes", "the network has one output without an activation: it was taken as the logit of the second of two classes"};
inline constexpr Message kBatchNormConvolution{"batch_norm_convolution", "\"{layer}\": batch normalization became a 1 x 1 convolution"};
inline constexpr Message kAverageOfOneValue{"average_of_one_value", "\"{layer}\": an average over single values was left out"};
inline constexpr Message kInputOfFractions{"input_of_fractions", "the averages that the network subtracts are those of pixels from 0 to 1: pixels are divided by 255"};
inline constexpr Message kRescalingToPreprocessing{"rescaling_to_preprocessing", "\"{layer}\": became the preprocessing"};

}  // namespace alexnet::msg
// clang-format on
