#include "base/inflater.h"

#include <algorithm>
#include <cstring>

namespace alexnet {
namespace {

constexpr int kEndOfBlock = 256;

struct Range {
  std::uint16_t base;
  std::uint8_t extra_bits;
};
// RFC 1951, section 3.2.5. The last two symbols of each table do not occur.
constexpr Range kLengths[] = {{3, 0},  {4, 0},  {5, 0},  {6, 0},   {7, 0},   {8, 0},   {9, 0},   {10, 0},  {11, 1}, {13, 1},
                              {15, 1}, {17, 1}, {19, 2}, {23, 2},  {27, 2},  {31, 2},  {35, 3},  {43, 3},  {51, 3}, {59, 3},
                              {67, 4}, {83, 4}, {99, 4}, {115, 4}, {131, 5}, {163, 5}, {195, 5}, {227, 5}, {258, 0}};
constexpr Range kDistances[] = {
    {1, 0},    {2, 0},    {3, 0},     {4, 0},     {5, 1},     {7, 1},     {9, 2},     {13, 2},     {17, 3},     {25, 3},
    {33, 4},   {49, 4},   {65, 5},    {97, 5},    {129, 6},   {193, 6},   {257, 7},   {385, 7},    {513, 8},    {769, 8},
    {1025, 9}, {1537, 9}, {2049, 10}, {3073, 10}, {4097, 11}, {6145, 11}, {8193, 12}, {12289, 12}, {16385, 13}, {24577, 13}};

std::uint32_t reversed(std::uint32_t code, int bits) {
  std::uint32_t result = 0;
  for (int i = 0; i < bits; ++i) result |= (code >> i & 1) << (bits - 1 - i);
  return result;
}

}  // namespace

// ---- The code ---------------------------------------------------------------------------------------------------------------

bool HuffmanCode::assign(std::span<const std::uint8_t> lengths) {
  fast_.fill(0);
  count_.fill(0);
  for (const std::uint8_t length : lengths) ++count_[length];
  count_[0] = 0;
  std::array<std::uint32_t, kMaxBits + 1> code{}, index{};
  for (std::size_t length = 1; length <= kMaxBits; ++length) {
    code[length] = (code[length - 1] + count_[length - 1]) << 1;
    index[length] = index[length - 1] + count_[length - 1];
    if (code[length] + count_[length] > 1u << length) return false;
  }
  for (std::size_t symbol = 0; symbol < lengths.size(); ++symbol) {
    const int length = lengths[symbol];
    if (length == 0) continue;
    symbols_[index[length]++] = static_cast<std::uint16_t>(symbol);
    const std::uint32_t first = reversed(code[length]++, length);  // codes are stored from their highest bit
    if (length > kFastBits) continue;
    for (std::size_t bits = first; bits < kFastSize; bits += std::size_t{1} << length) {
      fast_[bits] = static_cast<std::uint16_t>(symbol << 4 | static_cast<std::size_t>(length));
    }
  }
  return true;
}

int HuffmanCode::find_long(std::uint64_t bits, int& length) const {
  std::uint32_t code = 0, first = 0, index = 0;  // of the codes with as many bits as were looked at
  for (length = 1; length <= kMaxBits; ++length, bits >>= 1) {
    code = code << 1 | static_cast<std::uint32_t>(bits & 1);
    first <<= 1;
    const std::uint32_t count = count_[static_cast<std::size_t>(length)];
    if (code - first < count) return symbols_[index + code - first];
    index += count;
    first += count;
  }
  return -1;
}

// ---- The input --------------------------------------------------------------------------------------------------------------

Inflater::Inflater(std::span<const ByteSpan> parts, bool has_zlib_header) : parts_(parts), window_(kHistory + kRoom) {
  if (has_zlib_header) read_zlib_header();
}

std::uint8_t Inflater::next_byte() {
  while (part_.empty() && !parts_.empty()) {
    part_ = parts_.front();
    parts_ = parts_.subspan(1);
  }
  if (part_.empty()) {
    made_up_bits_ += 8;
    return 0;
  }
  const std::uint8_t byte = part_.front();
  part_ = part_.subspan(1);
  return byte;
}

// Has at least 56 bits afterwards: a length, a distance and their extra bits are 48 at most.
void Inflater::fill_bits() {
  if (part_.size() >= 8) {
    std::uint64_t word = 0;
    for (int i = 0; i < 8; ++i) word |= std::uint64_t{part_[static_cast<std::size_t>(i)]} << 8 * i;
    bits_ |= word << bit_count_;
    const int bytes = (63 - bit_count_) / 8;
    part_ = part_.subspan(static_cast<std::size_t>(bytes));
    bit_count_ += bytes * 8;  // The bits above these are those of the next bytes: they are set again to the same.
    return;
  }
  for (; bit_count_ <= 56; bit_count_ += 8) bits_ |= std::uint64_t{next_byte()} << bit_count_;
}

std::uint32_t Inflater::take(int count) {
  const auto value = static_cast<std::uint32_t>(bits_ & ((std::uint64_t{1} << count) - 1));
  bits_ >>= count;
  bit_count_ -= count;
  return value;
}

// The made-up bits are the last ones: the input has ended if one of them was taken.
void Inflater::check_input() {
  if (bit_count_ < made_up_bits_) state_ = State::kTruncated;
}

void Inflater::read_zlib_header() {
  fill_bits();
  const std::uint32_t method = take(8), flags = take(8);
  check_input();
  if (state_ != State::kRunning) return;
  const bool needs_dictionary = (flags & 0x20) != 0;
  if ((method & 15) != 8 || (method << 8 | flags) % 31 != 0 || needs_dictionary) state_ = State::kDamaged;
}

// ---- Blocks -----------------------------------------------------------------------------------------------------------------

void Inflater::begin_block() {
  if (is_last_block_) {
    state_ = State::kEnd;
    return;
  }
  fill_bits();
  is_last_block_ = take(1) != 0;
  const std::uint32_t kind = take(2);
  check_input();
  if (state_ != State::kRunning) return;
  if (kind == 0) {
    begin_stored_block();
  } else if (kind == 1) {
    std::array<std::uint8_t, 288> lengths{};
    std::fill_n(lengths.begin(), 144, std::uint8_t{8});
    std::fill_n(lengths.begin() + 144, 112, std::uint8_t{9});
    std::fill_n(lengths.begin() + 256, 24, std::uint8_t{7});
    std::fill_n(lengths.begin() + 280, 8, std::uint8_t{8});
    std::array<std::uint8_t, 30> five{};
    five.fill(5);
    block_ = Block::kCoded;
    if (!literals_.assign(lengths) || !distances_.assign(five)) state_ = State::kDamaged;
  } else if (kind == 2) {
    read_code_lengths();
  } else {
    state_ = State::kDamaged;
  }
}

void Inflater::begin_stored_block() {
  take(bit_count_ % 8);
  fill_bits();
  const std::uint32_t length = take(16), complement = take(16);
  check_input();
  if (state_ != State::kRunning) return;
  if (length != (complement ^ 0xFFFF)) state_ = State::kDamaged;
  stored_left_ = length;
  block_ = Block::kStored;
}

// The codes of a block are stored as the numbers of bits of their symbols, which have a code of their own.
void Inflater::read_code_lengths() {
  constexpr std::uint8_t kOrder[19] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
  const std::size_t literal_count = take(5) + 257, distance_count = take(5) + 1, length_count = take(4) + 4;
  std::array<std::uint8_t, 19> code_lengths{};
  for (std::size_t i = 0; i < length_count; ++i) {
    fill_bits();
    code_lengths[kOrder[i]] = static_cast<std::uint8_t>(take(3));
  }
  HuffmanCode code;
  std::array<std::uint8_t, 320> lengths{};
  const std::size_t count = literal_count + distance_count;
  bool valid = literal_count <= 286 && code.assign(code_lengths);
  for (std::size_t at = 0; valid && at < count;) {
    fill_bits();
    int bits = 0;
    const int symbol = code.find(bits_, bits);
    if (symbol >= 0) take(bits);
    check_input();
    if (state_ != State::kRunning) return;
    if (symbol >= 0 && symbol < 16) {
      lengths[at++] = static_cast<std::uint8_t>(symbol);
      continue;
    }
    const std::size_t repeats = symbol == 16 ? take(2) + 3 : symbol == 17 ? take(3) + 3 : take(7) + 11;
    valid = symbol >= 0 && at + repeats <= count && (symbol != 16 || at > 0);
    if (!valid) break;
    std::fill_n(lengths.begin() + static_cast<std::ptrdiff_t>(at), repeats, symbol == 16 ? lengths[at - 1] : std::uint8_t{0});
    at += repeats;
  }
  const std::span<const std::uint8_t> all(lengths);
  valid = valid && literals_.assign(all.first(literal_count)) && distances_.assign(all.subspan(literal_count, distance_count));
  check_input();
  if (state_ == State::kRunning && !valid) state_ = State::kDamaged;
  block_ = Block::kCoded;
}

void Inflater::copy_stored() {
  const std::size_t wanted = std::min(stored_left_, window_.size() - end_);
  std::size_t done = 0;
  for (; done < wanted && bit_count_ >= 8; ++done) window_[end_++] = static_cast<std::uint8_t>(take(8));
  if (done < wanted) bits_ = 0;  // The next bytes do not pass through it.
  while (done < wanted) {
    if (part_.empty()) {
      window_[end_++] = next_byte();
      ++done;
    } else {
      const std::size_t run = std::min(part_.size(), wanted - done);
      std::memcpy(window_.data() + end_, part_.data(), run);
      part_ = part_.subspan(run);
      end_ += run;
      done += run;
    }
    if (made_up_bits_ > 0) break;
  }
  stored_left_ -= done;
  if (made_up_bits_ > bit_count_) {
    // What was made up behind the end of the input is no content.
    end_ -= std::min(end_ - begin_, static_cast<std::size_t>(made_up_bits_ - bit_count_) / 8);
    state_ = State::kTruncated;
  }
  if (stored_left_ == 0) block_ = Block::kNone;
}

// Copies 3 to 258 bytes from at most 32768 bytes before. The copy may overlap itself and then repeats a pattern.
void Inflater::copy_match(int symbol) {
  const std::size_t length_index = static_cast<std::size_t>(symbol - kEndOfBlock - 1);
  if (length_index >= std::size(kLengths)) return void(state_ = State::kDamaged);
  const std::size_t length = kLengths[length_index].base + take(kLengths[length_index].extra_bits);
  int bits = 0;
  const int distance_symbol = distances_.find(bits_, bits);
  if (distance_symbol < 0 || distance_symbol >= static_cast<int>(std::size(kDistances))) {
    return void(state_ = State::kDamaged);
  }
  take(bits);
  const Range& range = kDistances[distance_symbol];
  const std::size_t distance = range.base + take(range.extra_bits);
  check_input();
  if (state_ != State::kRunning) return;
  if (distance > end_) return void(state_ = State::kDamaged);
  std::uint8_t* to = window_.data() + end_;
  const std::uint8_t* from = to - distance;
  if (distance >= length) {
    std::memcpy(to, from, length);
  } else {
    for (std::size_t i = 0; i < length; ++i) to[i] = from[i];
  }
  end_ += length;
}

void Inflater::decode_symbols() {
  while (state_ == State::kRunning && end_ + kLongestMatch <= window_.size()) {
    fill_bits();
    int bits = 0;
    const int symbol = literals_.find(bits_, bits);
    if (symbol < 0) {
      state_ = made_up_bits_ > 0 ? State::kTruncated : State::kDamaged;
      return;
    }
    take(bits);
    check_input();
    if (state_ != State::kRunning) return;
    if (symbol < kEndOfBlock) {
      window_[end_++] = static_cast<std::uint8_t>(symbol);
    } else if (symbol == kEndOfBlock) {
      block_ = Block::kNone;
      return;
    } else {
      copy_match(symbol);
    }
  }
}

// ---- The output -------------------------------------------------------------------------------------------------------------

// Requires that all bytes were read. Produces some, or sets the state.
void Inflater::produce() {
  if (end_ > kHistory) {
    std::memmove(window_.data(), window_.data() + end_ - kHistory, kHistory);
    end_ = kHistory;
  }
  begin_ = end_;
  while (state_ == State::kRunning && end_ + kLongestMatch <= window_.size()) {
    if (block_ == Block::kNone) begin_block();
    if (state_ != State::kRunning) return;
    block_ == Block::kStored ? copy_stored() : decode_symbols();
  }
}

std::size_t Inflater::read(std::span<std::uint8_t> out) {
  std::size_t done = 0;
  while (done < out.size()) {
    if (begin_ == end_) {
      if (state_ != State::kRunning) break;
      produce();
    }
    const std::size_t run = std::min(end_ - begin_, out.size() - done);
    if (run > 0) std::memcpy(out.data() + done, window_.data() + begin_, run);
    begin_ += run;
    done += run;
  }
  return done;
}

std::size_t Inflater::bytes_behind() const {
  std::size_t bytes = part_.size() + static_cast<std::size_t>((bit_count_ - made_up_bits_) / 8);
  for (const ByteSpan part : parts_) bytes += part.size();
  return bytes;
}

std::vector<std::uint8_t> inflate_all(ByteSpan stream, std::size_t limit) {
  const std::array<ByteSpan, 1> parts = {stream};
  Inflater inflater(parts);
  std::vector<std::uint8_t> bytes;
  std::array<std::uint8_t, 4096> block{};
  for (;;) {
    const std::size_t got = inflater.read(block);
    bytes.insert(bytes.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(got));
    if (bytes.size() > limit) return {};
    if (got < block.size()) break;
  }
  return inflater.state() == Inflater::State::kEnd ? bytes : std::vector<std::uint8_t>{};
}

}  // namespace alexnet
