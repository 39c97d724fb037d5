// safetensors: an 8-byte little-endian header length, a JSON header {name: {dtype, shape, data_offsets}}, the data.
// https://github.com/huggingface/safetensors, "Format". A file is not trusted.
#pragma once

#include "base/error.h"
#include "formats/tensor_map.h"

namespace alexnet {

// The reference implementation's limit; a longer header is refused before memory is taken for it.
inline constexpr std::size_t kMaxSafetensorsHeader = 100'000'000;

// Whether the bytes could be safetensors at all (a plausible length, then `{`).
[[nodiscard]] bool is_safetensors(ByteSpan bytes);

// Refuses, with kBadFormat and the name, the byte and what was expected: a file shorter than 8 bytes or than its header; a
// header that is not a JSON object of the form above (duplicate names included); an unknown dtype (kUnsupported); a shape whose
// product overflows; more than 8 axes (kUnsupported); offsets that are reversed, outside the file, overlapping, or that
// leave holes; a length that is not dtype times shape. Copies no tensor data. Time and memory are bounded by the file's size.
[[nodiscard]] Result<TensorMap> read_safetensors(SharedBytes file);

// The header, padded with spaces so that the data begins on a multiple of 64 bytes, for aligned mapping. Tensors follow in the
// order of the map, each itself a multiple of its element size.
[[nodiscard]] std::string safetensors_header(const TensorMap& map);

// Header and tensors, written as write_file (base/file.h) does: whole or not at all. A tensor's name that is not UTF-8, or is
// `__metadata__`, is kInvalidArgument; in metadata, what is not UTF-8 becomes U+FFFD.
[[nodiscard]] Status write_safetensors(const std::string& path, const TensorMap& map);

// The same bytes piece by piece, for who writes them to elsewhere: header, then tensors. The pieces look at the header and at
// the map's memory, which both stay where they are meanwhile.
struct SafetensorsPieces {
  std::string header;
  std::vector<ByteSpan> tensors;
};
[[nodiscard]] Result<SafetensorsPieces> safetensors_pieces(const TensorMap& map);

// The same bytes in memory (kOutOfMemory where there is none).
[[nodiscard]] Result<SharedBytes> to_safetensors(const TensorMap& map);

}  // namespace alexnet
