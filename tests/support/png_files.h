// Makes PNG files of every kind: depths, colors, interlacing, filters, and chunks of any content.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/crc32.h"
#include "base/file.h"

namespace alexnet::testing {

inline void put_big_endian(std::vector<std::uint8_t>& bytes, std::uint64_t value, int width) {
  for (int i = width - 1; i >= 0; --i) bytes.push_back(static_cast<std::uint8_t>(value >> 8 * i));
}

// A chunk with its length and checksum; `damage` is added to the checksum.
inline std::vector<std::uint8_t> png_chunk(std::string_view kind, ByteSpan body, std::uint32_t damage = 0) {
  std::vector<std::uint8_t> chunk;
  put_big_endian(chunk, body.size(), 4);
  chunk.insert(chunk.end(), kind.begin(), kind.end());
  chunk.insert(chunk.end(), body.begin(), body.end());
  put_big_endian(chunk, crc32(ByteSpan(chunk).subspan(4)) + damage, 4);
  return chunk;
}

// A stream of zlib with stored blocks.
inline std::vector<std::uint8_t> zlib_stored(ByteSpan content) {
  std::vector<std::uint8_t> stream = {0x78, 0x01};
  do {
    const std::size_t size = std::min<std::size_t>(content.size(), 65535);
    stream.push_back(size == content.size() ? 1 : 0);
    for (const std::size_t value : {size, ~size}) {
      stream.push_back(static_cast<std::uint8_t>(value));
      stream.push_back(static_cast<std::uint8_t>(value >> 8));
    }
    stream.insert(stream.end(), content.begin(), content.begin() + static_cast<std::ptrdiff_t>(size));
    content = content.subspan(size);
  } while (!content.empty());
  stream.insert(stream.end(), 4, 0);  // the checksum, which is not read
  return stream;
}

struct PngKind {
  std::uint32_t width = 0, height = 0;
  int depth = 8;
  int color = 2;  // 0 gray, 2 RGB, 3 palette, 4 gray and opacity, 6 RGB and opacity
  bool interlaced = false;

  [[nodiscard]] std::size_t samples() const { return color == 2 ? 3 : color == 4 ? 2 : color == 6 ? 4 : 1; }
};

using PngSample = std::function<std::uint32_t(std::size_t x, std::size_t y, std::size_t c)>;  // with `depth` bits

// The rows of one pass, filtered with the filters 0 to 4 in turn.
inline void append_png_pass(const PngKind& kind, const PngSample& sample, std::array<std::size_t, 4> pass,
                            std::vector<std::uint8_t>& out) {
  const auto [x0, y0, x_step, y_step] = pass;
  if (x0 >= kind.width) return;
  const std::size_t pixel_bits = kind.samples() * static_cast<std::size_t>(kind.depth),
                    step = std::max<std::size_t>(pixel_bits / 8, 1);
  const std::size_t size = ((kind.width - x0 + x_step - 1) / x_step * pixel_bits + 7) / 8;
  std::vector<std::uint8_t> above(size + step),
      row(size + step);  // after the bytes to the left of the row, which count as zeros
  for (std::size_t y = y0; y < kind.height; y += y_step) {
    std::fill(row.begin(), row.end(), std::uint8_t{0});
    std::size_t bit = step * 8;
    for (std::size_t x = x0; x < kind.width; x += x_step) {
      for (std::size_t c = 0; c < kind.samples(); ++c) {
        for (int b = kind.depth - 1; b >= 0; --b, ++bit) {
          row[bit / 8] = static_cast<std::uint8_t>(row[bit / 8] | (sample(x, y, c) >> b & 1) << (7 - bit % 8));
        }
      }
    }
    const std::size_t filter = (y / y_step) % 5;
    out.push_back(static_cast<std::uint8_t>(filter));
    for (std::size_t i = step; i < row.size(); ++i) {
      const int left = row[i - step], up = above[i], corner = above[i - step], estimate = left + up - corner;
      const int to_left = std::abs(estimate - left), to_up = std::abs(estimate - up), to_corner = std::abs(estimate - corner);
      const int paeth = to_left <= to_up && to_left <= to_corner ? left : to_up <= to_corner ? up : corner;
      const std::array<int, 5> prediction = {0, left, up, (left + up) / 2, paeth};
      out.push_back(static_cast<std::uint8_t>(row[i] - prediction[filter]));
    }
    std::swap(row, above);
  }
}

inline std::vector<std::uint8_t> png_rows(const PngKind& kind, const PngSample& sample) {
  std::vector<std::uint8_t> rows;
  if (!kind.interlaced) {
    append_png_pass(kind, sample, {0, 0, 1, 1}, rows);
    return rows;
  }
  constexpr std::array<std::array<std::size_t, 4>, 7> kPasses = {
      {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}}};
  for (const auto& pass : kPasses) append_png_pass(kind, sample, pass, rows);
  return rows;
}

using Chunks = std::vector<std::vector<std::uint8_t>>;

inline std::vector<std::uint8_t> png_of_chunks(const Chunks& chunks) {
  std::vector<std::uint8_t> png = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  for (const auto& chunk : chunks) png.insert(png.end(), chunk.begin(), chunk.end());
  return png;
}

inline std::vector<std::uint8_t> png_header_chunk(const PngKind& kind) {
  std::vector<std::uint8_t> body;
  put_big_endian(body, kind.width, 4);
  put_big_endian(body, kind.height, 4);
  for (const int byte : {kind.depth, kind.color, 0, 0, kind.interlaced ? 1 : 0})
    body.push_back(static_cast<std::uint8_t>(byte));
  return png_chunk("IHDR", body);
}

// A file with `before` and `after` the chunk of the pixels.
inline std::vector<std::uint8_t> make_png(const PngKind& kind, const PngSample& sample, const Chunks& before = {},
                                          const Chunks& after = {}) {
  Chunks all = {png_header_chunk(kind)};
  all.insert(all.end(), before.begin(), before.end());
  all.push_back(png_chunk("IDAT", zlib_stored(png_rows(kind, sample))));
  all.insert(all.end(), after.begin(), after.end());
  all.push_back(png_chunk("IEND", {}));
  return png_of_chunks(all);
}

}  // namespace alexnet::testing
