// The messages of an ONNX file (onnx.proto3 of https://github.com/onnx/onnx), as far as a chain of layers needs them; for
// formats/onnx.cpp alone, which makes a ForeignNetwork of them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "formats/tensor_map.h"

namespace alexnet {

struct OnnxAttribute {
  float real = 0;
  std::int64_t integer = 0;
  std::string text;
  std::vector<std::int64_t> integers;
  std::string tensor;  // the name under which OnnxGraph::tensors has it; empty where the attribute is none
};

struct OnnxNode {
  std::string name;  // its own, or its first output's where it has none
  std::string type;  // `Conv`
  std::string domain;
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  std::map<std::string, OnnxAttribute, std::less<>> attributes;

  [[nodiscard]] std::int64_t integer(std::string_view attribute, std::int64_t fallback) const;
  [[nodiscard]] float real(std::string_view attribute, float fallback) const;
  [[nodiscard]] std::vector<std::int64_t> integers(std::string_view attribute) const;  // empty where there are none
  [[nodiscard]] std::string_view text(std::string_view attribute) const;
  [[nodiscard]] std::string_view input(std::size_t index) const;  // empty where it has none
};

struct OnnxValue {
  std::string name;
  std::vector<std::size_t> shape;  // 0: not a fixed number
};

struct OnnxGraph {
  std::string producer;
  std::int64_t opset = 0;  // of the standard operators
  std::vector<OnnxNode> nodes;
  std::vector<OnnxValue> inputs;  // without those that are tensors
  std::vector<std::string> outputs;
  TensorMap tensors;  // initializers and constants; metadata: the model's properties. Bytes lie in the file where they can.
};

// kBadFormat for damaged messages, tensors whose length is not what their type and shape say, and names that come twice;
// kUnsupported for tensors in another file, sparse ones, element types of no use here; kTooLarge beyond 100,000 nodes or
// tensors. Errors name the tensor.
[[nodiscard]] Result<OnnxGraph> read_onnx_graph(SharedBytes file);

}  // namespace alexnet
