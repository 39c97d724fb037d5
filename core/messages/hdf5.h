// Messages of the readers and writers of HDF5 and Keras files (core/formats/hdf5_*, inflate_*, keras_*).
#pragma once

#include "base/error.h"

// clang-format off: one message a row
namespace alexnet::msg {

// --- Superblock and limits of the file ---

inline constexpr ErrorMessage kHdf5Signature{ErrorKind::kBadFormat, "hdf5_signature", "does not begin with the signature of HDF5"};
inline constexpr ErrorMessage kHdf5Version{ErrorKind::kUnsupported, "hdf5_version", "version {version} of the superblock is not supported; expected 0 to 3"};
inline constexpr ErrorMessage kHdf5AddressSize{ErrorKind::kUnsupported, "hdf5_address_size", "addresses of {found} bytes are not supported; expected 8"};
inline constexpr ErrorMessage kHdf5SuperblockDamaged{ErrorKind::kBadFormat, "hdf5_superblock_damaged", "the superblock is damaged"};
inline constexpr ErrorMessage kHdf5Truncated{ErrorKind::kBadFormat, "hdf5_truncated", "has {found} bytes; expected {expected}: the file is cut off"};
inline constexpr ErrorMessage kHdf5TooManyEntries{ErrorKind::kTooLarge, "hdf5_too_many_entries", "has more than {limit} entries"};
inline constexpr ErrorMessage kHdf5TooManyObjects{ErrorKind::kTooLarge, "hdf5_too_many_objects", "has more than {limit} objects"};
inline constexpr ErrorMessage kHdf5TooDeep{ErrorKind::kTooLarge, "hdf5_too_deep", "groups are nested deeper than {limit}"};
inline constexpr ErrorMessage kHdf5StringsTooLarge{ErrorKind::kTooLarge, "hdf5_strings_too_large", "has more than {limit} bytes of strings"};

// --- Object headers and their messages ---

inline constexpr ErrorMessage kHdf5ObjectMissing{ErrorKind::kBadFormat, "hdf5_object_missing", "there is no object header at address {address}"};
inline constexpr ErrorMessage kHdf5ObjectDamaged{ErrorKind::kBadFormat, "hdf5_object_damaged", "the object header at address {address} is damaged"};
inline constexpr ErrorMessage kHdf5TooManyMessages{ErrorKind::kTooLarge, "hdf5_too_many_messages", "the object header has more than {limit} messages"};
inline constexpr ErrorMessage kHdf5DatatypeDamaged{ErrorKind::kBadFormat, "hdf5_datatype_damaged", "the datatype is damaged"};
inline constexpr ErrorMessage kHdf5FloatType{ErrorKind::kUnsupported, "hdf5_float_type", "only little-endian IEEE 754 floats of 16, 32 or 64 bits are supported"};
inline constexpr ErrorMessage kHdf5DataspaceDamaged{ErrorKind::kBadFormat, "hdf5_dataspace_damaged", "the dataspace is damaged or has more than {limit} axes"};
inline constexpr ErrorMessage kHdf5TooManyValues{ErrorKind::kTooLarge, "hdf5_too_many_values", "states more than {limit} values"};
inline constexpr ErrorMessage kHdf5LayoutVersion{ErrorKind::kUnsupported, "hdf5_layout_version", "version {version} of the data layout is not supported; expected 3 or 4"};
inline constexpr ErrorMessage kHdf5LayoutKind{ErrorKind::kUnsupported, "hdf5_layout_kind", "chunks without a B-tree, and values in another file, are not supported"};
inline constexpr ErrorMessage kHdf5LayoutChunk{ErrorKind::kBadFormat, "hdf5_layout_chunk", "the data layout states a chunk of {found} lengths; expected 2 to {limit}"};
inline constexpr ErrorMessage kHdf5LayoutDamaged{ErrorKind::kBadFormat, "hdf5_layout_damaged", "the data layout is damaged"};
inline constexpr ErrorMessage kHdf5FiltersDamaged{ErrorKind::kBadFormat, "hdf5_filters_damaged", "the filter pipeline is damaged"};
inline constexpr ErrorMessage kHdf5Filter{ErrorKind::kUnsupported, "hdf5_filter", "HDF5 filter {filter} is not supported; only deflate, shuffle and the checksum are"};
inline constexpr ErrorMessage kHdf5AttributeDamaged{ErrorKind::kBadFormat, "hdf5_attribute_damaged", "an attribute is damaged"};
inline constexpr ErrorMessage kHdf5AttributeValueDamaged{ErrorKind::kBadFormat, "hdf5_attribute_value_damaged", "the attribute {attribute} is damaged"};
inline constexpr ErrorMessage kHdf5LinkDamaged{ErrorKind::kBadFormat, "hdf5_link_damaged", "a link is damaged"};

// --- Groups ---

inline constexpr ErrorMessage kHdf5RootNotAGroup{ErrorKind::kBadFormat, "hdf5_root_not_agroup", "the root object is not a group"};
inline constexpr ErrorMessage kHdf5AttributesInHeap{ErrorKind::kUnsupported, "hdf5_attributes_in_heap", "stores its attributes in a heap, which is not supported; save the model again without libver=\"latest\""};
inline constexpr ErrorMessage kHdf5LinksInHeap{ErrorKind::kUnsupported, "hdf5_links_in_heap", "stores its members in a heap, which is not supported; save the model again without libver=\"latest\""};
inline constexpr ErrorMessage kHdf5NameTooLong{ErrorKind::kTooLarge, "hdf5_name_too_long", "has a member whose name has {length} bytes; the limit is {limit}"};
inline constexpr ErrorMessage kHdf5NamesDamaged{ErrorKind::kBadFormat, "hdf5_names_damaged", "the local heap with the names of a group, at address {address}, is missing or damaged"};
inline constexpr ErrorMessage kHdf5GroupTreeMissing{ErrorKind::kBadFormat, "hdf5_group_tree_missing", "there is no B-tree of a group at address {address}"};
inline constexpr ErrorMessage kHdf5GroupTreeDamaged{ErrorKind::kBadFormat, "hdf5_group_tree_damaged", "the B-tree of a group, at address {address}, is damaged"};
inline constexpr ErrorMessage kHdf5SymbolTableMissing{ErrorKind::kBadFormat, "hdf5_symbol_table_missing", "there is no symbol table at address {address}"};
inline constexpr ErrorMessage kHdf5SymbolTableDamaged{ErrorKind::kBadFormat, "hdf5_symbol_table_damaged", "the symbol table at address {address} is damaged"};
inline constexpr ErrorMessage kHdf5HeapDamaged{ErrorKind::kBadFormat, "hdf5_heap_damaged", "the global heap at address {address} is missing or damaged"};
inline constexpr ErrorMessage kHdf5HeapStringMissing{ErrorKind::kBadFormat, "hdf5_heap_string_missing", "a string is missing in the global heap at address {address}"};

// --- Datasets ---

inline constexpr ErrorMessage kHdf5ExternalData{ErrorKind::kUnsupported, "hdf5_external_data", "the values are stored in another file, which is not supported"};
inline constexpr ErrorMessage kHdf5NamedDatatype{ErrorKind::kUnsupported, "hdf5_named_datatype", "named datatypes are not supported"};
inline constexpr ErrorMessage kHdf5DatasetIncomplete{ErrorKind::kBadFormat, "hdf5_dataset_incomplete", "a dataset has no datatype or no dataspace"};
inline constexpr ErrorMessage kHdf5DatasetPastEnd{ErrorKind::kBadFormat, "hdf5_dataset_past_end", "states {size} bytes that are not in the file"};
inline constexpr ErrorMessage kHdf5DatasetSize{ErrorKind::kBadFormat, "hdf5_dataset_size", "has {found} bytes; expected {expected}"};
inline constexpr ErrorMessage kHdf5DatasetTooLarge{ErrorKind::kTooLarge, "hdf5_dataset_too_large", "states {size} bytes, more than deflate can compress into a file of this size"};
inline constexpr ErrorMessage kHdf5UnpackedTooLarge{ErrorKind::kTooLarge, "hdf5_unpacked_too_large", "unpacks to more bytes than deflate can compress into a file of this size"};
inline constexpr ErrorMessage kHdf5ChunkAxes{ErrorKind::kBadFormat, "hdf5_chunk_axes", "has chunks of {found} axes; expected {expected}"};
inline constexpr ErrorMessage kHdf5ChunkEmpty{ErrorKind::kBadFormat, "hdf5_chunk_empty", "has chunks without values"};
inline constexpr ErrorMessage kHdf5ChunkTooLarge{ErrorKind::kTooLarge, "hdf5_chunk_too_large", "has chunks of more than {limit} bytes"};
inline constexpr ErrorMessage kHdf5ChunkValueSize{ErrorKind::kBadFormat, "hdf5_chunk_value_size", "has chunks of values of {found} bytes; the array's have {expected}"};
inline constexpr ErrorMessage kHdf5ChunkTreeMissing{ErrorKind::kBadFormat, "hdf5_chunk_tree_missing", "there is no B-tree of chunks at address {address}"};
inline constexpr ErrorMessage kHdf5ChunkTreeDamaged{ErrorKind::kBadFormat, "hdf5_chunk_tree_damaged", "the B-tree of chunks, at address {address}, is damaged"};
inline constexpr ErrorMessage kHdf5ChunkPastEnd{ErrorKind::kBadFormat, "hdf5_chunk_past_end", "a chunk extends past the end of the file"};
inline constexpr ErrorMessage kHdf5ChunkCompressedTwice{ErrorKind::kBadFormat, "hdf5_chunk_compressed_twice", "a chunk is compressed twice"};
inline constexpr ErrorMessage kHdf5ChunkSize{ErrorKind::kBadFormat, "hdf5_chunk_size", "a chunk has {found} bytes; expected {expected}"};
inline constexpr ErrorMessage kHdf5ChunkOutside{ErrorKind::kBadFormat, "hdf5_chunk_outside", "a chunk lies outside its array"};

// --- Compressed data ---

inline constexpr ErrorMessage kInflateDamaged{ErrorKind::kBadFormat, "inflate_damaged", "the compressed data is damaged"};

// --- Writing HDF5 ---


// --- Keras: architecture ---

inline constexpr ErrorMessage kKerasConfig{ErrorKind::kBadFormat, "keras_config", "expected the architecture as a JSON object with up to {limit} layers"};
inline constexpr ErrorMessage kKerasSize{ErrorKind::kBadFormat, "keras_size", "expected an integer from 0 to {limit}"};
inline constexpr ErrorMessage kKerasPair{ErrorKind::kBadFormat, "keras_pair", "expected two integers, found {found}"};
inline constexpr ErrorMessage kKerasPadding{ErrorKind::kBadFormat, "keras_padding", "expected valid or same, found {padding}"};
inline constexpr ErrorMessage kKerasInputs{ErrorKind::kUnsupported, "keras_inputs", "reads the outputs of {count} layers; only a chain of layers is supported"};
inline constexpr ErrorMessage kKerasBranches{ErrorKind::kUnsupported, "keras_branches", "the network branches: {count} layers follow; only a chain of layers is supported"};
inline constexpr ErrorMessage kKerasCycle{ErrorKind::kBadFormat, "keras_cycle", "the layers form a cycle"};
inline constexpr ErrorMessage kKerasDisconnected{ErrorKind::kUnsupported, "keras_disconnected", "{count} layers are not part of the chain that begins at the input"};

// --- Keras: why a layer cannot run here ---

inline constexpr ErrorMessage kKerasLambda{ErrorKind::kUnsupported, "keras_lambda", "is a Lambda layer, which contains a program; programs in files are never run"};
inline constexpr ErrorMessage kKerasLayerType{ErrorKind::kUnsupported, "keras_layer_type", "the Keras layer {type} is not supported"};
inline constexpr ErrorMessage kKerasActivation{ErrorKind::kUnsupported, "keras_activation", "the activation {activation} is not supported; relu and, at the end of the network, softmax and sigmoid are"};
inline constexpr ErrorMessage kKerasReluOptions{ErrorKind::kUnsupported, "keras_relu_options", "a ReLU with max_value, negative_slope or threshold is not supported"};
inline constexpr ErrorMessage kKerasRescalingNumbers{ErrorKind::kBadFormat, "keras_rescaling_numbers", "expected numbers as scale and offset"};
inline constexpr ErrorMessage kKerasNormalizationInverted{ErrorKind::kUnsupported, "keras_normalization_inverted", "an inverted normalization is not supported"};
inline constexpr ErrorMessage kKerasRandomCrop{ErrorKind::kUnsupported, "keras_random_crop", "what a RandomCrop of another size than the input does at inference depends on the version of Keras; save the model without it"};
inline constexpr ErrorMessage kKerasFlattenOrder{ErrorKind::kUnsupported, "keras_flatten_order", "flattens channels_last values as channels_first, which mixes rows and channels and is not supported"};
inline constexpr ErrorMessage kKerasQuantized{ErrorKind::kUnsupported, "keras_quantized", "is quantized as {mode}; only int8 is supported: save the model before quantize(\"{mode_again}\")"};
inline constexpr ErrorMessage kKerasUnknownWeights{ErrorKind::kUnsupported, "keras_unknown_weights", "the kind of the layer cannot be inferred from its weights"};

// --- Keras: weights ---

inline constexpr ErrorMessage kKerasNotAModel{ErrorKind::kBadFormat, "keras_not_amodel", "has no layers with weights: it is not a Keras model"};
inline constexpr ErrorMessage kKerasWeightsOnly{ErrorKind::kUnsupported, "keras_weights_only", "the file has weights without an architecture, and an AlexNet has no such layer; save the whole model: model.save(\"model.keras\")"};
inline constexpr ErrorMessage kKerasKernelScale{ErrorKind::kBadFormat, "keras_kernel_scale", "expected an int8 kernel with one kernel_scale for each output"};
inline constexpr ErrorMessage kKerasStatistics{ErrorKind::kBadFormat, "keras_statistics", "has the mean and variance of {found} channels; expected 1 to {limit}"};
inline constexpr ErrorMessage kKerasShards{ErrorKind::kTooLarge, "keras_shards", "names more than {limit} files of weights"};
inline constexpr ErrorMessage kKerasShardTwice{ErrorKind::kBadFormat, "keras_shard_twice", "has the weights {path}, which another file has too"};
inline constexpr ErrorMessage kTfjsManifest{ErrorKind::kBadFormat, "tfjs_manifest", "expected a weightsManifest with the paths of files and with weights that have a shape and a type"};
inline constexpr ErrorMessage kTfjsPastEnd{ErrorKind::kBadFormat, "tfjs_past_end", "is longer than the rest of its files: a file is cut off, or is that of another model"};
inline constexpr ErrorMessage kTfjsType{ErrorKind::kUnsupported, "tfjs_type", "weights of the type {type} are not supported"};
inline constexpr ErrorMessage kTfjsGraphModel{ErrorKind::kUnsupported, "tfjs_graph_model", "is a graph model of TensorFlow.js, which has no layers; open the model that it was converted from, as .keras or .h5"};
inline constexpr ErrorMessage kKerasGroupMissing{ErrorKind::kBadFormat, "keras_group_missing", "the file has no weights of this layer"};
inline constexpr ErrorMessage kKerasWeightCount{ErrorKind::kBadFormat, "keras_weight_count", "has {found} weights; expected {expected}"};
inline constexpr ErrorMessage kKerasWeightMissing{ErrorKind::kBadFormat, "keras_weight_missing", "its weights {path} are missing or are of a type that is not read"};

// --- Writing Keras ---

inline constexpr ErrorMessage kKerasWriteRoundUp{ErrorKind::kUnsupported, "keras_write_round_up", "Keras has no pooling that rounds up"};
inline constexpr ErrorMessage kKerasWritePoolPadding{ErrorKind::kUnsupported, "keras_write_pool_padding", "Keras has no pooling with this padding, only one that is as large as the input divided by the stride"};
inline constexpr ErrorMessage kKerasWriteLrn{ErrorKind::kUnsupported, "keras_write_lrn", "Keras has no local response normalization"};
inline constexpr ErrorMessage kKerasWriteLayer{ErrorKind::kUnsupported, "keras_write_layer", "this kind of layer cannot be written as a Keras layer"};

}  // namespace alexnet::msg
// clang-format on
