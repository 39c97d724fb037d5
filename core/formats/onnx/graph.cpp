#include "formats/onnx/graph.h"

#include <memory>
#include <set>

#include "formats/location.h"
#include "formats/onnx/tensor.h"
#include "formats/protobuf.h"
#include "messages/onnx.h"

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
constexpr std::uint32_t kName = 1, kReal = 2, kInteger = 3, kText = 4, kTensor = 5, kGraph = 6, kIntegers = 8;
}
constexpr std::size_t kMaxItems = 100'000;

class GraphReader {
 public:
  GraphReader(SharedBytes file, CompanionFiles companions)
      : storage_(std::make_shared<OnnxStorage>(std::move(file), std::move(companions))) {}

  Result<OnnxGraph> run() {
    const ByteSpan bytes = storage_->file();
    TRY(for_each_field(bytes, [&](const ProtobufField& field) { return on_model(field); }));
    if (!seen_graph_) return fail<msg::kOnnxNoGraph>("onnx");
    std::erase_if(result_.inputs, [&](const OnnxValue& input) { return result_.tensors.tensors.contains(input.name); });
    result_.storage = storage_;
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
    if (found.type == "If") {
      TRY(read_branches(attributes, found));
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
    const bool is_constant = of.type == "Constant" || of.type == "ConstantOfShape";
    if (is_constant && !of.outputs.empty() && !constant.empty()) {
      found.tensor = (of.type == "Constant" ? "" : "value of ") + of.outputs.front();
      TRY(read_tensor(constant, found.tensor));
    }
    of.attributes[name] = std::move(found);
    return {};
  }

  // PyTorch's TorchScript exporter writes a squeeze as a condition whose branches squeeze a value of the outer graph or leave it as it
  // is. Such a node gets that value as its only input, instead of the condition.
  static Status read_branches(const std::vector<ByteSpan>& attributes, OnnxNode& to) {
    std::set<std::string> read, computed;
    bool only_squeezes = true;
    const auto on_node = [&](const ProtobufField& field) -> Status {
      if (field.number == node::kInput) read.emplace(field.text());
      if (field.number == node::kOutput) computed.emplace(field.text());
      if (field.number == node::kType)
        only_squeezes =
            only_squeezes && (field.text() == "Squeeze" || field.text() == "Identity" || field.text() == "Constant");
      return {};
    };
    const auto on_branch = [&](const ProtobufField& field) -> Status {
      return field.number == graph::kNode ? for_each_field(field.bytes, on_node) : Status{};
    };
    for (const ByteSpan attribute : attributes)
      TRY(for_each_field(attribute, [&](const ProtobufField& field) -> Status {
        return field.number == attribute::kGraph ? for_each_field(field.bytes, on_branch) : Status{};
      }));
    for (const std::string& name : computed) read.erase(name);
    if (only_squeezes && read.size() == 1) to.inputs = {*read.begin()};
    return {};
  }

  // Adds a tensor under the name `given`, or under its own name if `given` is empty.
  Status read_tensor(ByteSpan message, const std::string& given) {
    TRY_VALUE(OnnxTensor read, read_onnx_tensor(message, *storage_));
    const std::string name = given.empty() ? read.name : given;
    if (result_.tensors.tensors.size() + result_.unusable.size() == kMaxItems)
      return fail<msg::kOnnxTooManyTensors>("onnx", kMaxItems);
    if (result_.unusable.contains(name)) return fail<msg::kOnnxDuplicateTensor>(location_in("onnx", name));
    if (!read.values && read.values.error().kind == ErrorKind::kUnsupported) {
      result_.unusable.emplace(name, std::move(read.values).error());
      return {};
    }
    if (!read.values) return with_context(location_in("onnx", name), std::move(read.values).error());
    if (!result_.tensors.tensors.emplace(name, std::move(*read.values)).second)
      return fail<msg::kOnnxDuplicateTensor>(location_in("onnx", name));
    return {};
  }

  std::shared_ptr<OnnxStorage> storage_;
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

Result<OnnxGraph> read_onnx_graph(SharedBytes file, const CompanionFiles& companions) {
  return GraphReader(std::move(file), companions).run();
}

}  // namespace alexnet
