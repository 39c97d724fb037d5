// Decompresses deflate (RFC 1951) step by step, so that the rows of an image never lie in memory as a whole beside its pixels.
// Archives, gzip files and the packed arrays of HDF5 are decompressed by it too, natively and in the browser alike.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/file.h"

namespace alexnet {

// A canonical Huffman code of up to 288 symbols and 15 bits.
class HuffmanCode {
 public:
  static constexpr int kMaxBits = 15;

  // Sets the code from the number of bits of each symbol, 0 for symbols without a code. False if two codes would be the same.
  [[nodiscard]] bool assign(std::span<const std::uint8_t> lengths);

  // Returns the symbol whose code begins at the lowest bit of `bits` with its number of bits in `length`; -1 if there is none.
  [[nodiscard]] int find(std::uint64_t bits, int& length) const {
    const std::uint16_t entry = fast_[bits & (kFastSize - 1)];
    if (entry == 0) return find_long(bits, length);
    length = entry & 15;
    return entry >> 4;
  }

 private:
  [[nodiscard]] int find_long(std::uint64_t bits, int& length) const;

  static constexpr int kFastBits = 10;
  static constexpr std::size_t kFastSize = std::size_t{1} << kFastBits;
  std::array<std::uint16_t, kFastSize> fast_{};      // symbol << 4 | bits, by the next bits; 0: the code is longer, or invalid
  std::array<std::uint16_t, kMaxBits + 1> count_{};  // of codes, by their bits
  std::array<std::uint16_t, 288> symbols_{};         // sorted by their codes
};

// Not thread-safe; about 110 KB.
class Inflater {
 public:
  enum class State : std::uint8_t { kRunning, kEnd, kTruncated, kDamaged };

  // `parts` are the stream one after the other, which must outlive the object; with `has_zlib_header` in the format of zlib
  // (RFC 1950), whose checksum at the end is not read.
  explicit Inflater(std::span<const ByteSpan> parts, bool has_zlib_header = true);

  // Writes the next bytes to `out`. Returns how many: fewer than asked for where the stream ends or cannot go on.
  [[nodiscard]] std::size_t read(std::span<std::uint8_t> out);

  // Returns why read() returned fewer bytes.
  [[nodiscard]] State state() const { return state_; }

  // Returns how many whole bytes of the parts follow the stream. Only at its end (State::kEnd).
  [[nodiscard]] std::size_t bytes_behind() const;

 private:
  enum class Block : std::uint8_t { kNone, kStored, kCoded };

  void fill_bits();
  std::uint32_t take(int count);
  std::uint8_t next_byte();
  void check_input();
  void read_zlib_header();
  void begin_block();
  void begin_stored_block();
  void read_code_lengths();
  void copy_stored();
  void decode_symbols();
  void copy_match(int symbol);
  void produce();

  static constexpr std::size_t kHistory = 32768, kRoom = 65536, kLongestMatch = 258;

  std::span<const ByteSpan> parts_;
  ByteSpan part_;  // what is left of the current one
  std::uint64_t bits_ = 0;
  int bit_count_ = 0;     // in bits_
  int made_up_bits_ = 0;  // of those, zeros behind the end of the input
  State state_ = State::kRunning;
  Block block_ = Block::kNone;
  bool is_last_block_ = false;
  std::size_t stored_left_ = 0;
  HuffmanCode literals_, distances_;
  std::vector<std::uint8_t> window_;  // history, then bytes that were not read yet
  std::size_t begin_ = 0, end_ = 0;   // of the bytes that were not read yet
};

// Decompresses a stream of zlib as a whole. Returns an empty vector if it is damaged, truncated or longer than `limit` bytes.
[[nodiscard]] std::vector<std::uint8_t> inflate_all(ByteSpan stream, std::size_t limit);

}  // namespace alexnet
