#include "formats/onnx/tensor.h"

#include <charconv>
#include <optional>

#include "formats/location.h"
#include "formats/protobuf.h"
#include "messages/formats.h"
#include "messages/onnx.h"
#include "tensor/shape.h"

namespace alexnet {
namespace {

// The field numbers of TensorProto, and the value of its field 14 that stands for a companion file.
namespace tensor {
constexpr std::uint32_t kDims = 1, kType = 2, kFloats = 4, kInt32s = 5, kInt64s = 7, kName = 8, kRaw = 9, kDoubles = 10,
                        kExternal = 13, kLocation = 14;
constexpr std::uint64_t kInCompanion = 1;
}  // namespace tensor

std::optional<ElementType> element_type(std::int64_t code) {
  switch (code) {
    case 1:
      return ElementType::kF32;
    case 2:
    case 9:  // a bool
      return ElementType::kU8;
    case 3:
      return ElementType::kI8;
    case 6:
      return ElementType::kI32;
    case 7:
      return ElementType::kI64;
    case 10:
      return ElementType::kF16;
    case 11:
      return ElementType::kF64;
    case 16:
      return ElementType::kBf16;
    default:
      return std::nullopt;
  }
}

// Where a tensor is in a companion file; numbers as text, as in the file.
struct ExternalData {
  std::string file;
  std::string offset = "0";
  std::string length;  // empty: up to the end of the file
};

// The fields of a tensor message, not yet checked.
struct RawTensor {
  std::string name;
  std::int64_t type = 0;
  std::vector<std::int64_t> dims;
  ByteSpan raw;                        // the values of kRaw, or of a packed list of numbers of a fixed size
  std::vector<std::uint8_t> gathered;  // the values of a list that is not packed
  std::vector<std::int64_t> integers;  // of kInt32s and kInt64s
  bool is_external = false;
  ExternalData external;
};

Status read_fixed_list(const ProtobufField& field, RawTensor& to) {
  if (field.wire == ProtobufField::Wire::kBytes) {
    to.raw = field.bytes;
    return {};
  }
  const std::size_t size = field.wire == ProtobufField::Wire::kFixed64 ? 8 : 4;
  for (std::size_t i = 0; i < size; ++i) to.gathered.push_back(static_cast<std::uint8_t>(field.value >> (8 * i)));
  return {};
}

// Reads an entry of the list of keys and values that says where the tensor is.
Status read_external(ByteSpan message, ExternalData& to) {
  std::string key, value;
  TRY(for_each_field(message, [&](const ProtobufField& field) -> Status {
    if (field.number == 1) key = field.text();
    if (field.number == 2) value = field.text();
    return {};
  }));
  if (key == "location") to.file = value;
  if (key == "offset") to.offset = value;
  if (key == "length") to.length = value;
  return {};
}

Result<RawTensor> read_raw_tensor(ByteSpan message) {
  RawTensor found;
  const auto on_field = [&](const ProtobufField& field) -> Status {
    switch (field.number) {
      case tensor::kDims:
        return append_integers(field, found.dims);
      case tensor::kType:
        found.type = field.integer();
        return {};
      case tensor::kFloats:
      case tensor::kDoubles:
        return read_fixed_list(field, found);
      case tensor::kInt32s:
      case tensor::kInt64s:
        return append_integers(field, found.integers);
      case tensor::kName:
        found.name = field.text();
        return {};
      case tensor::kRaw:
        found.raw = field.bytes;
        return {};
      case tensor::kExternal:
        return read_external(field.bytes, found.external);
      case tensor::kLocation:
        found.is_external = field.value == tensor::kInCompanion;
        return {};
      default:
        return {};
    }
  };
  TRY(for_each_field(message, on_field));
  return found;
}

Result<std::uint64_t> number(const std::string& text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return fail<msg::kOnnxExternalNumber>("", quoted_name(text));
  return value;
}

Result<ByteSpan> external_bytes(const ExternalData& where, OnnxStorage& storage) {
  TRY_VALUE(const std::uint64_t offset, number(where.offset));
  TRY_VALUE(const ByteSpan file, storage.companion(where.file));
  std::uint64_t length = offset <= file.size() ? file.size() - offset : 0;
  if (!where.length.empty()) {
    TRY_VALUE(length, number(where.length));
  }
  if (offset > file.size() || length > file.size() - offset)
    return fail<msg::kOnnxExternalRange>("", length, offset, quoted_name(where.file), file.size());
  return file.subspan(static_cast<std::size_t>(offset), static_cast<std::size_t>(length));
}

Result<ByteSpan> bytes_of(RawTensor& raw, ElementType type, OnnxStorage& storage) {
  if (raw.is_external) return external_bytes(raw.external, storage);
  if (!raw.raw.empty()) return raw.raw;
  const std::size_t size = element_size(type);
  for (const std::int64_t integer : raw.integers)  // 16-bit values are in the lower half of an int32
    for (std::size_t i = 0; i < size; ++i)
      raw.gathered.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(integer) >> (8 * i)));
  return storage.keep(std::move(raw.gathered));
}

Result<FileTensor> check_tensor(RawTensor& raw, OnnxStorage& storage) {
  const std::optional<ElementType> type = element_type(raw.type);
  if (!type) return fail<msg::kOnnxElementType>("", raw.type);
  FileTensor found{.type = *type, .shape = {}, .bytes = {}};
  std::uint64_t bytes = element_size(*type);
  for (const std::int64_t length : raw.dims) {
    if (length < 0 || length > (std::int64_t{1} << 31) || (length > 0 && bytes > (std::uint64_t{1} << 62) / length))
      return fail<msg::kOnnxLength>("", length);
    bytes *= static_cast<std::uint64_t>(length);
    found.shape.push_back(static_cast<std::size_t>(length));
  }
  if (found.shape.size() > kMaxRank) return fail<msg::kTensorTooManyAxes>("", kMaxRank);
  TRY_VALUE(found.bytes, bytes_of(raw, *type, storage));
  if (found.bytes.size() != bytes)
    return fail<msg::kTensorSizeMismatch>("", found.bytes.size(), to_string(*type), format_shape(found.shape), bytes);
  return found;
}

}  // namespace

Result<ByteSpan> OnnxStorage::companion(const std::string& name) {
  const auto found = opened_.find(name);
  if (found != opened_.end()) return found->second.bytes();
  TRY_VALUE(SharedBytes bytes, companions_.open(name));
  return opened_.emplace(name, std::move(bytes)).first->second.bytes();
}

Result<OnnxTensor> read_onnx_tensor(ByteSpan message, OnnxStorage& storage) {
  TRY_VALUE(RawTensor raw, read_raw_tensor(message));
  Result<FileTensor> values = check_tensor(raw, storage);
  return OnnxTensor{std::move(raw.name), std::move(values)};
}

}  // namespace alexnet
