#include "image/readers/bmp_rle.h"

#include <algorithm>

namespace alexnet {
namespace {

struct RleDecoder {
  ByteSpan rest;
  bool is_rle4;
  std::size_t width, height;
  std::vector<std::uint8_t>& indices;
  std::size_t x = 0, y = 0;

  // The index of pixel `i` of a run: RLE4 has two of them in a byte.
  [[nodiscard]] std::uint8_t index_of(const std::uint8_t* bytes, std::size_t i) const {
    if (!is_rle4) return bytes[i];
    return i % 2 == 0 ? bytes[i / 2] >> 4 : bytes[i / 2] & 15;
  }
  void put(std::uint8_t index) {
    if (x < width) indices[y * width + x++] = index;
  }
  // A count and a byte that repeats: one index, or two in turn.
  void repeat(std::size_t count, std::uint8_t byte) {
    const std::uint8_t pair[2] = {index_of(&byte, 0), is_rle4 ? index_of(&byte, 1) : byte};
    count = std::min(count, width - x);
    for (std::size_t i = 0; i < count; ++i) put(pair[i % 2]);
  }
  // `count` indices as they are, padded to an even number of bytes. False if they are cut short.
  bool copy(std::size_t count) {
    const std::size_t size = is_rle4 ? (count + 1) / 2 : count;
    if (rest.size() < size) return false;
    for (std::size_t i = 0; i < count; ++i) put(index_of(rest.data(), i));
    rest = rest.subspan(std::min(size + size % 2, rest.size()));
    return true;
  }
  // A move to the right and towards the last row. False if it is cut short.
  bool move() {
    if (rest.size() < 2) return false;
    x = std::min(x + rest[0], width);
    y += rest[1];
    rest = rest.subspan(2);
    return true;
  }

  bool decode() {
    enum : std::uint8_t { kEndOfRow, kEnd, kMove };
    while (y < height && rest.size() >= 2) {
      const std::uint8_t count = rest[0], value = rest[1];
      rest = rest.subspan(2);
      if (count > 0) {
        repeat(count, value);
      } else if (value == kEndOfRow) {
        x = 0;
        ++y;
      } else if (value == kEnd) {
        return true;
      } else if (!(value == kMove ? move() : copy(value))) {
        return false;
      }
    }
    return y >= height || (y + 1 == height && x == width);
  }
};

}  // namespace

bool decode_bmp_rle(ByteSpan bytes, bool is_rle4, std::size_t width, std::size_t height, std::vector<std::uint8_t>& indices) {
  return RleDecoder{bytes, is_rle4, width, height, indices}.decode();
}

}  // namespace alexnet
