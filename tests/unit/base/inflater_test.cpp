// Streams of deflate made here, with codes of every length and matches of every length and distance.
#include "base/inflater.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "base/rng.h"
#include "support/png_files.h"

namespace alexnet {
namespace {

using Bytes = std::vector<std::uint8_t>;

struct BitWriter {
  Bytes bytes;
  int used = 8;  // bits of the last byte

  void put(std::uint32_t value, int bits) {
    for (int i = 0; i < bits; ++i) {
      if (used == 8) {
        bytes.push_back(0);
        used = 0;
      }
      bytes.back() = static_cast<std::uint8_t>(bytes.back() | (value >> i & 1) << used++);
    }
  }
  void put_code(std::uint32_t code, int bits) {  // from its highest bit
    for (int i = bits - 1; i >= 0; --i) put(code >> i & 1, 1);
  }
};

// The codes of RFC 1951, section 3.2.2: by length, then by symbol.
std::vector<std::uint32_t> codes_of(const std::vector<int>& lengths) {
  std::vector<std::uint32_t> codes(lengths.size());
  std::uint32_t code = 0;
  for (int length = 1; length <= 15; ++length, code <<= 1) {
    for (std::size_t symbol = 0; symbol < lengths.size(); ++symbol) {
      if (lengths[symbol] == length) codes[symbol] = code++;
    }
  }
  return codes;
}

// Lengths 1, 2, ..., 14 for the first symbols of the list, then one of 15 bits for the end of a block: a complete code with another
// symbol of 15 bits.
std::vector<int> skewed_lengths(std::size_t count, const std::vector<std::size_t>& symbols) {
  std::vector<int> lengths(count, 0);
  for (std::size_t i = 0; i < symbols.size(); ++i) lengths[symbols[i]] = std::min(static_cast<int>(i) + 1, 15);
  return lengths;
}

struct Range {
  std::uint32_t base;
  int extra_bits;
};

// The bases of lengths (first 3) and distances (first 1), by the rule that the table of the RFC follows: groups of 4 or 2 symbols.
Range range_of(std::uint32_t symbol, std::uint32_t group, std::uint32_t first) {
  if (symbol < 2 * group) return {first + symbol, 0};
  const int extra = static_cast<int>(symbol / group - 1);
  return {first + ((group + symbol % group) << extra), extra};
}

struct Stream {
  BitWriter writer;
  Bytes content;
  std::vector<int> literal_lengths, distance_lengths;
  std::vector<std::uint32_t> literal_codes, distance_codes;

  void begin(bool is_last) {
    writer.put(is_last, 1);
    writer.put(2, 2);
    writer.put(286 - 257, 5);
    writer.put(30 - 1, 5);
    writer.put(19 - 4, 4);
    for (int i = 0; i < 19; ++i)
      writer.put(i < 3 ? 0 : 4, 3);  // repeats have no code; each length has 4 bits, and its own value
    for (const auto& lengths : {literal_lengths, distance_lengths}) {
      for (const int length : lengths) writer.put_code(static_cast<std::uint32_t>(length), 4);
    }
  }
  void literal(std::size_t symbol) {
    writer.put_code(literal_codes[symbol], literal_lengths[symbol]);
    if (symbol < 256) content.push_back(static_cast<std::uint8_t>(symbol));
  }
  void match(std::uint32_t length_symbol, std::uint32_t distance_symbol, std::uint32_t random) {
    const Range length_range = length_symbol == 28 ? Range{258, 0} : range_of(length_symbol, 4, 3);
    const Range distance_range = range_of(distance_symbol, 2, 1);
    const std::uint32_t length_extra = random & ((1u << length_range.extra_bits) - 1);
    const std::uint32_t distance_extra = random >> 8 & ((1u << distance_range.extra_bits) - 1);
    const std::size_t distance = distance_range.base + distance_extra;
    if (distance > content.size() || length_range.base + length_extra > 258) return;
    writer.put_code(literal_codes[257 + length_symbol], literal_lengths[257 + length_symbol]);
    writer.put(length_extra, length_range.extra_bits);
    writer.put_code(distance_codes[distance_symbol], distance_lengths[distance_symbol]);
    writer.put(distance_extra, distance_range.extra_bits);
    for (std::uint32_t i = 0; i < length_range.base + length_extra; ++i) content.push_back(content[content.size() - distance]);
  }
};

// Blocks whose literals or matches are rare in turn, with codes of 1 to 15 bits.
Stream stream_of(std::uint64_t seed, int blocks, int symbols) {
  Stream stream;
  stream.writer.bytes = {0x78, 0x9C};
  for (int block = 0; block < blocks; ++block) {
    const auto words = [&](int i) {
      return random_words(seed, static_cast<std::uint64_t>(block), static_cast<std::uint64_t>(i));
    };
    std::vector<std::size_t> literals, distances;
    std::uint32_t length_symbol = 0;
    for (std::uint32_t i = 0; i < 15; ++i) {
      const std::uint32_t word = words(100'000 + static_cast<int>(i))[0];
      const bool is_length = (i + static_cast<std::uint32_t>(block)) % 2 == 1;
      if (is_length) length_symbol = i == 3 ? 28 : word % 29;
      literals.push_back(is_length ? 257 + length_symbol : word % 256);
      distances.push_back((word >> 8) % 30);
    }
    std::vector<std::size_t> unique_literals, unique_distances;
    for (const std::size_t one : literals) {
      if (std::ranges::find(unique_literals, one) == unique_literals.end()) unique_literals.push_back(one);
    }
    for (const std::size_t one : distances) {
      if (std::ranges::find(unique_distances, one) == unique_distances.end()) unique_distances.push_back(one);
    }
    unique_literals.push_back(256);
    stream.literal_lengths = skewed_lengths(286, unique_literals);
    stream.distance_lengths = skewed_lengths(30, unique_distances);
    stream.literal_codes = codes_of(stream.literal_lengths);
    stream.distance_codes = codes_of(stream.distance_lengths);
    stream.begin(block + 1 == blocks);
    for (int i = 0; i < symbols; ++i) {
      const auto word = words(i);
      const std::size_t symbol = unique_literals[word[0] % (unique_literals.size() - 1)];
      if (symbol < 256) {
        stream.literal(symbol);
      } else {
        const std::size_t distance = unique_distances[word[1] % unique_distances.size()];
        stream.match(static_cast<std::uint32_t>(symbol - 257), static_cast<std::uint32_t>(distance), word[2]);
      }
    }
    stream.literal(256);
  }
  return stream;
}

Bytes read_all(std::span<const ByteSpan> parts, std::size_t step, Inflater::State& state) {
  Inflater inflater(parts);
  Bytes content, block(step);
  for (;;) {
    const std::size_t got = inflater.read(block);
    content.insert(content.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(got));
    if (got < step) break;
  }
  state = inflater.state();
  return content;
}

TEST(Inflater, CodesOfEveryLengthAreRead) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Stream stream = stream_of(seed, 4, 3000);
    const std::array<ByteSpan, 1> parts = {stream.writer.bytes};
    for (const std::size_t step : {std::size_t{1}, std::size_t{777}, std::size_t{1} << 20}) {
      Inflater::State state{};
      ASSERT_TRUE(read_all(parts, step, state) == stream.content) << "seed " << seed << ", " << step << " bytes at a time";
      ASSERT_EQ(state, Inflater::State::kEnd);
    }
  }
}

TEST(Inflater, TheInputMayComeInParts) {
  const Stream stream = stream_of(3, 3, 500);
  for (const std::size_t size : {1u, 3u, 8u, 50u}) {
    std::vector<ByteSpan> parts;
    for (std::size_t at = 0; at < stream.writer.bytes.size(); at += size) {
      parts.push_back(ByteSpan(stream.writer.bytes).subspan(at, std::min<std::size_t>(size, stream.writer.bytes.size() - at)));
      parts.emplace_back();
    }
    Inflater::State state{};
    EXPECT_TRUE(read_all(parts, 1000, state) == stream.content);
    EXPECT_EQ(state, Inflater::State::kEnd);
  }
}

TEST(Inflater, StoredBlocksOfAnySizeAreRead) {
  for (const std::size_t size : {0u, 1u, 7u, 8u, 65534u, 65535u, 65536u, 300'000u}) {
    Bytes content(size);
    for (std::size_t i = 0; i < size; ++i) content[i] = static_cast<std::uint8_t>(i * i >> 3);
    EXPECT_EQ(inflate_all(testing::zlib_stored(content), size), content);
    if (size == 0) continue;
    EXPECT_TRUE(inflate_all(testing::zlib_stored(content), size - 1).empty()) << "longer than the limit";
  }
}

TEST(Inflater, FixedCodesAreRead) {
  // zlib.compress(b"hello hello hello hello") of Python 3.11.
  const Bytes stream = {0x78, 0x9C, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0x57, 0xC8, 0x40, 0x27, 0x01, 0x68, 0x03, 0x08, 0xB1};
  const Bytes content = inflate_all(stream, 100);
  EXPECT_EQ(std::string(content.begin(), content.end()), "hello hello hello hello");
}

// What is there of a truncated stream is right.
TEST(Inflater, TruncatedStreamsGiveABeginning) {
  const Stream coded = stream_of(5, 2, 200);
  const Bytes stored = testing::zlib_stored(Bytes(300, 9));
  for (const auto& [bytes, content] : {std::pair<Bytes, Bytes>{coded.writer.bytes, coded.content}, {stored, Bytes(300, 9)}}) {
    for (std::size_t length = 0; length + 4 < bytes.size(); ++length) {
      const Bytes prefix(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length));
      const std::array<ByteSpan, 1> parts = {prefix};
      Inflater::State state{};
      const Bytes got = read_all(parts, 100, state);
      ASSERT_LE(got.size(), content.size());
      ASSERT_TRUE(std::equal(got.begin(), got.end(), content.begin())) << length;
      ASSERT_EQ(state, Inflater::State::kTruncated) << length;
    }
  }
}

TEST(Inflater, AnyWrongByteIsHandled) {
  const Stream stream = stream_of(9, 1, 300);
  for (std::size_t at = 0; at < stream.writer.bytes.size(); ++at) {
    for (const int flip : {1, 0x10, 0x80, 0xFF}) {
      Bytes damaged = stream.writer.bytes;
      damaged[at] = static_cast<std::uint8_t>(damaged[at] ^ flip);
      const std::array<ByteSpan, 1> parts = {damaged};
      Inflater::State state{};
      static_cast<void>(read_all(parts, 5000, state));
      ASSERT_NE(state, Inflater::State::kRunning);
    }
  }
}

}  // namespace
}  // namespace alexnet
