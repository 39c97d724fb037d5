// The computation of a SavedModel: the function of its signature, with the functions that it calls in their places
// (tensorflow/core/protobuf: saved_model.proto, meta_graph.proto, function.proto, saved_object_graph.proto).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/file.h"

namespace alexnet {

struct GraphNode {
  std::string name;  // unique; that of a node in a called function begins with the name of the call
  std::string op;
  std::vector<std::string> inputs;                      // names of values; without those that only order the computation
  std::map<std::string, ByteSpan, std::less<>> values;  // the attributes: messages AttrValue
};

// A function whose names of values are resolved: each is the name of a node, kGraphInput, or the name of a variable with kVariable
// before it.
struct FlatGraph {
  std::string signature;           // its name: "serving_default"
  std::vector<std::size_t> input;  // the shape; 0 for a length that is not fixed
  std::string output;              // the name of the value
  std::map<std::string, GraphNode, std::less<>> nodes;
};
inline constexpr std::string_view kGraphInput = "<input>";
inline constexpr std::string_view kVariable = "<variable>";  // followed by the name in the checkpoint, or "" if it has none

// Reads the file saved_model.pb. `checkpoint_names` are the names of the tensors in `variables`. kUnsupported if there is no signature with
// one input and one output that a function computes; kBadFormat and kTooLarge for damaged files.
[[nodiscard]] Result<FlatGraph> read_saved_graph(ByteSpan file, const std::vector<std::string>& checkpoint_names);

// The values of attributes; the default if the node lacks it.
[[nodiscard]] std::string attribute_text(const GraphNode& node, std::string_view name);
[[nodiscard]] bool attribute_flag(const GraphNode& node, std::string_view name, bool otherwise);
[[nodiscard]] std::int64_t attribute_integer(const GraphNode& node, std::string_view name, std::int64_t otherwise);
[[nodiscard]] float attribute_float(const GraphNode& node, std::string_view name, float otherwise);
[[nodiscard]] Result<std::vector<std::int64_t>> attribute_integers(const GraphNode& node, std::string_view name);

// A constant: the attribute `value` of a node Const.
struct GraphConstant {
  std::vector<std::size_t> shape;
  std::vector<double> numbers;
};
// kBadFormat for an element type other than float and integers, or if the numbers do not fill the shape. One number fills any shape.
[[nodiscard]] Result<GraphConstant> constant_of(const GraphNode& node);

}  // namespace alexnet
