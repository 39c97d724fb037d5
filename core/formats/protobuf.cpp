#include "formats/protobuf.h"

#include <bit>

#include "messages/formats.h"

namespace alexnet {
namespace {

constexpr const char* kProtobuf = "protobuf";

class WireReader {
 public:
  explicit WireReader(ByteSpan bytes) : bytes_(bytes) {}
  [[nodiscard]] bool done() const { return at_ == bytes_.size(); }

  Result<std::uint64_t> varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (done()) return fail<msg::kProtobufVarintTruncated>(kProtobuf, at_);
      const std::uint8_t byte = bytes_[at_++];
      value |= std::uint64_t{byte & 0x7Fu} << shift;
      if (byte < 0x80) return value;
    }
    return fail<msg::kProtobufVarintTooLong>(kProtobuf, at_);
  }
  Result<std::uint64_t> fixed(std::size_t size) {
    TRY_VALUE(const ByteSpan bytes, take(size));
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i) value |= std::uint64_t{bytes[i]} << (8 * i);
    return value;
  }
  Result<ByteSpan> take(std::uint64_t size) {
    if (size > bytes_.size() - at_) return fail<msg::kProtobufFieldTruncated>(kProtobuf, at_, size, bytes_.size() - at_);
    const ByteSpan taken = bytes_.subspan(at_, static_cast<std::size_t>(size));
    at_ += taken.size();
    return taken;
  }
  Result<ProtobufField> field() {
    using Wire = ProtobufField::Wire;
    TRY_VALUE(const std::uint64_t tag, varint());
    if (tag >> 3 == 0 || tag >> 3 > 0x1FFFFFFF) return fail<msg::kProtobufFieldNumber>(kProtobuf, at_, tag >> 3);
    ProtobufField field{.number = static_cast<std::uint32_t>(tag >> 3), .wire = Wire::kVarint, .value = 0, .bytes = {}};
    switch (tag & 7) {
      case 0: {
        TRY_VALUE(field.value, varint());
        return field;
      }
      case 1: {
        field.wire = Wire::kFixed64;
        TRY_VALUE(field.value, fixed(8));
        return field;
      }
      case 2: {
        field.wire = Wire::kBytes;
        TRY_VALUE(const std::uint64_t size, varint());
        TRY_VALUE(field.bytes, take(size));
        return field;
      }
      case 5: {
        field.wire = Wire::kFixed32;
        TRY_VALUE(field.value, fixed(4));
        return field;
      }
      default:
        return fail<msg::kProtobufWireType>(kProtobuf, at_, tag & 7);
    }
  }

 private:
  ByteSpan bytes_;
  std::size_t at_ = 0;
};

}  // namespace

float ProtobufField::real() const { return std::bit_cast<float>(static_cast<std::uint32_t>(value)); }

std::string_view ProtobufField::text() const { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

Status for_each_field(ByteSpan message, const std::function<Status(const ProtobufField&)>& on_field) {
  WireReader reader(message);
  while (!reader.done()) {
    TRY_VALUE(const ProtobufField field, reader.field());
    TRY(on_field(field));
  }
  return {};
}

Status append_integers(const ProtobufField& field, std::vector<std::int64_t>& to) {
  if (field.wire != ProtobufField::Wire::kBytes) {
    to.push_back(field.integer());
    return {};
  }
  WireReader reader(field.bytes);
  while (!reader.done()) {
    TRY_VALUE(const std::uint64_t value, reader.varint());
    to.push_back(static_cast<std::int64_t>(value));
  }
  return {};
}

}  // namespace alexnet
