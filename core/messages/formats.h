// Messages of core/formats that several file formats share, and those of protobuf, ZIP, NumPy, safetensors and Caffe files.
#pragma once

#include "base/error.h"

// clang-format off: one message a row
namespace alexnet::msg {

// --- Tensors of any file ---

inline constexpr ErrorMessage kNameAppearsTwice{ErrorKind::kBadFormat, "name_appears_twice", "appears twice"};
inline constexpr ErrorMessage kTensorTooManyAxes{ErrorKind::kUnsupported, "tensor_too_many_axes", "has more than {limit} axes, which is not supported"};
inline constexpr ErrorMessage kTensorShapeTooLarge{ErrorKind::kBadFormat, "tensor_shape_too_large", "has the shape {shape}, which takes more than memory can hold"};
inline constexpr ErrorMessage kTensorSizeMismatch{ErrorKind::kBadFormat, "tensor_size_mismatch", "holds {found} bytes, but {type} {shape} takes {expected}"};
inline constexpr ErrorMessage kTensorTypeNotFloat{ErrorKind::kUnsupported, "tensor_type_not_float", "weights of type {type} are not supported; expected F32, F16, BF16 or F64"};
inline constexpr ErrorMessage kFormatOutOfMemory{ErrorKind::kOutOfMemory, "format_out_of_memory", "not enough memory for {bytes} bytes"};

// --- Files that belong to a model file ---

inline constexpr ErrorMessage kCompanionName{ErrorKind::kBadFormat, "companion_name", "names the file {name} as a part of it; expected a path within its folder"};
inline constexpr ErrorMessage kCompanionMissing{ErrorKind::kNotFound, "companion_missing", "a part of it is in the file {name}, which was not found: keep it beside the model file, and open both together"};

// --- Protobuf ---

inline constexpr ErrorMessage kProtobufVarintTruncated{ErrorKind::kBadFormat, "protobuf_varint_truncated", "the message ends within a varint, at its byte {offset}"};
inline constexpr ErrorMessage kProtobufVarintTooLong{ErrorKind::kBadFormat, "protobuf_varint_too_long", "the varint before byte {offset} of the message has more than 10 bytes"};
inline constexpr ErrorMessage kProtobufFieldTruncated{ErrorKind::kBadFormat, "protobuf_field_truncated", "the field at byte {offset} of the message states {expected} bytes, but {found} are left"};
inline constexpr ErrorMessage kProtobufFieldNumber{ErrorKind::kBadFormat, "protobuf_field_number", "the field before byte {offset} of the message has the invalid number {number}"};
inline constexpr ErrorMessage kProtobufWireType{ErrorKind::kBadFormat, "protobuf_wire_type", "the field before byte {offset} of the message has the wire type {type}, which is not supported"};

// --- ZIP archives ---

inline constexpr ErrorMessage kZipNotAnArchive{ErrorKind::kBadFormat, "zip_not_an_archive", "is not a ZIP archive: it does not begin with the signature PK"};
inline constexpr ErrorMessage kZipDamaged{ErrorKind::kBadFormat, "zip_damaged", "the list of its entries is damaged or cut off"};
inline constexpr ErrorMessage kZipEntryEncrypted{ErrorKind::kUnsupported, "zip_entry_encrypted", "the entry is encrypted, which is not supported"};
inline constexpr ErrorMessage kZipEntryCompression{ErrorKind::kUnsupported, "zip_entry_compression", "the entry uses compression method {method}; only stored and deflated entries are supported"};
inline constexpr ErrorMessage kZipArchiveTooLarge{ErrorKind::kTooLarge, "zip_archive_too_large", "unpacks to {size} bytes; an archive of {archive} bytes may unpack to {limit} in all"};
inline constexpr ErrorMessage kZipEntryMissing{ErrorKind::kNotFound, "zip_entry_missing", "the archive has no such entry"};
inline constexpr ErrorMessage kZipEntryTooLarge{ErrorKind::kTooLarge, "zip_entry_too_large", "unpacks to {size} bytes; the limit is {limit}"};
inline constexpr ErrorMessage kZipEntryDamaged{ErrorKind::kBadFormat, "zip_entry_damaged", "the entry is damaged: it cannot be unpacked, or its checksum is another"};
inline constexpr ErrorMessage kZipEntryTooLong{ErrorKind::kBadFormat, "zip_entry_too_long", "unpacks to more than the {expected} bytes that the archive states"};
inline constexpr ErrorMessage kZipEntryTooShort{ErrorKind::kBadFormat, "zip_entry_too_short", "unpacks to {found} bytes, but the archive states {expected}"};
inline constexpr ErrorMessage kZipNameEmpty{ErrorKind::kInvalidArgument, "zip_name_empty", "the name of an entry must not be empty"};
inline constexpr ErrorMessage kZipNameTwice{ErrorKind::kInvalidArgument, "zip_name_twice", "the name of an entry must not appear twice"};
inline constexpr ErrorMessage kZipNameTooLong{ErrorKind::kInvalidArgument, "zip_name_too_long", "the name of an entry must not have more than 65535 bytes"};
inline constexpr ErrorMessage kGzipDamaged{ErrorKind::kBadFormat, "gzip_damaged", "is a damaged or incomplete gzip file"};
inline constexpr ErrorMessage kGzipTooLarge{ErrorKind::kTooLarge, "gzip_too_large", "unpacks to more than {limit} bytes, half of the memory that is free; unpack it to the disk first"};

// --- NumPy (.npy, .npz) ---

inline constexpr ErrorMessage kNpyNotAnArray{ErrorKind::kBadFormat, "npy_not_an_array", "does not begin with the signature of NumPy's .npy format"};
inline constexpr ErrorMessage kNpyVersion{ErrorKind::kUnsupported, "npy_version", "version {version} of the .npy format is not supported; expected 1 to 3"};
inline constexpr ErrorMessage kNpyHeaderTruncated{ErrorKind::kBadFormat, "npy_header_truncated", "the file ends within the header"};
inline constexpr ErrorMessage kNpyHeaderTooLong{ErrorKind::kTooLarge, "npy_header_too_long", "has {length} bytes; the limit is {limit}"};
inline constexpr ErrorMessage kNpyHeaderCharacter{ErrorKind::kBadFormat, "npy_header_character", "expected the character {character}"};
inline constexpr ErrorMessage kNpyHeaderString{ErrorKind::kBadFormat, "npy_header_string", "expected a string in quotes"};
inline constexpr ErrorMessage kNpyHeaderStringTruncated{ErrorKind::kBadFormat, "npy_header_string_truncated", "a string has no closing quote"};
inline constexpr ErrorMessage kNpyHeaderKey{ErrorKind::kBadFormat, "npy_header_key", "expected the key descr, fortran_order or shape, found {key}"};
inline constexpr ErrorMessage kNpyHeaderKeyTwice{ErrorKind::kBadFormat, "npy_header_key_twice", "has the key {key} twice"};
inline constexpr ErrorMessage kNpyHeaderKeyMissing{ErrorKind::kBadFormat, "npy_header_key_missing", "expected the keys descr, fortran_order and shape, once each"};
inline constexpr ErrorMessage kNpyHeaderBoolean{ErrorKind::kBadFormat, "npy_header_boolean", "expected True or False as fortran_order"};
inline constexpr ErrorMessage kNpyHeaderLength{ErrorKind::kBadFormat, "npy_header_length", "expected a non-negative integer in shape"};
inline constexpr ErrorMessage kNpyHeaderLengthTooLarge{ErrorKind::kBadFormat, "npy_header_length_too_large", "a length in shape is more than memory can hold"};
inline constexpr ErrorMessage kNpyStructuredType{ErrorKind::kUnsupported, "npy_structured_type", "structured arrays, whose elements have several fields, are not supported"};
inline constexpr ErrorMessage kNpyElementType{ErrorKind::kUnsupported, "npy_element_type", "elements of type {type} are not supported"};
inline constexpr ErrorMessage kNpyPickle{ErrorKind::kUnsupported, "npy_pickle", "is no array of numbers; save the arrays with np.savez(file, **arrays)"};
inline constexpr ErrorMessage kNpyPickleEmpty{ErrorKind::kBadFormat, "npy_pickle_empty", "holds objects of Python, but no array of numbers; save the arrays with np.savez(file, **arrays)"};
inline constexpr ErrorMessage kNpyWriteElementType{ErrorKind::kUnsupported, "npy_write_element_type", "NumPy has no element type {type}"};

// --- safetensors: the file and its data ---

inline constexpr ErrorMessage kSafetensorsTooShort{ErrorKind::kBadFormat, "safetensors_too_short", "has {found} bytes; expected at least {expected}"};
inline constexpr ErrorMessage kSafetensorsHeaderTruncated{ErrorKind::kBadFormat, "safetensors_header_truncated", "ends {expected} bytes after byte 8, but the file has {found}"};
inline constexpr ErrorMessage kSafetensorsHeaderTooLong{ErrorKind::kTooLarge, "safetensors_header_too_long", "has {length} bytes; the limit is {limit}"};
inline constexpr ErrorMessage kSafetensorsPastEnd{ErrorKind::kBadFormat, "safetensors_past_end", "ends at byte {end} of the data, but the file has {size}"};
inline constexpr ErrorMessage kSafetensorsOverlap{ErrorKind::kBadFormat, "safetensors_overlap", "begins at byte {begin} of the data, inside another tensor, which ends at {end}"};
inline constexpr ErrorMessage kSafetensorsHole{ErrorKind::kBadFormat, "safetensors_hole", "begins at byte {begin} of the data, after a hole that begins at {hole}"};
inline constexpr ErrorMessage kSafetensorsTrailingBytes{ErrorKind::kBadFormat, "safetensors_trailing_bytes", "the tensors end at byte {end} of the data, but the file has {size}"};
inline constexpr ErrorMessage kSafetensorsNameReserved{ErrorKind::kInvalidArgument, "safetensors_name_reserved", "this name is reserved by the format"};
inline constexpr ErrorMessage kSafetensorsNameNotUtf8{ErrorKind::kInvalidArgument, "safetensors_name_not_utf8", "the name of a tensor must be valid UTF-8"};

// --- safetensors: the JSON header ---

inline constexpr ErrorMessage kSafetensorsCharacter{ErrorKind::kBadFormat, "safetensors_character", "expected {character} at byte {byte} of the file"};
inline constexpr ErrorMessage kSafetensorsZeroByte{ErrorKind::kBadFormat, "safetensors_zero_byte", "is not JSON at byte {byte} of the file: a zero byte"};
inline constexpr ErrorMessage kSafetensorsNotJson{ErrorKind::kBadFormat, "safetensors_not_json", "is not JSON at byte {byte} of the file: {reason}"};
inline constexpr ErrorMessage kSafetensorsExpectedObject{ErrorKind::kBadFormat, "safetensors_expected_object", "expected an object, found {found}"};
inline constexpr ErrorMessage kSafetensorsExpectedName{ErrorKind::kBadFormat, "safetensors_expected_name", "expected a name, found {found}"};
inline constexpr ErrorMessage kSafetensorsExpectedMetadata{ErrorKind::kBadFormat, "safetensors_expected_metadata", "expected an object of strings, found {found}"};
inline constexpr ErrorMessage kSafetensorsExpectedString{ErrorKind::kBadFormat, "safetensors_expected_string", "expected a string, found {found}"};
inline constexpr ErrorMessage kSafetensorsExpectedEntry{ErrorKind::kBadFormat, "safetensors_expected_entry", "expected an object with dtype, shape and data_offsets, found {found}"};
inline constexpr ErrorMessage kSafetensorsExpectedType{ErrorKind::kBadFormat, "safetensors_expected_type", "expected the name of an element type as dtype, found {found}"};
inline constexpr ErrorMessage kSafetensorsExpectedShape{ErrorKind::kBadFormat, "safetensors_expected_shape", "expected an array as shape, found {found}"};
inline constexpr ErrorMessage kSafetensorsExpectedLength{ErrorKind::kBadFormat, "safetensors_expected_length", "expected a non-negative integer in shape, found {found}"};
inline constexpr ErrorMessage kSafetensorsExpectedOffsets{ErrorKind::kBadFormat, "safetensors_expected_offsets", "expected an array as data_offsets, found {found}"};
inline constexpr ErrorMessage kSafetensorsExpectedOffset{ErrorKind::kBadFormat, "safetensors_expected_offset", "expected two non-negative integers in data_offsets, found {found}"};
inline constexpr ErrorMessage kSafetensorsExpectedNothing{ErrorKind::kBadFormat, "safetensors_expected_nothing", "expected the end of the header, found {found}"};
inline constexpr ErrorMessage kSafetensorsKeyTwice{ErrorKind::kBadFormat, "safetensors_key_twice", "has the key {key} twice"};
inline constexpr ErrorMessage kSafetensorsField{ErrorKind::kBadFormat, "safetensors_field", "expected dtype, shape and data_offsets, found {field}"};
inline constexpr ErrorMessage kSafetensorsFieldMissing{ErrorKind::kBadFormat, "safetensors_field_missing", "has no {field}"};
inline constexpr ErrorMessage kSafetensorsElementType{ErrorKind::kUnsupported, "safetensors_element_type", "has the element type {type}, which is not supported"};
inline constexpr ErrorMessage kSafetensorsLengthTooLarge{ErrorKind::kBadFormat, "safetensors_length_too_large", "has an axis of length {length}, more than memory can hold"};
inline constexpr ErrorMessage kSafetensorsOffsetsReversed{ErrorKind::kBadFormat, "safetensors_offsets_reversed", "begins at byte {begin} of the data, after its end at {end}"};
inline constexpr ErrorMessage kSafetensorsOffsetsMismatch{ErrorKind::kBadFormat, "safetensors_offsets_mismatch", "is {type} {shape}, which takes {expected} bytes, but its data_offsets span {found}"};

// --- Weights in several files ---

inline constexpr ErrorMessage kShardIndex{ErrorKind::kBadFormat, "shard_index", "expected an object with a weight_map that names a .safetensors or .bin file for each tensor"};
inline constexpr ErrorMessage kShardTensorMissing{ErrorKind::kBadFormat, "shard_tensor_missing", "is not in {file}, where the index says it is"};

// --- Caffe ---

inline constexpr ErrorMessage kCaffeLength{ErrorKind::kBadFormat, "caffe_length", "a blob has an axis of the invalid length {length}"};
inline constexpr ErrorMessage kCaffeNotPacked{ErrorKind::kUnsupported, "caffe_not_packed", "the values of a blob are not stored as one packed list, which is not supported"};
inline constexpr ErrorMessage kCaffeNoWeights{ErrorKind::kBadFormat, "caffe_no_weights", "contains no layer with weights"};

}  // namespace alexnet::msg
// clang-format on
