// Messages of the readers of PyTorch files (core/formats/torch_*).
#pragma once

#include "base/error.h"

// clang-format off: one message a row
namespace alexnet::msg {

// --- Pickle: bytes and opcodes ---

inline constexpr ErrorMessage kPickleTooLong{ErrorKind::kTooLarge, "pickle_too_long", "is longer than {limit} bytes"};
inline constexpr ErrorMessage kPickleTruncated{ErrorKind::kBadFormat, "pickle_truncated", "the pickle ends within a value of {bytes} bytes"};
inline constexpr ErrorMessage kPickleLineTruncated{ErrorKind::kBadFormat, "pickle_line_truncated", "the pickle ends within a line"};
inline constexpr ErrorMessage kPickleOpcode{ErrorKind::kUnsupported, "pickle_opcode", "opcode {opcode} is not supported: PyTorch does not write it"};
inline constexpr ErrorMessage kPickleInteger{ErrorKind::kBadFormat, "pickle_integer", "expected a decimal integer"};
inline constexpr ErrorMessage kPickleQuotedString{ErrorKind::kBadFormat, "pickle_quoted_string", "expected a string in quotes"};

// --- Pickle: stack and memo; {type} is the name of a Python type ---

inline constexpr ErrorMessage kPickleStackEmpty{ErrorKind::kBadFormat, "pickle_stack_empty", "takes a value from an empty stack"};
inline constexpr ErrorMessage kPickleStackType{ErrorKind::kBadFormat, "pickle_stack_type", "expected a value of type {type} on top of the stack"};
inline constexpr ErrorMessage kPickleMarkMissing{ErrorKind::kBadFormat, "pickle_mark_missing", "expected a mark on the stack, found none"};
inline constexpr ErrorMessage kPickleMemoMissing{ErrorKind::kBadFormat, "pickle_memo_missing", "reads entry {index} of the memo, which was never written"};
inline constexpr ErrorMessage kPickleType{ErrorKind::kBadFormat, "pickle_type", "expected a value of type {type}"};
inline constexpr ErrorMessage kPickleNegative{ErrorKind::kBadFormat, "pickle_negative", "expected a non-negative integer, found {value}"};
inline constexpr ErrorMessage kPickleItemIncomplete{ErrorKind::kBadFormat, "pickle_item_incomplete", "an item of a dictionary has no value"};
inline constexpr ErrorMessage kPicklePair{ErrorKind::kBadFormat, "pickle_pair", "expected a pair of a key and a value, found {count} values"};
inline constexpr ErrorMessage kPickleTooManyCopies{ErrorKind::kTooLarge, "pickle_too_many_copies", "builds too many dictionaries from lists"};

// --- Pickle: classes and tensors ---

inline constexpr ErrorMessage kPickleArguments{ErrorKind::kBadFormat, "pickle_arguments", "{callable} cannot be called with {count} arguments"};
inline constexpr ErrorMessage kPicklePersistentId{ErrorKind::kUnsupported, "pickle_persistent_id", "refers to external data that is not a storage of numbers"};
inline constexpr ErrorMessage kPickleStorageKeyTooLong{ErrorKind::kBadFormat, "pickle_storage_key_too_long", "the key of a storage has {length} bytes; the limit is {limit}"};
inline constexpr ErrorMessage kPickleStrides{ErrorKind::kBadFormat, "pickle_strides", "a tensor has {lengths} lengths and {strides} strides"};
inline constexpr ErrorMessage kTorchStorageType{ErrorKind::kUnsupported, "torch_storage_type", "{type} is not a storage of numbers that is supported"};
inline constexpr ErrorMessage kTorchStorageView{ErrorKind::kUnsupported, "torch_storage_view", "a storage is a view of another, which is not supported"};

// --- The ZIP container ---

inline constexpr ErrorMessage kTorchPickleMissing{ErrorKind::kBadFormat, "torch_pickle_missing", "is a ZIP archive without {entry}"};
inline constexpr ErrorMessage kTorchBigEndian{ErrorKind::kUnsupported, "torch_big_endian", "big-endian values are not supported"};
inline constexpr ErrorMessage kTorchStorageTooShort{ErrorKind::kBadFormat, "torch_storage_too_short", "its storage has {found} elements; expected {expected}"};

// --- The archive of torch.export ---

inline constexpr ErrorMessage kTorchExportJson{ErrorKind::kBadFormat, "torch_export_json", "is not the JSON that torch.export.save writes"};
inline constexpr ErrorMessage kTorchExportTensor{ErrorKind::kUnsupported, "torch_export_tensor", "is no contiguous tensor of numbers of a fixed shape; save model.state_dict() with torch.save"};
inline constexpr ErrorMessage kTorchExportOperation{ErrorKind::kUnsupported, "torch_export_operation", "has the operation {operation}, or options of it, which a plain AlexNet does not have; export the network with torch.onnx.export"};

// --- The stream and the TAR of PyTorch before 1.6 ---

inline constexpr ErrorMessage kTorchProtocol{ErrorKind::kUnsupported, "torch_protocol", "protocol {found} of torch.save is not supported; expected {expected}"};
inline constexpr ErrorMessage kTorchTruncated{ErrorKind::kBadFormat, "torch_truncated", "the file ends within its values"};
inline constexpr ErrorMessage kTorchExpectedInteger{ErrorKind::kBadFormat, "torch_expected_integer", "expected a pickled integer"};
inline constexpr ErrorMessage kTorchExpectedKey{ErrorKind::kBadFormat, "torch_expected_key", "expected the key of an object"};
inline constexpr ErrorMessage kTorchExpectedList{ErrorKind::kBadFormat, "torch_expected_list", "expected a list of {count} values"};
inline constexpr ErrorMessage kTorchExpectedStorageType{ErrorKind::kBadFormat, "torch_expected_storage_type", "expected the class of a storage"};
inline constexpr ErrorMessage kTorchSystemInfo{ErrorKind::kBadFormat, "torch_system_info", "the system information is not a dictionary"};
inline constexpr ErrorMessage kTorchStorageTruncated{ErrorKind::kBadFormat, "torch_storage_truncated", "a storage of {elements} elements extends past the end of the file"};
inline constexpr ErrorMessage kTorchStorageList{ErrorKind::kBadFormat, "torch_storage_list", "expected a list of storages"};
inline constexpr ErrorMessage kTorchStorageUnknown{ErrorKind::kBadFormat, "torch_storage_unknown", "lists a storage that the pickle does not describe"};
inline constexpr ErrorMessage kTorchStorageTwice{ErrorKind::kBadFormat, "torch_storage_twice", "storage {key} appears twice"};
inline constexpr ErrorMessage kTorchStorageMissing{ErrorKind::kBadFormat, "torch_storage_missing", "its storage is not in the file"};
inline constexpr ErrorMessage kTarNumber{ErrorKind::kBadFormat, "tar_number", "expected an octal number"};
inline constexpr ErrorMessage kTarMemberTruncated{ErrorKind::kBadFormat, "tar_member_truncated", "a member of {size} bytes extends past the end of the file"};
inline constexpr ErrorMessage kTarMemberMissing{ErrorKind::kBadFormat, "tar_member_missing", "has no member {member}, which every such file of PyTorch has"};

// --- The state_dict ---

inline constexpr ErrorMessage kTorchNoStateDict{ErrorKind::kBadFormat, "torch_no_state_dict", "contains no state_dict: its pickle is neither a dictionary nor a model"};
inline constexpr ErrorMessage kTorchNoTensors{ErrorKind::kBadFormat, "torch_no_tensors", "its dictionary contains no weights, only {names}; save model.state_dict() with torch.save"};
inline constexpr ErrorMessage kTorchSeveralDictionaries{ErrorKind::kBadFormat, "torch_several_dictionaries", "contains the weights of several networks ({names}); save the state_dict() of one of them with torch.save"};
inline constexpr ErrorMessage kTorchTensorMissing{ErrorKind::kBadFormat, "torch_tensor_missing", "is not among the file's tensors"};
inline constexpr ErrorMessage kTorchTensorPastEnd{ErrorKind::kBadFormat, "torch_tensor_past_end", "extends past the end of its storage of {elements} elements"};
inline constexpr ErrorMessage kTorchTensorRepeats{ErrorKind::kUnsupported, "torch_tensor_repeats", "uses elements of its storage more than once, which is not supported"};

}  // namespace alexnet::msg
// clang-format on
