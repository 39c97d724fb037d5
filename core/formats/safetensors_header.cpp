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
#include "messages/formats.h"
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

// Returns elements * element size, or nothing if that overflows.
std::optional<std::size_t> byte_length(const FileTensor& tensor) {
  std::size_t bytes = element_size(tensor.type);
  for (const std::size_t length : tensor.shape) {
    if (length != 0 && bytes > SIZE_MAX / length) return std::nullopt;
    bytes *= length;
  }
  return bytes;
}

// Receives the events of a JSON parser and accepts each only where the format allows it. No JSON value is built, so that depth
// and memory are bounded, however deeply a file is nested.
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
        return refuse_value("{...}");
    }
  }
  bool end_object() {
    if (expected_ == Expected::kField) return finish_entry();
    return expect(expected_ == Expected::kMetadataName ? Expected::kName : Expected::kNothing);
  }
  bool start_array(std::size_t) {
    if (expected_ == Expected::kShape) return expect(Expected::kLength);
    if (expected_ == Expected::kOffsets) return expect(Expected::kOffset);
    return refuse_value("[...]");
  }
  bool end_array() {
    if (expected_ == Expected::kOffset && offsets_.size() != 2) return refuse_value("]");
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
    if (expected_ != Expected::kMetadataText) return refuse_value(quoted_name(value));
    const auto [position, is_new] = header_.map.metadata.emplace(std::move(metadata_name_), std::move(value));
    return is_new ? expect(Expected::kMetadataName) : refuse<msg::kSafetensorsKeyTwice>(quoted_name(position->first));
  }
  bool number_unsigned(std::uint64_t value) {
    if (expected_ == Expected::kLength) return take_length(value);
    if (expected_ != Expected::kOffset || offsets_.size() == 2) return refuse_value(str_cat(value));
    offsets_.push_back(value);
    return true;
  }
  bool number_integer(std::int64_t value) { return refuse_value(str_cat(value)); }  // a negative one
  bool number_float(double, const std::string& text) { return refuse_value(shortened(text)); }
  bool boolean(bool value) { return refuse_value(value ? "true" : "false"); }
  bool null() { return refuse_value("null"); }
  bool binary(std::vector<std::uint8_t>&) { return refuse_value("binary data"); }  // JSON has none

  // `read` is the number of bytes up to and including the wrong one.
  bool parse_error(std::size_t read, const std::string&, const nlohmann::detail::exception& fault) {
    // The message is `[id] ... while parsing value - invalid string: ...; last read: '...'`. Its middle is the reason; its end
    // is raw bytes of the file.
    std::string reason = fault.what();
    if (const std::size_t dash = reason.find(" - "); dash != std::string::npos) reason.erase(0, dash + 3);
    reason.erase(std::min({reason.find(';'), reason.size(), std::size_t{120}}));
    location_ = kSafetensorsHeaderLocation;
    return refuse<msg::kSafetensorsNotJson>(kSafetensorsLengthBytes + read - 1, reason);
  }

  // Returns the result after the parser has returned.
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
  // The error of a value that does not belong where it is, in the order of Expected.
  static constexpr std::array<const ErrorMessage*, 13> kUnexpected{
      &msg::kSafetensorsExpectedObject,  &msg::kSafetensorsExpectedName,    &msg::kSafetensorsExpectedMetadata,
      &msg::kSafetensorsExpectedName,    &msg::kSafetensorsExpectedString,  &msg::kSafetensorsExpectedEntry,
      &msg::kSafetensorsExpectedName,    &msg::kSafetensorsExpectedType,    &msg::kSafetensorsExpectedShape,
      &msg::kSafetensorsExpectedLength,  &msg::kSafetensorsExpectedOffsets, &msg::kSafetensorsExpectedOffset,
      &msg::kSafetensorsExpectedNothing,
  };
  static_assert(kUnexpected.size() == static_cast<std::size_t>(Expected::kNothing) + 1);

  bool expect(Expected next) {
    expected_ = next;
    return true;
  }
  template <const ErrorMessage& kMessage, typename... Values>
  bool refuse(const Values&... values) {
    if (!error_) error_ = fail<kMessage>(location_, values...).error();
    return false;
  }
  // Refuses a JSON value, which `found` shows as JSON.
  bool refuse_value(std::string found) {
    const ErrorMessage& message = *kUnexpected[static_cast<std::size_t>(expected_)];
    if (!error_) error_ = make_error(message.kind, location_, message, {std::move(found)});
    return false;
  }

  bool start_entry(std::string& name) {
    location_ = safetensors_location(name);
    if (name == kSafetensorsMetadata) {
      if (std::exchange(has_metadata_, true)) return refuse<msg::kNameAppearsTwice>();
      return expect(Expected::kMetadata);
    }
    const auto [position, is_new] = header_.map.tensors.try_emplace(std::move(name));
    if (!is_new) return refuse<msg::kNameAppearsTwice>();
    tensor_ = position;
    has_type_ = has_shape_ = has_offsets_ = false;
    offsets_.clear();
    return expect(Expected::kEntry);
  }

  bool start_field(const std::string& name) {
    const auto start = [&](bool& seen, Expected next) {
      return std::exchange(seen, true) ? refuse<msg::kSafetensorsKeyTwice>(quoted_name(name)) : expect(next);
    };
    if (name == "dtype") return start(has_type_, Expected::kType);
    if (name == "shape") return start(has_shape_, Expected::kShape);
    if (name == "data_offsets") return start(has_offsets_, Expected::kOffsets);
    return refuse<msg::kSafetensorsField>(quoted_name(name));
  }

  bool take_type(const std::string& name) {
    const auto type = type_named(name);
    if (!type) return refuse<msg::kSafetensorsElementType>(quoted_name(name));
    tensor_->second.type = *type;
    return expect(Expected::kField);
  }

  bool take_length(std::uint64_t length) {
    auto& shape = tensor_->second.shape;
    if (shape.size() == kMaxRank) return refuse<msg::kTensorTooManyAxes>(kMaxRank);
    if (length > SIZE_MAX) return refuse<msg::kSafetensorsLengthTooLarge>(length);
    shape.push_back(static_cast<std::size_t>(length));
    return true;
  }

  bool finish_entry() {
    const FileTensor& tensor = tensor_->second;
    if (!has_type_) return refuse<msg::kSafetensorsFieldMissing>("dtype");
    if (!has_shape_) return refuse<msg::kSafetensorsFieldMissing>("shape");
    if (!has_offsets_) return refuse<msg::kSafetensorsFieldMissing>("data_offsets");
    const auto [begin, end] = std::pair(offsets_[0], offsets_[1]);
    if (begin > end) return refuse<msg::kSafetensorsOffsetsReversed>(begin, end);
    const auto bytes = byte_length(tensor);
    if (!bytes) return refuse<msg::kTensorShapeTooLarge>(format_shape(tensor.shape));
    if (*bytes != end - begin)
      return refuse<msg::kSafetensorsOffsetsMismatch>(to_string(tensor.type), format_shape(tensor.shape), *bytes, end - begin);
    header_.extents.push_back({tensor_, begin, end});
    return expect(Expected::kName);
  }

  SafetensorsHeader header_;
  Expected expected_ = Expected::kHeader;
  std::string location_ = kSafetensorsHeaderLocation;
  std::optional<Error> error_;
  bool has_metadata_ = false;
  std::string metadata_name_;
  // The fields of the current entry.
  NamedTensors::iterator tensor_;
  bool has_type_ = false;
  bool has_shape_ = false;
  bool has_offsets_ = false;
  std::vector<std::uint64_t> offsets_;
};

// Returns the metadata as an entry of the header. Bytes that are not UTF-8 are replaced by U+FFFD.
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
  if (!text.starts_with('{')) return fail<msg::kSafetensorsCharacter>(kSafetensorsHeaderLocation, '{', kSafetensorsLengthBytes);
  // JSON never contains a zero byte, but the parser takes it for the end of the text.
  if (const std::size_t zero = text.find('\0'); zero != std::string_view::npos)
    return fail<msg::kSafetensorsZeroByte>(kSafetensorsHeaderLocation, kSafetensorsLengthBytes + zero);
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
  if (!entries.empty()) entries.pop_back();  // removes the last comma
  std::string header(kSafetensorsLengthBytes, '\0');
  header += '{' + entries + '}';
  header.resize((header.size() + kDataAlignment - 1) / kDataAlignment * kDataAlignment, ' ');
  const std::uint64_t length = header.size() - kSafetensorsLengthBytes;
  for (std::size_t i = 0; i < kSafetensorsLengthBytes; ++i) header[i] = static_cast<char>(length >> (8 * i));
  return header;
}

}  // namespace alexnet
