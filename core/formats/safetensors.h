// Reads and writes safetensors files: the length of the header as 8 bytes, little-endian; a JSON header
// {name: {dtype, shape, data_offsets}}; the data. https://github.com/huggingface/safetensors, section "Format".
// Files are not trusted.
#pragma once

#include "base/error.h"
#include "formats/tensor_map.h"

namespace alexnet {

// The limit of the reference implementation, in bytes. A longer header is rejected before any memory is allocated for it.
inline constexpr std::size_t kMaxSafetensorsHeader = 100'000'000;

// Returns whether the bytes could be a safetensors file: they begin with a plausible length and `{`.
[[nodiscard]] bool is_safetensors(ByteSpan bytes);

// Returns the tensors of a file without copying their data; the result keeps the file alive. Time and memory are bounded by the
// size of the file. Errors name the tensor or the byte and say what was expected:
// - kBadFormat: a file shorter than 8 bytes or than its header; a header that is not a JSON object of the form above; a
//   duplicate name; a shape whose product overflows; offsets that are reversed, outside the file, overlapping or leave holes; a
//   length that does not match dtype and shape.
// - kUnsupported: an unknown dtype; more than kMaxRank axes.
// - kTooLarge: a header longer than kMaxSafetensorsHeader.
[[nodiscard]] Result<TensorMap> read_safetensors(SharedBytes file);

// Returns the length and the header, padded with spaces so that the data begins at a multiple of 64 bytes, for aligned mapping.
// The tensors follow in the order of the map.
[[nodiscard]] std::string safetensors_header(const TensorMap& map);

// Writes the file completely or not at all, as write_file (base/file.h) does. Returns kInvalidArgument if the name of a tensor is
// not UTF-8 or is `__metadata__`. In the metadata, bytes that are not UTF-8 are replaced by U+FFFD.
[[nodiscard]] Status write_safetensors(const std::string& path, const TensorMap& map);

// The same bytes in pieces, to be written elsewhere: the header, then the tensors. `tensors` point into the memory of the map.
struct SafetensorsPieces {
  std::string header;
  std::vector<ByteSpan> tensors;
};
[[nodiscard]] Result<SafetensorsPieces> safetensors_pieces(const TensorMap& map);

// Returns the same bytes in memory, or kOutOfMemory.
[[nodiscard]] Result<SharedBytes> to_safetensors(const TensorMap& map);

}  // namespace alexnet
