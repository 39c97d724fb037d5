#include "formats/safetensors.h"

#include <algorithm>
#include <utility>

#include "base/catch_bad_alloc.h"
#include "base/memory.h"
#include "formats/safetensors_header.h"

namespace alexnet {
namespace {

// Gives each tensor its bytes. The tensors must lie one after the other and fill the data, as the reference implementation
// demands: a file that hides bytes, or shows some twice, is not trusted.
Status assign_bytes(std::vector<SafetensorsHeader::Extent> extents, ByteSpan data) {
  std::ranges::sort(extents, {}, [](const SafetensorsHeader::Extent& extent) { return std::pair(extent.begin, extent.end); });
  std::uint64_t next = 0;
  for (const auto& [tensor, begin, end] : extents) {
    if (end > data.size()) {
      return fail(ErrorKind::kBadFormat, safetensors_location(tensor->first), "ends at byte ", end,
                  " of the data, the file has ", data.size());
    }
    if (begin != next) {
      return fail(ErrorKind::kBadFormat, safetensors_location(tensor->first), "begins at byte ", begin, " of the data, ",
                  begin < next ? "inside another tensor, which ends at " : "after a hole that begins at ", next);
    }
    tensor->second.bytes = data.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
    next = end;
  }
  if (next != data.size()) {
    return fail(ErrorKind::kBadFormat, "safetensors", "the tensors end at byte ", next, " of the data, the file has ",
                data.size());
  }
  return {};
}

std::uint64_t header_length(ByteSpan bytes) {
  std::uint64_t length = 0;
  for (std::size_t i = 0; i < kSafetensorsLengthBytes; ++i) length |= std::uint64_t{bytes[i]} << (8 * i);
  return length;
}

Result<TensorMap> read_or_throw(SharedBytes& file) {
  const ByteSpan bytes = file.bytes();
  if (bytes.size() < kSafetensorsLengthBytes) {
    return fail(ErrorKind::kBadFormat, "safetensors", "has ", bytes.size(), " bytes, expected at least ",
                kSafetensorsLengthBytes);
  }
  const ByteSpan rest = bytes.subspan(kSafetensorsLengthBytes);
  const std::uint64_t length = header_length(bytes);
  if (length > rest.size()) {
    return fail(ErrorKind::kBadFormat, "safetensors: header", "ends ", length, " bytes after byte 8, the file has ",
                rest.size());
  }
  if (length > kMaxSafetensorsHeader) {
    return fail(ErrorKind::kTooLarge, "safetensors: header", "has ", length, " bytes, the limit is ", kMaxSafetensorsHeader);
  }
  const auto text = rest.first(static_cast<std::size_t>(length));
  TRY_VALUE(SafetensorsHeader header, parse_safetensors_header({reinterpret_cast<const char*>(text.data()), text.size()}));
  TRY(assign_bytes(std::move(header.extents), rest.subspan(text.size())));
  header.map.storage = std::move(file);
  return std::move(header.map);
}

// Names that the header cannot carry as they are would come back as others, or not at all.
Status check_names(const TensorMap& map, std::string_view header) {
  if (map.tensors.contains(kSafetensorsMetadata)) {
    return fail(ErrorKind::kInvalidArgument, safetensors_location(kSafetensorsMetadata),
                "the format keeps this name for itself");
  }
  if (header.size() - kSafetensorsLengthBytes > kMaxSafetensorsHeader) {
    return fail(ErrorKind::kTooLarge, "safetensors: header", "has ", header.size() - kSafetensorsLengthBytes,
                " bytes, the limit is ", kMaxSafetensorsHeader);
  }
  TRY_VALUE(const SafetensorsHeader written, parse_safetensors_header(header.substr(kSafetensorsLengthBytes)));
  for (const auto& [name, tensor] : map.tensors) {
    if (written.map.tensors.contains(name)) continue;
    return fail(ErrorKind::kInvalidArgument, safetensors_location(name), "the name of a tensor must be UTF-8");
  }
  return {};
}

ByteSpan as_bytes(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

Result<SafetensorsPieces> pieces_of(const TensorMap& map) {
  SafetensorsPieces result{.header = safetensors_header(map), .tensors = {}};
  TRY(check_names(map, result.header));
  for (const auto& [name, tensor] : map.tensors) result.tensors.push_back(tensor.bytes);
  return result;
}

std::vector<ByteSpan> all_of(const SafetensorsPieces& pieces) {
  std::vector<ByteSpan> parts{as_bytes(pieces.header)};
  parts.insert(parts.end(), pieces.tensors.begin(), pieces.tensors.end());
  return parts;
}

}  // namespace

bool is_safetensors(ByteSpan bytes) {
  return bytes.size() > kSafetensorsLengthBytes && header_length(bytes) <= kMaxSafetensorsHeader &&
         bytes[kSafetensorsLengthBytes] == '{';
}

Result<TensorMap> read_safetensors(SharedBytes file) {
  return catch_bad_alloc("safetensors", [&] { return read_or_throw(file); });
}

Status write_safetensors(const std::string& path, const TensorMap& map) {
  return catch_bad_alloc(path, [&]() -> Status {
    TRY_VALUE(const SafetensorsPieces pieces, pieces_of(map));
    return write_file(path, all_of(pieces));
  });
}

Result<SafetensorsPieces> safetensors_pieces(const TensorMap& map) {
  return catch_bad_alloc("safetensors", [&] { return pieces_of(map); });
}

Result<SharedBytes> to_safetensors(const TensorMap& map) {
  return catch_bad_alloc("safetensors", [&]() -> Result<SharedBytes> {
    TRY_VALUE(const SafetensorsPieces pieces, pieces_of(map));
    const std::vector<ByteSpan> parts = all_of(pieces);
    std::size_t size = 0;
    for (const ByteSpan part : parts) size += part.size();
    auto* block = static_cast<std::uint8_t*>(allocate_memory(size));
    if (block == nullptr) return fail(ErrorKind::kOutOfMemory, "safetensors", "no memory for ", size, " bytes");
    std::uint8_t* end = block;
    for (const ByteSpan part : parts) end = std::ranges::copy(part, end).out;
    return SharedBytes::from_allocation(block, size);
  });
}

}  // namespace alexnet
