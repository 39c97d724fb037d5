// Reads the wire format of protobuf, one field after the other: https://protobuf.dev/programming-guides/encoding. protozero,
// which this project uses to write it, reports damaged messages by exceptions, which the WebAssembly build does not have.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/file.h"

namespace alexnet {

// One field of a message. `bytes` points into the message.
struct ProtobufField {
  enum class Wire { kVarint, kFixed64, kBytes, kFixed32 };
  std::uint32_t number = 0;
  Wire wire = Wire::kVarint;
  std::uint64_t value = 0;  // of kVarint, kFixed64 and kFixed32
  ByteSpan bytes;           // of kBytes: a string, a message or a packed list

  [[nodiscard]] std::int64_t integer() const { return static_cast<std::int64_t>(value); }
  [[nodiscard]] float real() const;  // the value of a kFixed32 as a float
  [[nodiscard]] std::string_view text() const;
};

// Calls `on_field` for every field of the message, in order, until it returns an error, which is returned. Returns kBadFormat
// for a field that extends past the end of the message, a varint of more than 10 bytes, a group, and an invalid field number.
[[nodiscard]] Status for_each_field(ByteSpan message, const std::function<Status(const ProtobufField&)>& on_field);

// Appends the integers of a repeated field, which may be packed or single. Errors as for_each_field.
[[nodiscard]] Status append_integers(const ProtobufField& field, std::vector<std::int64_t>& to);

}  // namespace alexnet
