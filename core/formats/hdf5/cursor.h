// Reads the little-endian numbers of a file that is not trusted, one after the other; used by formats/hdf5_*.cpp.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/file.h"

namespace alexnet {

// A position in a span of bytes. After a read past the end, every number is 0, every span is empty and good() is false, so that
// the caller checks once, after the last read. Not for concurrent use.
class Hdf5Cursor {
 public:
  explicit Hdf5Cursor(ByteSpan bytes) : bytes_(bytes) {}
  // Begins at `address` of the file.
  Hdf5Cursor(ByteSpan file, std::uint64_t address)
      : bytes_(address <= file.size() ? file.subspan(static_cast<std::size_t>(address)) : ByteSpan{}),
        good_(address <= file.size()) {}

  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] std::size_t remaining() const { return bytes_.size(); }

  ByteSpan take(std::uint64_t size) {
    good_ = good_ && size <= bytes_.size();
    if (!good_) return {};
    const ByteSpan taken = bytes_.first(static_cast<std::size_t>(size));
    bytes_ = bytes_.subspan(taken.size());
    return taken;
  }
  std::uint64_t number(std::size_t size) {
    std::uint64_t value = 0;
    const ByteSpan bytes = take(size);
    for (std::size_t i = 0; i < bytes.size(); ++i) value |= std::uint64_t{bytes[i]} << (8 * i);
    return value;
  }
  std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
  std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
  std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
  std::uint64_t u64() { return number(8); }
  std::string_view text(std::uint64_t size) {
    const ByteSpan bytes = take(size);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  // Reads the signature with which a structure begins. Returns false if it is another one.
  bool consume_signature(std::string_view signature) {
    good_ = good_ && text(signature.size()) == signature;
    return good_;
  }

 private:
  ByteSpan bytes_;
  bool good_ = true;
};

}  // namespace alexnet
