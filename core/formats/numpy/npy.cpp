#include "formats/numpy/npy.h"

#include <algorithm>
#include <array>

#include "base/catch_bad_alloc.h"
#include "formats/location.h"
#include "formats/numpy/npy_array.h"
#include "formats/numpy/npz_metadata.h"
#include "formats/zip.h"
#include "messages/formats.h"

namespace alexnet {
namespace {

constexpr std::array<std::uint8_t, 6> kNpyMagic = {0x93, 'N', 'U', 'M', 'P', 'Y'};
constexpr std::size_t kMaxHeader = 10'000;  // bytes; the limit of NumPy
constexpr std::size_t kAlignment = 64;      // of the data, in bytes
constexpr std::string_view kSuffix = ".npy";

// The two parts of an .npy file.
struct NpyText {
  std::string_view header;
  ByteSpan rest;
};

Result<NpyText> split(ByteSpan file) {
  if (!is_npy(file)) return fail<msg::kNpyNotAnArray>(kNpyHeader);
  const std::size_t digits = file[6] == 1 ? 2 : 4;  // of the length of the header
  if (file[6] < 1 || file[6] > 3) return fail<msg::kNpyVersion>(kNpyHeader, int{file[6]});
  if (file.size() < 8 + digits) return fail<msg::kNpyHeaderTruncated>(kNpyHeader);
  std::uint64_t length = 0;
  for (std::size_t i = 0; i < digits; ++i) length |= std::uint64_t{file[8 + i]} << (8 * i);
  const ByteSpan rest = file.subspan(8 + digits);
  if (length > kMaxHeader) return fail<msg::kNpyHeaderTooLong>(kNpyHeader, length, kMaxHeader);
  if (length > rest.size()) return fail<msg::kNpyHeaderTruncated>(kNpyHeader);
  const ByteSpan text = rest.first(static_cast<std::size_t>(length));
  return NpyText{{reinterpret_cast<const char*>(text.data()), text.size()}, rest.subspan(text.size())};
}

// Whether the elements are objects of Python, which are stored as a pickle.
bool is_pickled(std::string_view header) {
  return header.find("'|O'") != std::string_view::npos || header.find("'O'") != std::string_view::npos;
}

// Adds the array of an .npy file, or the arrays of one that holds a pickle, to `map`.
Status add_npy(const SharedBytes& file, const std::string& name, TensorMap& map, std::vector<SharedBytes>& owners) {
  TRY_VALUE(const NpyText text, split(file.bytes()));
  if (is_pickled(text.header)) return add_pickled_arrays(text.rest, file, map, owners);
  NpyArray array;
  TRY_VALUE(array.header, parse_npy_header(text.header));
  array.bytes = text.rest;
  TRY(check_npy_size(array));
  TRY_VALUE(FileTensor tensor, tensor_of_npy(array, file, owners));
  if (!map.tensors.emplace(name, std::move(tensor)).second) return fail<msg::kNameAppearsTwice>("");
  map.order.push_back(name);
  return {};
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
    if (Status added = add_npy(file, "array", map, owners); !added) return with_context("npy", std::move(added).error());
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
    map.metadata["format"] = "NumPy";
    for (const ZipEntry& entry : archive.entries()) {
      TRY_VALUE(const SharedBytes bytes, archive.read(entry.name));
      const std::string name =
          entry.name.ends_with(kSuffix) ? entry.name.substr(0, entry.name.size() - kSuffix.size()) : entry.name;
      if (Status added = add_npy(bytes, name, map, owners); !added)
        return with_context(location_in("npy", entry.name), std::move(added).error());
    }
    read_npz_comment(archive.comment(), map);
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
    return to_zip(members, npz_comment(map));
  });
}

}  // namespace alexnet
