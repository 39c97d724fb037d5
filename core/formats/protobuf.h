// Protobuf's wire format, read one field after the other: https://protobuf.dev/programming-guides/encoding. protozero, with
// which this project writes it, reports a damaged message by an exception, which the browser's build does not have.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/file.h"

namespace alexnet {

struct ProtobufField {
  enum class Wire { kVarint, kFixed64, kBytes, kFixed32 };
  std::uint32_t number = 0;
  Wire wire = Wire::kVarint;
  std::uint64_t value = 0;  // of a varint or a fixed number
  ByteSpan bytes;           // of a text, a message or a packed list

  [[nodiscard]] std::int64_t integer() const { return static_cast<std::int64_t>(value); }
  [[nodiscard]] float real() const;  // of kFixed32
  [[nodiscard]] std::string_view text() const;
};

// Calls `on_field` for every field of the message, in order; an error of its own ends the walk. kBadFormat for a field that
// ends behind the message, a varint of more than 10 bytes, a group or a field number of 0.
[[nodiscard]] Status for_each_field(ByteSpan message, const std::function<Status(const ProtobufField&)>& on_field);

// The integers of a repeated field, packed or single.
[[nodiscard]] Status append_integers(const ProtobufField& field, std::vector<std::int64_t>& to);

}  // namespace alexnet
