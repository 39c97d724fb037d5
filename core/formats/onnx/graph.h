// The protobuf messages of an ONNX file (onnx.proto3 of https://github.com/onnx/onnx), as far as a chain of layers needs them;
// used only by formats/onnx/onnx.cpp, which turns them into a ForeignNetwork.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "formats/onnx/tensor.h"
#include "formats/tensor_map.h"

namespace alexnet {

struct OnnxAttribute {
  float real = 0;
  std::int64_t integer = 0;
  std::string text;
  std::vector<std::int64_t> integers;
  std::string tensor;  // its name in OnnxGraph::tensors; empty if the attribute is not a tensor
};

struct OnnxNode {
  std::string name;  // its own, or that of its first output if it has none
  std::string type;  // `Conv`
  std::string domain;
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  std::map<std::string, OnnxAttribute, std::less<>> attributes;

  // Return the value of an attribute; `fallback` or an empty value if the node does not have the attribute.
  [[nodiscard]] std::int64_t integer(std::string_view attribute, std::int64_t fallback) const;
  [[nodiscard]] float real(std::string_view attribute, float fallback) const;
  [[nodiscard]] std::vector<std::int64_t> integers(std::string_view attribute) const;
  [[nodiscard]] std::string_view text(std::string_view attribute) const;
  // Returns the name of an input, empty if the node does not have it.
  [[nodiscard]] std::string_view input(std::size_t index) const;
};

struct OnnxValue {
  std::string name;
  std::vector<std::size_t> shape;  // 0 if the length is not fixed
};

struct OnnxGraph {
  std::string producer;
  std::int64_t opset = 0;  // of the standard operators
  std::vector<OnnxNode> nodes;
  std::vector<OnnxValue> inputs;  // without those that have an initializer
  std::vector<std::string> outputs;
  TensorMap tensors;  // initializers and constants, which point into the file where possible; metadata: the model's properties
  std::map<std::string, Error, std::less<>> unusable;  // the tensors that this program cannot use, and why (without a location)
  std::shared_ptr<OnnxStorage> storage;                // owns the bytes of all tensors, also of those that are computed later
};

// Returns kBadFormat for damaged messages, tensors whose length does not match their type and shape, and duplicate names;
// kNotFound for a missing companion; kUnsupported for sparse tensors; kTooLarge for more than 100,000 nodes or tensors. Errors name
// the tensor.
[[nodiscard]] Result<OnnxGraph> read_onnx_graph(SharedBytes file, const CompanionFiles& companions);

}  // namespace alexnet
