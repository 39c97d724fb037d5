#include "formats/onnx_graph.h"

#include <cstring>
#include <memory>
#include <optional>

#include "formats/location.h"
#include "formats/protobuf.h"
#include "messages/formats.h"
#include "messages/onnx.h"
#include "tensor/shape.h"

namespace alexnet {
namespace {

// The field numbers of onnx.proto3, by message.
namespace model {
constexpr std::uint32_t kProducer = 2, kProducerVersion = 3, kGraph = 7, kOpset = 8, kProperties = 14;
}
namespace graph {
constexpr std::uint32_t kNode = 1, kInitializer = 5, kInput = 11, kOutput = 12, kSparse = 15;
}
namespace node {
constexpr std::uint32_t kInput = 1, kOutput = 2, kName = 3, kType = 4, kAttribute = 5, kDomain = 7;
}
namespace attribute {
constexpr std::uint32_t kName = 1, kReal = 2, kInteger = 3, kText = 4, kTensor = 5, kIntegers = 8;
}
namespace tensor {
constexpr std::uint32_t kDims = 1, kType = 2, kFloats = 4, kInt32s = 5, kInt64s = 7, kName = 8, kRaw = 9, kDoubles = 10,
                        kExternal = 13, kLocation = 14;
}
constexpr std::size_t kMaxItems = 100'000;

std::optional<ElementType> element_type(std::int64_t code) {
  switch (code) {
    case 1:
      return ElementType::kF32;
    case 2:
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

// Owns the file and the values that the file does not store as plain bytes.
struct GraphStorage {
  SharedBytes file;
  std::vector<std::vector<std::uint8_t>> blocks;
};

// The fields of a tensor message, not yet checked.
struct RawTensor {
  std::string name;
  std::int64_t type = 0;
  std::vector<std::int64_t> dims;
  ByteSpan raw;                        // the values of kRaw, or of a packed list of numbers of a fixed size
  std::vector<std::uint8_t> gathered;  // the values of a list that is not packed
  std::vector<std::int64_t> integers;  // of kInt32s and kInt64s
  bool external = false;
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
        found.external = true;
        return {};
      case tensor::kLocation:
        found.external = found.external || field.value != 0;
        return {};
      default:
        return {};
    }
  };
  TRY(for_each_field(message, on_field));
  return found;
}

class GraphReader {
 public:
  explicit GraphReader(SharedBytes file) : storage_(std::make_shared<GraphStorage>()) { storage_->file = std::move(file); }

  Result<OnnxGraph> run() {
    const ByteSpan bytes = storage_->file.bytes();
    TRY(for_each_field(bytes, [&](const ProtobufField& field) { return on_model(field); }));
    if (!seen_graph_) return fail<msg::kOnnxNoGraph>("onnx");
    std::erase_if(result_.inputs, [&](const OnnxValue& input) { return result_.tensors.tensors.contains(input.name); });
    result_.tensors.storage = SharedBytes(bytes, storage_);
    return std::move(result_);
  }

 private:
  Status on_model(const ProtobufField& field) {
    switch (field.number) {
      case model::kProducer:
        result_.producer = field.text();
        return {};
      case model::kProducerVersion:
        if (!field.bytes.empty()) result_.producer += str_cat(' ', field.text());
        return {};
      case model::kGraph:
        if (seen_graph_) return fail<msg::kOnnxTwoGraphs>("onnx");
        seen_graph_ = true;
        return for_each_field(field.bytes, [&](const ProtobufField& inner) { return on_graph(inner); });
      case model::kOpset:
        return read_opset(field.bytes);
      case model::kProperties:
        return read_property(field.bytes);
      default:
        return {};
    }
  }

  Status read_opset(ByteSpan message) {
    std::string domain;
    std::int64_t version = 0;
    TRY(for_each_field(message, [&](const ProtobufField& field) -> Status {
      if (field.number == 1) domain = field.text();
      if (field.number == 2) version = field.integer();
      return {};
    }));
    if (domain.empty() || domain == "ai.onnx") result_.opset = version;
    return {};
  }

  Status read_property(ByteSpan message) {
    std::string key, value;
    TRY(for_each_field(message, [&](const ProtobufField& field) -> Status {
      if (field.number == 1) key = field.text();
      if (field.number == 2) value = field.text();
      return {};
    }));
    result_.tensors.metadata[key] = value;
    return {};
  }

  Status on_graph(const ProtobufField& field) {
    switch (field.number) {
      case graph::kNode:
        return read_node(field.bytes);
      case graph::kInitializer:
        return read_tensor(field.bytes, "");
      case graph::kInput: {
        TRY_VALUE(OnnxValue value, read_value(field.bytes));
        result_.inputs.push_back(std::move(value));
        return {};
      }
      case graph::kOutput: {
        TRY_VALUE(OnnxValue value, read_value(field.bytes));
        result_.outputs.push_back(std::move(value.name));
        return {};
      }
      case graph::kSparse:
        return fail<msg::kOnnxSparse>("onnx");
      default:
        return {};
    }
  }

  // ValueInfoProto: name 1, type 2 { tensor 1 { shape 2 { dim 1 { value 1 } } } }
  static Result<OnnxValue> read_value(ByteSpan message) {
    OnnxValue value;
    const auto on_dimension = [&](const ProtobufField& field) -> Status {
      if (field.number != 1) return {};
      std::int64_t length = 0;
      TRY(for_each_field(field.bytes, [&](const ProtobufField& inner) -> Status {
        if (inner.number == 1) length = inner.integer();
        return {};
      }));
      value.shape.push_back(length > 0 && length < (1 << 24) ? static_cast<std::size_t>(length) : 0);
      return {};
    };
    const auto on_tensor = [&](const ProtobufField& field) -> Status {
      return field.number == 2 ? for_each_field(field.bytes, on_dimension) : Status{};
    };
    const auto on_type = [&](const ProtobufField& field) -> Status {
      return field.number == 1 ? for_each_field(field.bytes, on_tensor) : Status{};
    };
    TRY(for_each_field(message, [&](const ProtobufField& field) -> Status {
      if (field.number == 1) value.name = field.text();
      return field.number == 2 ? for_each_field(field.bytes, on_type) : Status{};
    }));
    return value;
  }

  Status read_node(ByteSpan message) {
    if (result_.nodes.size() == kMaxItems) return fail<msg::kOnnxTooManyNodes>("onnx", kMaxItems);
    OnnxNode found;
    std::vector<ByteSpan> attributes;
    TRY(for_each_field(message, [&](const ProtobufField& field) -> Status {
      if (field.number == node::kInput) found.inputs.emplace_back(field.text());
      if (field.number == node::kOutput) found.outputs.emplace_back(field.text());
      if (field.number == node::kName) found.name = field.text();
      if (field.number == node::kType) found.type = field.text();
      if (field.number == node::kAttribute) attributes.push_back(field.bytes);
      if (field.number == node::kDomain) found.domain = field.text();
      return {};
    }));
    if (found.name.empty() && !found.outputs.empty()) found.name = found.outputs.front();
    for (const ByteSpan attribute : attributes) {
      TRY(read_attribute(attribute, found));
    }
    result_.nodes.push_back(std::move(found));
    return {};
  }

  Status read_attribute(ByteSpan message, OnnxNode& of) {
    std::string name;
    OnnxAttribute found;
    ByteSpan constant;
    TRY(for_each_field(message, [&](const ProtobufField& field) -> Status {
      if (field.number == attribute::kName) name = field.text();
      if (field.number == attribute::kReal) found.real = field.real();
      if (field.number == attribute::kInteger) found.integer = field.integer();
      if (field.number == attribute::kText) found.text = field.text();
      if (field.number == attribute::kTensor) constant = field.bytes;
      return field.number == attribute::kIntegers ? append_integers(field, found.integers) : Status{};
    }));
    if (of.type == "Constant" && !of.outputs.empty() && !constant.empty()) {
      found.tensor = of.outputs.front();
      TRY(read_tensor(constant, found.tensor));
    }
    of.attributes[name] = std::move(found);
    return {};
  }

  // Adds a tensor under the name `given`, or under its own name if `given` is empty.
  Status read_tensor(ByteSpan message, const std::string& given) {
    TRY_VALUE(RawTensor raw, read_raw_tensor(message));
    const std::string name = given.empty() ? raw.name : given;
    Result<FileTensor> checked = check_tensor(raw);
    if (!checked) return with_context(location_in("onnx", name), std::move(checked).error());
    if (result_.tensors.tensors.size() == kMaxItems) return fail<msg::kOnnxTooManyTensors>("onnx", kMaxItems);
    if (!result_.tensors.tensors.emplace(name, std::move(*checked)).second)
      return fail<msg::kOnnxDuplicateTensor>(location_in("onnx", name));
    return {};
  }

  Result<FileTensor> check_tensor(RawTensor& raw) {
    if (raw.external) return fail<msg::kOnnxExternalData>("");
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
    found.bytes = bytes_of(raw, *type);
    if (found.bytes.size() != bytes)
      return fail<msg::kTensorSizeMismatch>("", found.bytes.size(), to_string(*type), format_shape(found.shape), bytes);
    return found;
  }

  ByteSpan bytes_of(RawTensor& raw, ElementType type) {
    if (!raw.raw.empty()) return raw.raw;
    const std::size_t size = element_size(type);
    for (const std::int64_t integer : raw.integers)  // 16-bit values are in the lower half of an int32
      for (std::size_t i = 0; i < size; ++i)
        raw.gathered.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(integer) >> (8 * i)));
    return storage_->blocks.emplace_back(std::move(raw.gathered));
  }

  std::shared_ptr<GraphStorage> storage_;
  OnnxGraph result_;
  bool seen_graph_ = false;
};

}  // namespace

std::int64_t OnnxNode::integer(std::string_view attribute, std::int64_t fallback) const {
  const auto found = attributes.find(attribute);
  return found == attributes.end() ? fallback : found->second.integer;
}
float OnnxNode::real(std::string_view attribute, float fallback) const {
  const auto found = attributes.find(attribute);
  return found == attributes.end() ? fallback : found->second.real;
}
std::vector<std::int64_t> OnnxNode::integers(std::string_view attribute) const {
  const auto found = attributes.find(attribute);
  return found == attributes.end() ? std::vector<std::int64_t>{} : found->second.integers;
}
std::string_view OnnxNode::text(std::string_view attribute) const {
  const auto found = attributes.find(attribute);
  return found == attributes.end() ? std::string_view{} : std::string_view(found->second.text);
}
std::string_view OnnxNode::input(std::size_t index) const {
  return index < inputs.size() ? std::string_view(inputs[index]) : std::string_view{};
}

Result<OnnxGraph> read_onnx_graph(SharedBytes file) { return GraphReader(std::move(file)).run(); }

}  // namespace alexnet
