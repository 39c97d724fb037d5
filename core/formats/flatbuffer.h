// Reads tables of FlatBuffers (https://flatbuffers.dev/internals) from files that are not trusted: what lies outside of the file
// reads as absent.
#pragma once

#include <bit>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "base/bytes.h"

namespace alexnet {

// The little-endian number at `at`, or 0 if it extends past the end.
template <typename Number>
[[nodiscard]] Number flatbuffer_number(ByteSpan file, std::uint64_t at) {
  if (at > file.size() || file.size() - at < sizeof(Number)) return Number{};
  const auto offset = static_cast<std::size_t>(at);
  if constexpr (std::is_same_v<Number, float>) {
    return std::bit_cast<float>(little_endian<std::uint32_t>(file, offset));
  } else {
    return static_cast<Number>(little_endian<std::make_unsigned_t<Number>>(file, offset));
  }
}

// A vector of numbers or of tables. A value: it points into the file.
class FlatbufferTable;
class FlatbufferVector {
 public:
  FlatbufferVector() = default;
  // The vector at `at`; empty if it does not fit into the file with elements of `width` bytes.
  FlatbufferVector(ByteSpan file, std::uint64_t at, std::size_t width) : file_(file), begin_(at + 4), width_(width) {
    const std::uint64_t count = flatbuffer_number<std::uint32_t>(file, at);
    if (begin_ <= file.size() && count * width <= file.size() - begin_) size_ = static_cast<std::size_t>(count);
  }
  [[nodiscard]] std::size_t size() const { return size_; }
  // Requires index < size().
  template <typename Number>
  [[nodiscard]] Number number(std::size_t index) const {
    return flatbuffer_number<Number>(file_, begin_ + index * width_);
  }
  [[nodiscard]] FlatbufferTable table(std::size_t index) const;
  [[nodiscard]] ByteSpan bytes() const {
    return file_.subspan(size_ == 0 ? 0 : static_cast<std::size_t>(begin_), size_ * width_);
  }

 private:
  ByteSpan file_;
  std::uint64_t begin_ = 0;
  std::size_t width_ = 1;
  std::size_t size_ = 0;
};

// A table; one without fields if its offset is not in the file. Fields are numbered as in the schema, from 0.
class FlatbufferTable {
 public:
  FlatbufferTable() = default;
  FlatbufferTable(ByteSpan file, std::uint64_t at) : file_(file), at_(at) {
    const std::int64_t start = static_cast<std::int64_t>(at) - flatbuffer_number<std::int32_t>(file, at);
    if (at < file.size() && start >= 0 && static_cast<std::uint64_t>(start) < file.size()) {
      fields_at_ = static_cast<std::uint64_t>(start);
      fields_size_ = flatbuffer_number<std::uint16_t>(file, fields_at_);
    }
  }
  // The root table of a file.
  [[nodiscard]] static FlatbufferTable root(ByteSpan file) { return {file, flatbuffer_number<std::uint32_t>(file, 0)}; }

  template <typename Number>
  [[nodiscard]] Number number(std::size_t field, Number otherwise = {}) const {
    const std::uint64_t at = place(field);
    return at == 0 ? otherwise : flatbuffer_number<Number>(file_, at);
  }
  [[nodiscard]] FlatbufferTable table(std::size_t field) const {
    const std::uint64_t at = target(field);
    return at == 0 ? FlatbufferTable() : FlatbufferTable(file_, at);
  }
  // A vector whose elements have `width` bytes; those of tables and strings have 4.
  [[nodiscard]] FlatbufferVector vector(std::size_t field, std::size_t width) const {
    const std::uint64_t at = target(field);
    return at == 0 ? FlatbufferVector() : FlatbufferVector(file_, at, width);
  }
  [[nodiscard]] std::string_view text(std::size_t field) const {
    const ByteSpan bytes = vector(field, 1).bytes();
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }

 private:
  // The address of a field; 0 if the table lacks it.
  [[nodiscard]] std::uint64_t place(std::size_t field) const {
    const std::size_t entry = 4 + 2 * field;
    if (entry + 2 > fields_size_) return 0;
    const auto offset = flatbuffer_number<std::uint16_t>(file_, fields_at_ + entry);
    return offset == 0 ? 0 : at_ + offset;
  }
  // The address that a field refers to; 0 if the table lacks it.
  [[nodiscard]] std::uint64_t target(std::size_t field) const {
    const std::uint64_t at = place(field);
    return at == 0 ? 0 : at + flatbuffer_number<std::uint32_t>(file_, at);
  }

  ByteSpan file_;
  std::uint64_t at_ = 0;
  std::uint64_t fields_at_ = 0;
  std::size_t fields_size_ = 0;
};

inline FlatbufferTable FlatbufferVector::table(std::size_t index) const {
  const std::uint64_t at = begin_ + index * width_;
  return {file_, at + flatbuffer_number<std::uint32_t>(file_, at)};
}

}  // namespace alexnet
