#include "formats/npy.h"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>

#include "base/catch_bad_alloc.h"
#include "base/memory.h"
#include "formats/location.h"
#include "formats/npy_header.h"
#include "formats/zip.h"
#include "messages/formats.h"
#include "tensor/shape.h"

namespace alexnet {
namespace {

constexpr std::array<std::uint8_t, 6> kNpyMagic = {0x93, 'N', 'U', 'M', 'P', 'Y'};
constexpr std::size_t kMaxHeader = 10'000;  // bytes; the limit of NumPy
constexpr std::size_t kAlignment = 64;      // of the data, in bytes
constexpr std::string_view kSuffix = ".npy";

struct Array {
  NpyHeader header;
  ByteSpan bytes;  // in the file, in its byte order and memory order
};

Result<Array> parse(ByteSpan file) {
  if (!is_npy(file)) return fail<msg::kNpyNotAnArray>(kNpyHeader);
  const std::size_t digits = file[6] == 1 ? 2 : 4;  // of the length of the header
  if (file[6] < 1 || file[6] > 3) return fail<msg::kNpyVersion>(kNpyHeader, int{file[6]});
  if (file.size() < 8 + digits) return fail<msg::kNpyHeaderTruncated>(kNpyHeader);
  std::uint64_t length = 0;
  for (std::size_t i = 0; i < digits; ++i) length |= std::uint64_t{file[8 + i]} << (8 * i);
  const ByteSpan rest = file.subspan(8 + digits);
  if (length > kMaxHeader) return fail<msg::kNpyHeaderTooLong>(kNpyHeader, length, kMaxHeader);
  if (length > rest.size()) return fail<msg::kNpyHeaderTruncated>(kNpyHeader);
  const ByteSpan text_bytes = rest.first(static_cast<std::size_t>(length));
  Array array;
  TRY_VALUE(array.header, parse_npy_header({reinterpret_cast<const char*>(text_bytes.data()), text_bytes.size()}));
  array.bytes = rest.subspan(text_bytes.size());
  std::size_t expected = element_size(array.header.type);
  for (const std::size_t axis : array.header.shape)
    if (__builtin_mul_overflow(expected, axis, &expected))
      return fail<msg::kTensorShapeTooLarge>(kNpyHeader, format_shape(array.header.shape));
  if (expected != array.bytes.size())
    return fail<msg::kTensorSizeMismatch>("", array.bytes.size(), to_string(array.header.type),
                                          format_shape(array.header.shape), expected);
  return array;
}

// Writes the elements in C order, little-endian.
void reorder(const Array& array, std::uint8_t* to) {
  const std::vector<std::size_t>& shape = array.header.shape;
  const std::size_t size = element_size(array.header.type);
  std::array<std::size_t, kMaxRank> strides{};
  std::size_t stride = size;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const std::size_t axis = array.header.fortran_order ? i : shape.size() - 1 - i;
    strides[axis] = stride;
    stride *= shape[axis];
  }
  std::array<std::size_t, kMaxRank> index{};
  std::size_t from = 0;
  for (std::size_t done = 0; done < array.bytes.size(); done += size) {
    for (std::size_t i = 0; i < size; ++i) to[done + i] = array.bytes[from + (array.header.big_endian ? size - 1 - i : i)];
    for (std::size_t axis = shape.size(); axis-- > 0;) {
      from += strides[axis];
      if (++index[axis] < shape[axis]) break;
      from -= shape[axis] * strides[axis];
      index[axis] = 0;
    }
  }
}

// Returns the array of an .npy file as a tensor, and appends to `owners` what owns its bytes.
Result<FileTensor> read_tensor_of_npy(const SharedBytes& file, std::vector<SharedBytes>& owners) {
  TRY_VALUE(const Array array, parse(file.bytes()));
  FileTensor tensor{.type = array.header.type, .shape = array.header.shape, .bytes = array.bytes};
  if (!array.header.fortran_order && !array.header.big_endian) {
    owners.push_back(file);
    return tensor;
  }
  auto* block = static_cast<std::uint8_t*>(allocate_memory(array.bytes.size()));
  if (block == nullptr) return fail<msg::kFormatOutOfMemory>("", array.bytes.size());
  owners.push_back(SharedBytes::from_allocation(block, array.bytes.size()));
  reorder(array, block);
  tensor.bytes = owners.back().bytes();
  return tensor;
}

SharedBytes keep_alive(std::vector<SharedBytes> owners) {
  return {{}, std::make_shared<const std::vector<SharedBytes>>(std::move(owners))};
}

Result<std::string> header_of(const FileTensor& tensor) {
  const auto type = std::ranges::find(kNpyTypes, tensor.type, &NpyType::type);
  if (type == kNpyTypes.end()) return fail<msg::kNpyWriteElementType>("", to_string(tensor.type));
  std::string shape;  // `3,` or `3, 4`, as in a tuple of Python
  for (const std::size_t length : tensor.shape) shape += str_cat(shape.empty() ? "" : ", ", length);
  if (tensor.shape.size() == 1) shape += ',';
  std::string dictionary = str_cat("{'descr': '", element_size(tensor.type) == 1 ? '|' : '<', type->code,
                                   "', 'fortran_order': False, 'shape': (", shape, "), }");
  constexpr std::size_t kPrefixBytes = 10;  // signature, version, length of the header
  dictionary.resize((kPrefixBytes + dictionary.size() + 1 + kAlignment - 1) / kAlignment * kAlignment - kPrefixBytes - 1, ' ');
  dictionary += '\n';
  std::string header(kNpyMagic.begin(), kNpyMagic.end());
  header += '\x01';
  header += '\0';
  header += static_cast<char>(dictionary.size() & 0xFF);
  header += static_cast<char>(dictionary.size() >> 8);
  return header + dictionary;
}

}  // namespace

bool is_npy(ByteSpan bytes) { return bytes.size() >= 8 && std::ranges::equal(bytes.first(kNpyMagic.size()), kNpyMagic); }

bool is_npz(const SharedBytes& file) {
  if (!is_zip(file.bytes())) return false;
  const Result<ZipArchive> archive = ZipArchive::open(file);
  return archive && !archive->entries().empty() &&
         std::ranges::all_of(archive->entries(), [](const ZipEntry& entry) { return entry.name.ends_with(kSuffix); });
}

Result<TensorMap> read_npy(SharedBytes file) {
  return catch_bad_alloc("npy", [&]() -> Result<TensorMap> {
    TensorMap map;
    std::vector<SharedBytes> owners;
    Result<FileTensor> tensor = read_tensor_of_npy(file, owners);
    if (!tensor) return with_context("npy", std::move(tensor).error());
    map.tensors.emplace("array", std::move(*tensor));
    map.metadata["format"] = "NumPy";
    map.storage = keep_alive(std::move(owners));
    return map;
  });
}

Result<TensorMap> read_npz(SharedBytes file) {
  return catch_bad_alloc("npz", [&]() -> Result<TensorMap> {
    TRY_VALUE(const ZipArchive archive, ZipArchive::open(file));
    TensorMap map;
    std::vector<SharedBytes> owners;
    for (const ZipEntry& entry : archive.entries()) {
      TRY_VALUE(const SharedBytes bytes, archive.read(entry.name));
      Result<FileTensor> tensor = read_tensor_of_npy(bytes, owners);
      if (!tensor) return with_context(location_in("npy", entry.name), std::move(tensor).error());
      std::string name = entry.name.ends_with(kSuffix) ? entry.name.substr(0, entry.name.size() - kSuffix.size()) : entry.name;
      if (!map.tensors.emplace(std::move(name), std::move(*tensor)).second)
        return fail<msg::kNameAppearsTwice>(location_in("npy", entry.name));
    }
    map.metadata["format"] = "NumPy";
    map.storage = keep_alive(std::move(owners));
    return map;
  });
}

Result<SharedBytes> to_npz(const TensorMap& map) {
  return catch_bad_alloc("npz", [&]() -> Result<SharedBytes> {
    std::vector<std::vector<std::uint8_t>> arrays;
    std::vector<ZipMember> members;
    for (const auto& [name, tensor] : map.tensors) {
      Result<std::string> header = header_of(tensor);
      if (!header) return with_context(location_in("npy", name), std::move(header).error());
      std::vector<std::uint8_t>& array = arrays.emplace_back(header->begin(), header->end());
      array.insert(array.end(), tensor.bytes.begin(), tensor.bytes.end());
      members.push_back({name + std::string(kSuffix), array});
    }
    return to_zip(members);
  });
}

}  // namespace alexnet
