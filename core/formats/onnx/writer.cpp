#include <algorithm>
#include <memory>
#include <protozero/pbf_writer.hpp>
#include <set>

#include "base/catch_bad_alloc.h"
#include "formats/onnx/onnx.h"
#include "messages/onnx.h"

namespace alexnet {
namespace {

using protozero::pbf_writer;

// The numbers below are those of onnx.proto3; graph.cpp names the numbers of the fields.
constexpr std::int64_t kIrVersion = 7, kOpset = 13;
constexpr std::int64_t kFloat = 1;                                                 // TensorProto.DataType
constexpr std::int64_t kRealAttribute = 1, kIntAttribute = 2, kIntsAttribute = 7;  // AttributeProto.AttributeType
constexpr std::uint64_t kMaxMessage = (std::uint64_t{1} << 31) - 1;
constexpr std::uint64_t kMaxArchitecture = 16 << 20;  // an upper bound of the bytes of everything but tensors and metadata
constexpr const char* kInput = "data";

struct Attribute {
  const char* name;
  std::int64_t type;
  float real = 0;
  std::vector<std::int64_t> integers = {};
};
Attribute number(const char* name, std::size_t value) {
  return {.name = name, .type = kIntAttribute, .integers = {static_cast<std::int64_t>(value)}};
}
Attribute real(const char* name, float value) { return {.name = name, .type = kRealAttribute, .real = value}; }
Attribute list(const char* name, std::span<const std::size_t> values) {
  return {.name = name, .type = kIntsAttribute, .integers = {values.begin(), values.end()}};
}

class GraphWriter {
 public:
  GraphWriter(const ForeignNetwork& network, pbf_writer& graph) : network_(network), graph_(graph), value_(kInput) {
    for (const auto& [name, tensor] : network.tensors.tensors) used_names_.insert(name);
    used_names_.insert(kInput);
  }

  Status run() {
    for (const ForeignLayer& layer : network_.layers)
      if (Status added = add(layer); !added) return with_context(layer.name, std::move(added).error());
    graph_.add_string(2, "alexnet");
    for (const auto& [name, tensor] : network_.tensors.tensors) {
      if (tensor.type != ElementType::kF32) return fail<msg::kOnnxWriteType>(name);
      add_tensor(name, tensor.shape, tensor.bytes);
    }
    const auto& [rows, columns, channels] = network_.input;
    add_value(11, kInput, {channels, rows, columns});
    add_value(12, value_, {outputs_});
    return {};
  }

 private:
  Status add(const ForeignLayer& layer) {
    const ForeignWindow& window = layer.window;
    switch (layer.kind) {
      case ForeignKind::kConvolution:
        return node(layer, "Conv", {layer.weight, layer.bias},
                    {list("kernel_shape", window.kernel), list("strides", window.stride), list("pads", window.padding),
                     number("group", layer.groups)});
      case ForeignKind::kDense:
        outputs_ = network_.tensors.tensors.find(layer.weight)->second.shape[0];
        return node(layer, "Gemm", {layer.weight, layer.bias}, {number("transB", 1)});
      case ForeignKind::kRelu:
        return node(layer, "Relu");
      case ForeignKind::kLocalResponseNorm:
        return node(layer, "LRN", {},
                    {number("size", layer.norm.size), real("alpha", layer.norm.alpha), real("beta", layer.norm.beta),
                     real("bias", layer.norm.bias)});
      case ForeignKind::kMaxPool:
        return node(layer, "MaxPool", {},
                    {list("kernel_shape", window.kernel), list("strides", window.stride), list("pads", window.padding),
                     number("ceil_mode", window.round_up ? 1 : 0)});
      case ForeignKind::kAveragePool:
        return node(layer, "AveragePool", {}, {list("kernel_shape", window.kernel), list("strides", window.stride)});
      case ForeignKind::kDropout:
        return node(layer, "Dropout", {scalar(layer.name + "_rate", layer.rate)});
      case ForeignKind::kFlatten:
        return node(layer, "Flatten", {}, {number("axis", 1)});
      case ForeignKind::kRescaling:
        if (layer.offset != std::vector{0.0f}) break;
        return node(layer, "Mul", {scalar(layer.name + "_scale", layer.scale.front())});
      case ForeignKind::kSoftmax:
        return node(layer, "Softmax", {}, {number("axis", 1)});
      default:
        break;
    }
    return fail<msg::kOnnxWriteLayer>("");
  }

  // Returns a name that no other value has.
  std::string unique_name(std::string name) {
    while (!used_names_.insert(name).second) name += '_';
    return name;
  }

  // Adds a node that reads the last value and `inputs`. Its output, named after the layer, becomes the last value.
  Status node(const ForeignLayer& layer, const char* type, const std::vector<std::string>& inputs = {},
              const std::vector<Attribute>& attributes = {}) {
    pbf_writer node(graph_, 1);
    node.add_string(1, value_);
    for (const std::string& input : inputs) node.add_string(1, input);
    value_ = unique_name(layer.name);
    node.add_string(2, value_);
    node.add_string(3, layer.name);
    node.add_string(4, type);
    for (const Attribute& attribute : attributes) {
      pbf_writer to(node, 5);
      to.add_string(1, attribute.name);
      if (attribute.type == kRealAttribute) to.add_float(2, attribute.real);
      if (attribute.type == kIntAttribute) to.add_int64(3, attribute.integers.front());
      if (attribute.type == kIntsAttribute)
        for (const std::int64_t value : attribute.integers) to.add_int64(8, value);
      to.add_int64(20, attribute.type);
    }
    return {};
  }

  std::string scalar(const std::string& wanted, float value) {
    std::string name = unique_name(wanted);
    add_tensor(name, {}, {reinterpret_cast<const std::uint8_t*>(&value), sizeof value});
    return name;
  }

  void add_tensor(const std::string& name, const std::vector<std::size_t>& shape, ByteSpan bytes) {
    pbf_writer tensor(graph_, 5);
    for (const std::size_t length : shape) tensor.add_int64(1, static_cast<std::int64_t>(length));
    tensor.add_int64(2, kFloat);
    tensor.add_string(8, name);
    tensor.add_bytes(9, reinterpret_cast<const char*>(bytes.data()), bytes.size());
  }

  // Adds an input or output of the graph, of the shape [N, lengths…].
  void add_value(protozero::pbf_tag_type tag, const std::string& name, const std::vector<std::size_t>& lengths) {
    pbf_writer value(graph_, tag);
    value.add_string(1, name);
    pbf_writer type(value, 2), tensor(type, 1);
    tensor.add_int64(1, kFloat);
    pbf_writer shape(tensor, 2);
    pbf_writer(shape, 1).add_string(2, "N");
    for (const std::size_t length : lengths) pbf_writer(shape, 1).add_int64(1, static_cast<std::int64_t>(length));
  }

  const ForeignNetwork& network_;
  pbf_writer& graph_;
  std::string value_;        // the output of the last node
  std::size_t outputs_ = 0;  // of the last dense layer
  std::set<std::string, std::less<>> used_names_;
};

Result<SharedBytes> write_model(const ForeignNetwork& network) {
  std::uint64_t bytes = kMaxArchitecture;
  for (const auto& [name, tensor] : network.tensors.tensors) bytes += tensor.bytes.size() + name.size();
  for (const auto& [key, value] : network.tensors.metadata) bytes += key.size() + value.size();
  if (bytes > kMaxMessage) return fail<msg::kOnnxWriteTooLarge>("onnx", bytes);
  const auto message = std::make_shared<std::string>();
  message->reserve(static_cast<std::size_t>(bytes));
  pbf_writer model(*message);
  model.add_int64(1, kIrVersion);
  model.add_string(2, "alexnet");
  {
    pbf_writer graph(model, 7);
    TRY(GraphWriter(network, graph).run());
  }
  {
    pbf_writer opset(model, 8);
    opset.add_int64(2, kOpset);
  }
  for (const auto& [key, value] : network.tensors.metadata) {
    pbf_writer property(model, 14);
    property.add_string(1, key);
    property.add_string(2, value);
  }
  return SharedBytes({reinterpret_cast<const std::uint8_t*>(message->data()), message->size()}, message);
}

}  // namespace

Result<SharedBytes> to_onnx(const ForeignNetwork& network) {
  return catch_bad_alloc("onnx", [&] { return write_model(network); });
}

}  // namespace alexnet
