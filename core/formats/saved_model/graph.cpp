#include "formats/saved_model/graph.h"

#include <algorithm>
#include <bit>
#include <optional>

#include "base/bytes.h"
#include "formats/protobuf.h"
#include "messages/saved_model.h"

namespace alexnet {
namespace {

constexpr const char* kSavedModel = "saved_model.pb";
constexpr std::size_t kMaxNodes = 100'000;
constexpr std::size_t kMaxCalls = 64;          // of functions within functions
constexpr std::size_t kMaxConstant = 1 << 16;  // numbers
constexpr std::string_view kVariableSuffix = "/.ATTRIBUTES/VARIABLE_VALUE";

// One entry of a map: its key and its value.
struct MapEntry {
  std::string key;
  ByteSpan value;
};
Result<MapEntry> map_entry(ByteSpan message) {
  MapEntry entry;
  TRY(for_each_field(message, [&](const ProtobufField& field) -> Status {
    if (field.number == 1) entry.key = field.text();
    if (field.number == 2) entry.value = field.bytes;
    return {};
  }));
  return entry;
}

// The first field of that number that holds bytes; empty if there is none.
Result<ByteSpan> first_of(ByteSpan message, std::uint32_t number) {
  std::optional<ByteSpan> found;
  TRY(for_each_field(message, [&](const ProtobufField& field) -> Status {
    if (field.number == number && !found) found = field.bytes;
    return {};
  }));
  return found.value_or(ByteSpan());
}

struct Function {
  std::vector<std::string> inputs, outputs;
  std::map<std::string, std::string, std::less<>> returned;  // by the name of the output
  std::vector<ByteSpan> nodes;
};

Result<std::vector<std::string>> names_of(const std::vector<ByteSpan>& arguments) {
  std::vector<std::string> names;
  for (const ByteSpan argument : arguments) {
    TRY_VALUE(const ByteSpan name, first_of(argument, 1));
    names.emplace_back(name.begin(), name.end());
  }
  return names;
}

// The message FunctionDef.
Result<MapEntry> read_function(ByteSpan message, Function& to) {
  MapEntry named;
  std::vector<ByteSpan> inputs, outputs;
  const auto on_signature = [&](const ProtobufField& field) -> Status {
    if (field.number == 1) named.key = field.text();
    if (field.number == 2) inputs.push_back(field.bytes);
    if (field.number == 3) outputs.push_back(field.bytes);
    return {};
  };
  TRY(for_each_field(message, [&](const ProtobufField& field) -> Status {
    if (field.number == 1) return for_each_field(field.bytes, on_signature);
    if (field.number == 3) to.nodes.push_back(field.bytes);
    if (field.number != 4) return {};
    TRY_VALUE(const MapEntry entry, map_entry(field.bytes));
    to.returned[entry.key] = std::string(entry.value.begin(), entry.value.end());
    return {};
  }));
  TRY_VALUE(to.inputs, names_of(inputs));
  TRY_VALUE(to.outputs, names_of(outputs));
  return named;
}

// The message NodeDef.
Result<GraphNode> read_node(ByteSpan message) {
  GraphNode node;
  TRY(for_each_field(message, [&](const ProtobufField& field) -> Status {
    if (field.number == 1) node.name = field.text();
    if (field.number == 2) node.op = field.text();
    if (field.number == 3 && !field.text().starts_with('^')) node.inputs.emplace_back(field.text());
    if (field.number != 5) return {};
    TRY_VALUE(const MapEntry entry, map_entry(field.bytes));
    node.values[entry.key] = entry.value;
    return {};
  }));
  return node;
}

// The message SavedObjectGraph, as far as variables and functions need it.
struct SavedObjects {
  std::vector<std::map<std::string, std::size_t, std::less<>>> children;  // of each object, by name
  std::map<std::string, std::vector<std::int64_t>, std::less<>> bound;    // objects that a function captures
};

Result<std::map<std::string, std::size_t, std::less<>>> read_children(ByteSpan object) {
  std::map<std::string, std::size_t, std::less<>> children;
  std::string name;
  std::size_t index = 0;
  const auto on_part = [&](const ProtobufField& part) -> Status {
    if (part.number == 1) index = static_cast<std::size_t>(part.value);
    if (part.number == 2) name = part.text();
    return {};
  };
  const auto on_child = [&](const ProtobufField& field) -> Status {
    if (field.number != 1) return {};
    name.clear();
    index = 0;
    TRY(for_each_field(field.bytes, on_part));
    children[name] = index;
    return {};
  };
  TRY(for_each_field(object, on_child));
  return children;
}

Result<SavedObjects> read_objects(ByteSpan message) {
  SavedObjects objects;
  TRY(for_each_field(message, [&](const ProtobufField& field) -> Status {
    if (field.number == 1) {
      TRY_VALUE(auto children, read_children(field.bytes));
      objects.children.push_back(std::move(children));
    } else if (field.number == 2) {
      TRY_VALUE(const MapEntry entry, map_entry(field.bytes));
      return for_each_field(entry.value, [&](const ProtobufField& part) -> Status {
        return part.number == 2 ? append_integers(part, objects.bound[entry.key]) : Status();
      });
    }
    return {};
  }));
  return objects;
}

// The names of the checkpoint by the object that they belong to: the path of attributes from the root, in which ".S" stands for a slash
// within a name and ".." for a point.
std::map<std::size_t, std::string> variables_of(const SavedObjects& objects, const std::vector<std::string>& names) {
  std::map<std::size_t, std::string> variables;
  for (const std::string& name : names) {
    if (!name.ends_with(kVariableSuffix) || objects.children.empty()) continue;
    const std::string_view path = std::string_view(name).substr(0, name.size() - kVariableSuffix.size());
    std::size_t object = 0;
    bool is_found = true;
    for (std::size_t begin = 0; begin <= path.size() && is_found;) {
      const std::size_t end = std::min(path.find('/', begin), path.size());
      std::string part;
      for (std::size_t i = begin; i < end; ++i) {
        const bool is_escape = path[i] == '.' && i + 1 < end;
        part += !is_escape ? path[i] : path[i + 1] == 'S' ? '/' : path[i + 1];
        i += is_escape ? 1 : 0;
      }
      const auto& children = objects.children[object];
      const auto child = children.find(part);
      is_found = child != children.end() && child->second < objects.children.size();
      if (is_found) object = child->second;
      begin = end + 1;
    }
    if (is_found) variables.emplace(object, name);
  }
  return variables;
}

// The name of a value without the name and the number of the output of its node, and that number.
struct ValueName {
  std::string node;
  std::size_t output = 0;
};
ValueName value_name(std::string_view text) {
  ValueName result{std::string(text.substr(0, text.find(':')))};
  const std::size_t last = text.rfind(':');
  if (last == std::string_view::npos) return result;
  for (const char digit : text.substr(last + 1))
    if (digit >= '0' && digit <= '9' && result.output < kMaxNodes)
      result.output = result.output * 10 + static_cast<std::size_t>(digit - '0');
  return result;
}

bool is_call(const GraphNode& node) { return node.op == "StatefulPartitionedCall" || node.op == "PartitionedCall"; }

Result<std::string> called_function(const GraphNode& node) {
  const auto found = node.values.find("f");
  if (found == node.values.end()) return std::string();
  TRY_VALUE(const ByteSpan function, first_of(found->second, 10));
  TRY_VALUE(const ByteSpan name, first_of(function, 1));
  return std::string(name.begin(), name.end());
}

// Puts called functions in the places of their calls.
class Flattener {
 public:
  Flattener(const std::map<std::string, Function, std::less<>>& functions, FlatGraph& graph)
      : functions_(functions), graph_(graph) {}

  // Adds the nodes of a function. Returns the names of its outputs.
  Result<std::vector<std::string>> expand(const std::string& name, const std::vector<std::string>& arguments,
                                          const std::string& prefix, std::size_t depth) {
    const auto found = functions_.find(name);
    if (found == functions_.end() || arguments.size() != found->second.inputs.size())
      return fail<msg::kSavedModelDamaged>(kSavedModel);
    if (depth > kMaxCalls) return fail<msg::kSavedModelTooLarge>(kSavedModel, kMaxNodes);
    const Function& function = found->second;
    Scope scope;
    for (std::size_t i = 0; i < arguments.size(); ++i) scope.values[function.inputs[i]] = {arguments[i]};
    std::vector<GraphNode> calls;
    for (const ByteSpan message : function.nodes) {
      if (++count_ > kMaxNodes) return fail<msg::kSavedModelTooLarge>(kSavedModel, kMaxNodes);
      TRY_VALUE(GraphNode node, read_node(message));
      scope.nodes.emplace(node.name, std::move(node));
    }
    for (const auto& [node_name, node] : scope.nodes) {
      if (is_call(node)) continue;
      GraphNode flat = node;
      flat.name = prefix + node_name;
      for (std::string& input : flat.inputs) {
        TRY_VALUE(input, resolve(scope, input, prefix, depth));
      }
      graph_.nodes[flat.name] = std::move(flat);
    }
    std::vector<std::string> outputs;
    for (const std::string& output : function.outputs) {
      const auto returned = function.returned.find(output);
      if (returned == function.returned.end()) return fail<msg::kSavedModelDamaged>(kSavedModel);
      TRY_VALUE(std::string value, resolve(scope, returned->second, prefix, depth));
      outputs.push_back(std::move(value));
    }
    return outputs;
  }

 private:
  struct Scope {
    std::map<std::string, GraphNode, std::less<>> nodes;
    std::map<std::string, std::vector<std::string>, std::less<>> values;  // of arguments, and of calls that were expanded
    std::map<std::string, bool, std::less<>> expanding;
  };

  // Only calls whose results are used are expanded.
  Result<std::string> resolve(Scope& scope, const std::string& text, const std::string& prefix, std::size_t depth) {
    const ValueName name = value_name(text);
    if (const auto known = scope.values.find(name.node); known != scope.values.end()) {
      if (name.output >= known->second.size()) return fail<msg::kSavedModelDamaged>(kSavedModel);
      return known->second[name.output];
    }
    const auto node = scope.nodes.find(name.node);
    if (node == scope.nodes.end()) return fail<msg::kSavedModelDamaged>(kSavedModel);
    if (!is_call(node->second)) return prefix + name.node;
    if (++resolving_ > kMaxCalls || !scope.expanding.emplace(name.node, true).second)
      return fail<msg::kSavedModelTooLarge>(kSavedModel, kMaxNodes);
    std::vector<std::string> arguments;
    for (const std::string& input : node->second.inputs) {
      TRY_VALUE(std::string argument, resolve(scope, input, prefix, depth));
      arguments.push_back(std::move(argument));
    }
    TRY_VALUE(const std::string function, called_function(node->second));
    TRY_VALUE(scope.values[name.node], expand(function, arguments, prefix + name.node + '/', depth + 1));
    --resolving_;
    return resolve(scope, text, prefix, depth);
  }

  const std::map<std::string, Function, std::less<>>& functions_;
  FlatGraph& graph_;
  std::size_t count_ = 0;
  std::size_t resolving_ = 0;
};

// The message SignatureDef: the shape of its input, and the name of the value in the graph that is its output.
struct Signature {
  std::size_t inputs = 0, outputs = 0;
  std::vector<std::size_t> shape;
  std::string output;
};

Result<Signature> read_signature(ByteSpan message) {
  Signature signature;
  const auto on_length = [&](const ProtobufField& field) -> Status {
    if (field.number == 1) signature.shape.back() = field.integer() < 0 ? 0 : static_cast<std::size_t>(field.value);
    return {};
  };
  const auto on_axis = [&](const ProtobufField& field) -> Status {
    if (field.number != 2) return {};
    signature.shape.push_back(0);
    return for_each_field(field.bytes, on_length);
  };
  TRY(for_each_field(message, [&](const ProtobufField& field) -> Status {
    if (field.number != 1 && field.number != 2) return {};
    TRY_VALUE(const MapEntry entry, map_entry(field.bytes));
    if (field.number == 2) {
      ++signature.outputs;
      TRY_VALUE(const ByteSpan name, first_of(entry.value, 1));
      signature.output = std::string(name.begin(), name.end());
      return {};
    }
    ++signature.inputs;
    signature.shape.clear();
    TRY_VALUE(const ByteSpan shape, first_of(entry.value, 3));
    return for_each_field(shape, on_axis);
  }));
  return signature;
}

// The message MetaGraphDef.
struct MetaGraph {
  std::map<std::string, Function, std::less<>> functions;
  std::map<std::string, GraphNode, std::less<>> nodes;
  std::map<std::string, Signature, std::less<>> signatures;
  SavedObjects objects;
};

Status read_graph(ByteSpan message, MetaGraph& to) {
  std::size_t count = 0;
  const auto on_function = [&](const ProtobufField& field) -> Status {
    if (field.number != 1) return {};
    Function function;
    TRY_VALUE(const MapEntry named, read_function(field.bytes, function));
    to.functions[named.key] = std::move(function);
    return {};
  };
  return for_each_field(message, [&](const ProtobufField& field) -> Status {
    if (++count > kMaxNodes) return fail<msg::kSavedModelTooLarge>(kSavedModel, kMaxNodes);
    if (field.number == 2) return for_each_field(field.bytes, on_function);
    if (field.number != 1) return {};
    TRY_VALUE(GraphNode node, read_node(field.bytes));
    to.nodes[node.name] = std::move(node);
    return {};
  });
}

Result<MetaGraph> read_meta_graph(ByteSpan message) {
  MetaGraph result;
  TRY(for_each_field(message, [&](const ProtobufField& field) -> Status {
    if (field.number == 2) return read_graph(field.bytes, result);
    if (field.number == 5) {
      TRY_VALUE(const MapEntry entry, map_entry(field.bytes));
      TRY_VALUE(result.signatures[entry.key], read_signature(entry.value));
    } else if (field.number == 7) {
      TRY_VALUE(result.objects, read_objects(field.bytes));
    }
    return {};
  }));
  return result;
}

// The value of an attribute: the first field of that number in the message AttrValue.
std::optional<ProtobufField> field_of_attribute(const GraphNode& node, std::string_view name, std::uint32_t number) {
  const auto found = node.values.find(name);
  std::optional<ProtobufField> value;
  if (found == node.values.end()) return value;
  const Status read = for_each_field(found->second, [&](const ProtobufField& field) -> Status {
    if (field.number == number) value = field;
    return {};
  });
  return read ? value : std::nullopt;
}

// Appends the numbers of one field of the message TensorProto.
Status append_numbers(const ProtobufField& field, std::uint64_t type, std::vector<double>& to) {
  const bool is_float = type == 1, is_long = type == 9;
  if (field.number == 4) {
    const std::size_t width = is_long ? 8 : 4;
    if (field.bytes.size() > kMaxConstant * width) return fail<msg::kSavedModelOperand>("");
    for (std::size_t at = 0; at + width <= field.bytes.size(); at += width) {
      if (is_long) {
        to.push_back(static_cast<double>(static_cast<std::int64_t>(little_endian<std::uint64_t>(field.bytes, at))));
        continue;
      }
      const auto word = little_endian<std::uint32_t>(field.bytes, at);
      to.push_back(is_float ? double{std::bit_cast<float>(word)} : static_cast<double>(static_cast<std::int32_t>(word)));
    }
  } else if (field.number == 5 && is_float) {
    if (field.wire == ProtobufField::Wire::kFixed32) {
      to.push_back(double{field.real()});
    } else {
      return append_numbers({.number = 4, .wire = field.wire, .value = 0, .bytes = field.bytes}, type, to);
    }
  } else if (field.number == 7 || field.number == 10) {
    std::vector<std::int64_t> integers;
    TRY(append_integers(field, integers));
    if (integers.size() > kMaxConstant) return fail<msg::kSavedModelOperand>("");
    for (const std::int64_t integer : integers) to.push_back(static_cast<double>(integer));
  }
  return {};
}

}  // namespace

Result<FlatGraph> read_saved_graph(ByteSpan file, const std::vector<std::string>& checkpoint_names) {
  TRY_VALUE(const ByteSpan message, first_of(file, 2));
  TRY_VALUE(const MetaGraph meta, read_meta_graph(message));
  auto chosen = meta.signatures.find("serving_default");
  for (auto other = meta.signatures.begin(); chosen == meta.signatures.end() && other != meta.signatures.end(); ++other)
    if (!other->first.starts_with("__")) chosen = other;
  if (chosen == meta.signatures.end()) return fail<msg::kSavedModelNoFunction>(kSavedModel);
  const auto& [name, signature] = *chosen;
  if (signature.inputs != 1 || signature.outputs != 1)
    return fail<msg::kSavedModelInputs>(kSavedModel, name, signature.inputs, signature.outputs);
  const ValueName output = value_name(signature.output);
  const auto call = meta.nodes.find(output.node);
  if (call == meta.nodes.end() || !is_call(call->second)) return fail<msg::kSavedModelNoFunction>(kSavedModel);
  TRY_VALUE(const std::string function, called_function(call->second));
  const auto found = meta.functions.find(function);
  const auto bound = meta.objects.bound.find(function);
  if (found == meta.functions.end()) return fail<msg::kSavedModelNoFunction>(kSavedModel);
  const std::size_t captured = bound == meta.objects.bound.end() ? 0 : bound->second.size();
  if (found->second.inputs.size() != captured + 1) return fail<msg::kSavedModelNoFunction>(kSavedModel);
  const std::map<std::size_t, std::string> variables = variables_of(meta.objects, checkpoint_names);
  std::vector<std::string> arguments{std::string(kGraphInput)};
  for (std::size_t i = 0; i < captured; ++i) {
    const auto variable = variables.find(static_cast<std::size_t>(bound->second[i]));
    arguments.push_back(str_cat(kVariable, variable == variables.end() ? std::string() : variable->second));
  }
  FlatGraph graph{.signature = name, .input = signature.shape, .output = {}, .nodes = {}};
  TRY_VALUE(const std::vector<std::string> outputs, Flattener(meta.functions, graph).expand(function, arguments, "", 0));
  if (output.output >= outputs.size()) return fail<msg::kSavedModelDamaged>(kSavedModel);
  graph.output = outputs[output.output];
  return graph;
}

std::string attribute_text(const GraphNode& node, std::string_view name) {
  const auto field = field_of_attribute(node, name, 2);
  return field ? std::string(field->text()) : std::string();
}
bool attribute_flag(const GraphNode& node, std::string_view name, bool otherwise) {
  const auto field = field_of_attribute(node, name, 5);
  return field ? field->value != 0 : otherwise;
}
std::int64_t attribute_integer(const GraphNode& node, std::string_view name, std::int64_t otherwise) {
  const auto field = field_of_attribute(node, name, 3);
  return field ? field->integer() : otherwise;
}
float attribute_float(const GraphNode& node, std::string_view name, float otherwise) {
  const auto field = field_of_attribute(node, name, 4);
  return field ? field->real() : otherwise;
}

Result<std::vector<std::int64_t>> attribute_integers(const GraphNode& node, std::string_view name) {
  std::vector<std::int64_t> integers;
  const auto list = field_of_attribute(node, name, 1);
  if (!list) return integers;
  TRY(for_each_field(list->bytes, [&](const ProtobufField& field) -> Status {
    return field.number == 3 ? append_integers(field, integers) : Status();
  }));
  return integers;
}

Result<GraphConstant> constant_of(const GraphNode& node) {
  const auto tensor = field_of_attribute(node, "value", 8);
  if (!tensor) return fail<msg::kSavedModelOptions>("");
  GraphConstant constant;
  std::uint64_t type = 0;
  const auto on_length = [&](const ProtobufField& field) -> Status {
    if (field.number == 1) constant.shape.back() = static_cast<std::size_t>(field.value);
    return {};
  };
  const auto on_axis = [&](const ProtobufField& field) -> Status {
    if (field.number != 2) return {};
    constant.shape.push_back(0);
    return for_each_field(field.bytes, on_length);
  };
  TRY(for_each_field(tensor->bytes, [&](const ProtobufField& field) -> Status {
    if (field.number == 1) type = field.value;
    if (field.number == 2) return for_each_field(field.bytes, on_axis);
    return append_numbers(field, type, constant.numbers);
  }));
  constexpr std::uint64_t kFloat = 1, kInteger = 3, kLong = 9;
  std::uint64_t count = 1;
  for (const std::size_t length : constant.shape)
    count = length > kMaxConstant || count > kMaxConstant ? kMaxConstant + 1 : count * length;
  if ((type != kFloat && type != kInteger && type != kLong) || count > kMaxConstant || constant.shape.size() > 8)
    return fail<msg::kSavedModelOperand>("");
  if (constant.numbers.size() == 1) constant.numbers.resize(static_cast<std::size_t>(count), constant.numbers.front());
  if (constant.numbers.empty() && type == kFloat) constant.numbers.resize(static_cast<std::size_t>(count));
  if (constant.numbers.size() != count) return fail<msg::kSavedModelOperand>("");
  return constant;
}

}  // namespace alexnet
