#include "formats/safetensors_header.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "base/check.h"
#include "base/dump_json.h"
#include "formats/location.h"
#include "formats/safetensors.h"
#include "tensor/shape.h"

namespace alexnet {
namespace {

using nlohmann::json;

constexpr std::size_t kDataAlignment = 64;

std::optional<ElementType> type_named(std::string_view name) {
  for (const auto type : {ElementType::kF32, ElementType::kF16, ElementType::kBf16, ElementType::kI8, ElementType::kU8,
                          ElementType::kI32, ElementType::kI64, ElementType::kF64}) {
    if (to_string(type) == name) return type;
  }
  return std::nullopt;
}

// elements * element size, or nothing where that does not fit a size.
std::optional<std::size_t> byte_length(const FileTensor& tensor) {
  std::size_t bytes = element_size(tensor.type);
  for (const std::size_t length : tensor.shape) {
    if (length != 0 && bytes > SIZE_MAX / length) return std::nullopt;
    bytes *= length;
  }
  return bytes;
}

// Takes the header's JSON piece by piece, each only where the format allows it, and builds nothing but a SafetensorsHeader:
// depth and memory are bounded whatever is nested in the file.
class HeaderReader {
 public:
  bool start_object(std::size_t) {
    switch (expected_) {
      case Expected::kHeader:
        return expect(Expected::kName);
      case Expected::kMetadata:
        return expect(Expected::kMetadataName);
      case Expected::kEntry:
        return expect(Expected::kField);
      default:
        return found("an object");
    }
  }
  bool end_object() {
    if (expected_ == Expected::kField) return finish_entry();
    return expect(expected_ == Expected::kMetadataName ? Expected::kName : Expected::kNothing);
  }
  bool start_array(std::size_t) {
    if (expected_ == Expected::kShape) return expect(Expected::kLength);
    if (expected_ == Expected::kOffsets) return expect(Expected::kOffset);
    return found("an array");
  }
  bool end_array() {
    if (expected_ == Expected::kOffset && offsets_.size() != 2) return found("the end of the array");
    return expect(Expected::kField);
  }
  bool key(std::string& name) {
    if (expected_ == Expected::kField) return start_field(name);
    if (expected_ == Expected::kName) return start_entry(name);
    metadata_name_ = std::move(name);
    return expect(Expected::kMetadataText);
  }
  bool string(std::string& value) {
    if (expected_ == Expected::kType) return take_type(value);
    if (expected_ != Expected::kMetadataText) return found("a text");
    const auto [position, is_new] = header_.map.metadata.emplace(std::move(metadata_name_), std::move(value));
    return is_new ? expect(Expected::kMetadataName) : refuse(ErrorKind::kBadFormat, "has ", quoted(position->first), " twice");
  }
  bool number_unsigned(std::uint64_t value) {
    if (expected_ == Expected::kLength) return take_length(value);
    if (expected_ != Expected::kOffset || offsets_.size() == 2) return found("a number");
    offsets_.push_back(value);
    return true;
  }
  bool number_integer(std::int64_t) { return found("a negative number"); }
  bool number_float(double, const std::string&) { return found("a number that is not whole or too large"); }
  bool boolean(bool) { return found("a boolean"); }
  bool null() { return found("null"); }
  bool binary(std::vector<std::uint8_t>&) { return found("binary data"); }

  // `read` counts the bytes up to and with the one that is wrong.
  bool parse_error(std::size_t read, const std::string&, const nlohmann::detail::exception& fault) {
    // `[id] ... while parsing value - invalid string: ...; last read: '...'`: the middle is the reason, the end is raw bytes.
    std::string reason = fault.what();
    if (const std::size_t dash = reason.find(" - "); dash != std::string::npos) reason.erase(0, dash + 3);
    reason.erase(std::min({reason.find(';'), reason.size(), std::size_t{120}}));
    location_ = "safetensors: header";
    return refuse(ErrorKind::kBadFormat, "is not JSON at byte ", kSafetensorsLengthBytes + read - 1, " of the file: ", reason);
  }

  // The outcome, once the parser has returned.
  Result<SafetensorsHeader> finish() && {
    if (error_) return std::unexpected(std::move(*error_));
    return std::move(header_);
  }

 private:
  enum class Expected {
    kHeader,
    kName,
    kMetadata,
    kMetadataName,
    kMetadataText,
    kEntry,
    kField,
    kType,
    kShape,
    kLength,
    kOffsets,
    kOffset,
    kNothing
  };
  static constexpr std::array<const char*, 13> kDescriptions{"an object",
                                                             "a name",
                                                             "an object of strings",
                                                             "a name",
                                                             "a text",
                                                             "an object with dtype, shape and data_offsets",
                                                             "a field",
                                                             "the name of an element type as dtype",
                                                             "an array as shape",
                                                             "a non-negative integer in shape",
                                                             "an array as data_offsets",
                                                             "two non-negative integers in data_offsets",
                                                             "nothing more"};

  bool expect(Expected next) {
    expected_ = next;
    return true;
  }
  template <typename... Parts>
  bool refuse(ErrorKind kind, const Parts&... what) {
    if (!error_) error_ = fail(kind, location_, what...).error();
    return false;
  }
  bool found(const char* what) {
    return refuse(ErrorKind::kBadFormat, "expected ", kDescriptions[static_cast<std::size_t>(expected_)], ", found ", what);
  }

  bool start_entry(std::string& name) {
    location_ = safetensors_location(name);
    if (name == kSafetensorsMetadata) {
      if (std::exchange(has_metadata_, true)) return refuse(ErrorKind::kBadFormat, "appears twice");
      return expect(Expected::kMetadata);
    }
    const auto [position, is_new] = header_.map.tensors.try_emplace(std::move(name));
    if (!is_new) return refuse(ErrorKind::kBadFormat, "appears twice");
    tensor_ = position;
    has_type_ = has_shape_ = has_offsets_ = false;
    offsets_.clear();
    return expect(Expected::kEntry);
  }

  bool start_field(const std::string& name) {
    const auto start = [&](bool& seen, Expected next) {
      return std::exchange(seen, true) ? refuse(ErrorKind::kBadFormat, "has ", quoted(name), " twice") : expect(next);
    };
    if (name == "dtype") return start(has_type_, Expected::kType);
    if (name == "shape") return start(has_shape_, Expected::kShape);
    if (name == "data_offsets") return start(has_offsets_, Expected::kOffsets);
    return refuse(ErrorKind::kBadFormat, "expected dtype, shape and data_offsets, found ", quoted(name));
  }

  bool take_type(const std::string& name) {
    const auto type = type_named(name);
    if (!type)
      return refuse(ErrorKind::kUnsupported, "has the element type ", quoted(name), ", which this program does not read");
    tensor_->second.type = *type;
    return expect(Expected::kField);
  }

  bool take_length(std::uint64_t length) {
    auto& shape = tensor_->second.shape;
    if (shape.size() == kMaxRank) return refuse(ErrorKind::kUnsupported, "has more than ", kMaxRank, " axes");
    if (length > SIZE_MAX)
      return refuse(ErrorKind::kBadFormat, "has an axis of length ", length, ", more than memory can hold");
    shape.push_back(static_cast<std::size_t>(length));
    return true;
  }

  bool finish_entry() {
    const FileTensor& tensor = tensor_->second;
    if (!has_type_) return refuse(ErrorKind::kBadFormat, "has no dtype");
    if (!has_shape_) return refuse(ErrorKind::kBadFormat, "has no shape");
    if (!has_offsets_) return refuse(ErrorKind::kBadFormat, "has no data_offsets");
    const auto [begin, end] = std::pair(offsets_[0], offsets_[1]);
    if (begin > end) return refuse(ErrorKind::kBadFormat, "begins at byte ", begin, " of the data, after its end at ", end);
    const auto bytes = byte_length(tensor);
    if (!bytes)
      return refuse(ErrorKind::kBadFormat, "has the shape ", format_shape(tensor.shape), ", more than memory can hold");
    if (*bytes != end - begin) {
      return refuse(ErrorKind::kBadFormat, "is ", to_string(tensor.type), ' ', format_shape(tensor.shape), ", which takes ",
                    *bytes, " bytes, but its data_offsets span ", end - begin);
    }
    header_.extents.push_back({tensor_, begin, end});
    return expect(Expected::kName);
  }

  SafetensorsHeader header_;
  Expected expected_ = Expected::kHeader;
  std::string location_ = "safetensors: header";
  std::optional<Error> error_;
  bool has_metadata_ = false;
  std::string metadata_name_;
  // The entry that is being read.
  NamedTensors::iterator tensor_;
  bool has_type_ = false;
  bool has_shape_ = false;
  bool has_offsets_ = false;
  std::vector<std::uint64_t> offsets_;
};

// As JSON. What is not UTF-8 becomes U+FFFD.
std::string metadata_entry(const TensorMap& map) {
  std::string pairs;
  for (const auto& [name, value] : map.metadata) {
    pairs += str_cat(pairs.empty() ? "" : ",", dump_json(json(name)), ':', dump_json(json(value)));
  }
  return str_cat('"', kSafetensorsMetadata, R"(":{)", pairs, "},");
}

std::string tensor_entry(const std::string& name, const FileTensor& tensor, std::size_t begin) {
  CHECK(tensor.bytes.size() == byte_length(tensor));
  return str_cat(dump_json(json(name)), R"(:{"dtype":")", to_string(tensor.type), R"(","shape":)", format_shape(tensor.shape),
                 R"(,"data_offsets":[)", begin, ',', begin + tensor.bytes.size(), "]},");
}

}  // namespace

std::string safetensors_location(std::string_view name) { return location_in("safetensors", name); }

Result<SafetensorsHeader> parse_safetensors_header(std::string_view text) {
  const char* where = "safetensors: header";
  if (!text.starts_with('{'))
    return fail(ErrorKind::kBadFormat, where, "expected { at byte ", kSafetensorsLengthBytes, " of the file");
  // A zero byte is never part of JSON, but the parser would take it for the end of the text.
  if (const std::size_t zero = text.find('\0'); zero != std::string_view::npos) {
    return fail(ErrorKind::kBadFormat, where, "is not JSON at byte ", kSafetensorsLengthBytes + zero,
                " of the file: a zero byte");
  }
  HeaderReader reader;
  json::sax_parse(text.data(), text.data() + text.size(), &reader);
  return std::move(reader).finish();
}

std::string safetensors_header(const TensorMap& map) {
  std::string entries = map.metadata.empty() ? "" : metadata_entry(map);
  std::size_t begin = 0;
  for (const auto& [name, tensor] : map.tensors) {
    entries += tensor_entry(name, tensor, begin);
    begin += tensor.bytes.size();
  }
  if (!entries.empty()) entries.pop_back();  // the last comma
  std::string header(kSafetensorsLengthBytes, '\0');
  header += '{' + entries + '}';
  header.resize((header.size() + kDataAlignment - 1) / kDataAlignment * kDataAlignment, ' ');
  const std::uint64_t length = header.size() - kSafetensorsLengthBytes;
  for (std::size_t i = 0; i < kSafetensorsLengthBytes; ++i) header[i] = static_cast<char>(length >> (8 * i));
  return header;
}

}  // namespace alexnet
