#include "formats/safetensors.h"

#include <algorithm>
#include <utility>

#include "base/catch_bad_alloc.h"
#include "base/memory.h"
#include "formats/safetensors_header.h"
#include "messages/formats.h"

namespace alexnet {
namespace {

// Assigns each tensor its bytes. The tensors must follow one another without holes and fill the data, as the reference
// implementation demands: a file with hidden or shared bytes is rejected.
Status assign_bytes(std::vector<SafetensorsHeader::Extent> extents, ByteSpan data) {
  std::ranges::sort(extents, {}, [](const SafetensorsHeader::Extent& extent) { return std::pair(extent.begin, extent.end); });
  std::uint64_t next = 0;
  for (const auto& [tensor, begin, end] : extents) {
    if (end > data.size()) return fail<msg::kSafetensorsPastEnd>(safetensors_location(tensor->first), end, data.size());
    if (begin < next) return fail<msg::kSafetensorsOverlap>(safetensors_location(tensor->first), begin, next);
    if (begin > next) return fail<msg::kSafetensorsHole>(safetensors_location(tensor->first), begin, next);
    tensor->second.bytes = data.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
    next = end;
  }
  if (next != data.size()) return fail<msg::kSafetensorsTrailingBytes>("safetensors", next, data.size());
  return {};
}

std::uint64_t header_length(ByteSpan bytes) {
  std::uint64_t length = 0;
  for (std::size_t i = 0; i < kSafetensorsLengthBytes; ++i) length |= std::uint64_t{bytes[i]} << (8 * i);
  return length;
}

// The names in the order of the data, unless that is the alphabet within each element type: safetensors' own writers sort so, and
// the order then says nothing.
std::vector<std::string> order_of(const TensorMap& map) {
  std::vector<std::pair<std::string, const FileTensor*>> tensors;
  tensors.reserve(map.tensors.size());
  for (const auto& [name, tensor] : map.tensors) tensors.emplace_back(name, &tensor);
  std::ranges::stable_sort(tensors, {}, [](const auto& entry) { return entry.second->bytes.data(); });
  bool sorted = true;
  for (std::size_t i = 1; i < tensors.size(); ++i)
    sorted = sorted && (tensors[i - 1].second->type != tensors[i].second->type || tensors[i - 1].first < tensors[i].first);
  std::vector<std::string> order;
  if (!sorted)
    for (const auto& [name, tensor] : tensors) order.push_back(name);
  return order;
}

// May throw std::bad_alloc.
Result<TensorMap> read_or_throw(SharedBytes& file) {
  const ByteSpan bytes = file.bytes();
  if (bytes.size() < kSafetensorsLengthBytes)
    return fail<msg::kSafetensorsTooShort>("safetensors", bytes.size(), kSafetensorsLengthBytes);
  const ByteSpan rest = bytes.subspan(kSafetensorsLengthBytes);
  const std::uint64_t length = header_length(bytes);
  if (length > rest.size()) return fail<msg::kSafetensorsHeaderTruncated>(kSafetensorsHeaderLocation, length, rest.size());
  if (length > kMaxSafetensorsHeader)
    return fail<msg::kSafetensorsHeaderTooLong>(kSafetensorsHeaderLocation, length, kMaxSafetensorsHeader);
  const auto text = rest.first(static_cast<std::size_t>(length));
  TRY_VALUE(SafetensorsHeader header, parse_safetensors_header({reinterpret_cast<const char*>(text.data()), text.size()}));
  TRY(assign_bytes(std::move(header.extents), rest.subspan(text.size())));
  header.map.order = order_of(header.map);
  header.map.storage = std::move(file);
  return std::move(header.map);
}

// Checks that every name survives a round trip through the header, which may not be able to represent it.
Status check_names(const TensorMap& map, std::string_view header) {
  if (map.tensors.contains(kSafetensorsMetadata))
    return fail<msg::kSafetensorsNameReserved>(safetensors_location(kSafetensorsMetadata));
  const std::size_t length = header.size() - kSafetensorsLengthBytes;
  if (length > kMaxSafetensorsHeader)
    return fail<msg::kSafetensorsHeaderTooLong>(kSafetensorsHeaderLocation, length, kMaxSafetensorsHeader);
  TRY_VALUE(const SafetensorsHeader written, parse_safetensors_header(header.substr(kSafetensorsLengthBytes)));
  for (const auto& [name, tensor] : map.tensors) {
    if (!written.map.tensors.contains(name)) return fail<msg::kSafetensorsNameNotUtf8>(safetensors_location(name));
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
    if (block == nullptr) return fail<msg::kFormatOutOfMemory>("safetensors", size);
    std::uint8_t* end = block;
    for (const ByteSpan part : parts) end = std::ranges::copy(part, end).out;
    return SharedBytes::from_allocation(block, size);
  });
}

}  // namespace alexnet
