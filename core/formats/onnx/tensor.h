// The tensor messages of an ONNX file (TensorProto), used by the other onnx_ files: the initializers and the constants of nodes.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "formats/companion_files.h"
#include "formats/tensor_map.h"

namespace alexnet {

// Owns the bytes of a graph's tensors: the file, its companions, and values that no file stores as plain bytes.
class OnnxStorage {
 public:
  OnnxStorage(SharedBytes file, CompanionFiles companions) : file_(std::move(file)), companions_(std::move(companions)) {}

  [[nodiscard]] ByteSpan file() const { return file_.bytes(); }
  // Stores bytes, which stay at their address.
  ByteSpan keep(std::vector<std::uint8_t> bytes) { return blocks_.emplace_back(std::move(bytes)); }
  // Returns the bytes of a companion, which is opened once. Errors: those of CompanionFiles::open().
  [[nodiscard]] Result<ByteSpan> companion(const std::string& name);

 private:
  SharedBytes file_;
  CompanionFiles companions_;
  std::map<std::string, SharedBytes> opened_;
  std::vector<std::vector<std::uint8_t>> blocks_;
};

struct OnnxTensor {
  std::string name;
  Result<FileTensor> values;  // or why this program cannot use them, without a location
};

// Reads a tensor message, whose values may be in a companion file. A bool becomes U8: 0 or 1. Errors in the structure of the
// message are returned; those of the tensor are in OnnxTensor::values: kBadFormat if its size does not match its type and shape or
// extends past the end of the companion, kUnsupported for other element types and more than kMaxRank axes, and those of
// OnnxStorage::companion().
[[nodiscard]] Result<OnnxTensor> read_onnx_tensor(ByteSpan message, OnnxStorage& storage);

}  // namespace alexnet
