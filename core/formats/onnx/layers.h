// Translates single nodes of an ONNX graph to layers; used only by formats/onnx/onnx.cpp, which follows the graph. Errors have no
// location: the caller adds that of the node.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "formats/foreign_network.h"
#include "formats/onnx/graph.h"

namespace alexnet {

class OnnxLayerReader {
 protected:
  explicit OnnxLayerReader(OnnxGraph graph) : graph_(std::move(graph)) {}

  // An operator that becomes a layer, and the function that fills its fields.
  struct Operator {
    std::string_view type;
    ForeignKind kind;
    Status (OnnxLayerReader::*fill)(const OnnxNode&, ForeignLayer&);
  };
  // Returns null for an operator that is not a layer of its own.
  static const Operator* operator_of(std::string_view type);

  [[nodiscard]] bool is_tensor(std::string_view value) const;
  // Returns the name of the tensor that is input `index` of the node; `input` is the name of the operand in ONNX.
  Result<std::string> tensor(const OnnxNode& node, std::size_t index, std::string_view input) const;
  // The same for a tensor that must have `rank` axes.
  Result<std::string> tensor(const OnnxNode& node, std::size_t index, std::string_view input, std::size_t rank) const;
  Status require_channels_first(const OnnxNode&, ForeignLayer&);
  // Whether the operator rounds its input by the range of each image.
  static void read_quantization(const OnnxNode& node, ForeignLayer& layer);
  // Copies an attribute to `to`, which keeps its values if the attribute is missing.
  static Status sizes(const std::vector<std::int64_t>& from, std::span<std::size_t> to, std::string_view attribute);
  // Whether a tensor has one number for each channel of the value, or a single one.
  [[nodiscard]] bool fits_channels(const FileTensor& tensor) const;
  // Copies a tensor of one number to `to`, which keeps its value if there is no such tensor.
  Status single(std::string_view name, float& to, std::string_view input);
  // Returns integers that are an attribute in old opsets and an input in new ones.
  Result<std::vector<std::int64_t>> integers(const OnnxNode& node, std::string_view attribute, std::size_t index);

  // Fill the fields of a layer, as the operator of the node says.
  Status no_attributes(const OnnxNode&, ForeignLayer&);
  Status window(const OnnxNode& node, ForeignLayer& layer);
  Status convolution(const OnnxNode& node, ForeignLayer& layer);
  Status gemm(const OnnxNode& node, ForeignLayer& layer);
  Status matmul(const OnnxNode& node, ForeignLayer& layer);
  Status batch_norm(const OnnxNode& node, ForeignLayer& layer);
  Status lrn(const OnnxNode& node, ForeignLayer& layer);
  // Add, Sub, Mul and Div by one number, or by one for each channel. The latter is a rescaling at the beginning of the network, and a
  // batch normalization of fixed statistics elsewhere.
  Status affine(const OnnxNode& node, ForeignLayer& layer);
  Status adaptive_average_pool(const OnnxNode& node, ForeignLayer& layer);
  // The rate is an attribute up to opset 11, then a tensor.
  Status dropout(const OnnxNode& node, ForeignLayer& layer);
  Status flatten(const OnnxNode& node, ForeignLayer& layer);
  // `pads` states the zeros before the beginning of each axis, then those after the end of each axis.
  Status pad(const OnnxNode& node, ForeignLayer& layer);
  // The shape is an attribute up to opset 4, then an input, which may be computed from the size of the batch.
  Status reshape(const OnnxNode& node, ForeignLayer& layer);
  // Before opset 13, axis 1 means all axes from 1 on, which is the same for a vector of classes.
  Status softmax(const OnnxNode& node, ForeignLayer&);

  OnnxGraph graph_;
  std::set<std::string, std::less<>> shape_values_;  // values that only compute a shape
  std::set<std::string, std::less<>> constants_;     // tensors that became numbers of a layer
  std::string value_;                                // the output of the last node
  bool is_flat_ = false;                             // whether that value has two axes
  bool is_input_ = true;                             // whether it is the input, or a rescaling of it
  bool in_training_mode_ = false;                    // whether a node was exported in training mode
  bool channels_first_ = true;                       // the layout of that value
};

}  // namespace alexnet
