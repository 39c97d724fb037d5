#include "image/readers/png_pixels.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "base/check.h"
#include "base/inflater.h"
#include "image/new_image.h"
#include "messages/image.h"

namespace alexnet {
namespace {

std::size_t samples_of(PngColor color) {
  switch (color) {
    case PngColor::kGray:
    case PngColor::kPalette:
      return 1;
    case PngColor::kGrayAlpha:
      return 2;
    case PngColor::kRgb:
      return 3;
    case PngColor::kRgba:
      return 4;
  }
  return 1;
}

PixelFormat format_of(const PngChunks& png) {
  switch (png.header.color) {
    case PngColor::kGray:
      return png.transparent ? PixelFormat::kGrayAlpha : PixelFormat::kGray;
    case PngColor::kGrayAlpha:
      return PixelFormat::kGrayAlpha;
    case PngColor::kRgb:
      return png.transparent ? PixelFormat::kRgba : PixelFormat::kRgb;
    case PngColor::kPalette:
      return png.palette_opacity.empty() ? PixelFormat::kRgb : PixelFormat::kRgba;
    case PngColor::kRgba:
      break;
  }
  return PixelFormat::kRgba;
}

std::uint64_t row_bytes(const PngHeader& header, std::uint64_t width) {
  return (width * samples_of(header.color) * static_cast<std::uint64_t>(header.depth) + 7) / 8;
}

// ---- Filters (section 9): a row is stored as differences from the bytes to its left and above it -----------------------------

int paeth(int left, int above, int corner) {
  const int by_left = std::abs(above - corner), by_above = std::abs(left - corner),
            by_corner = std::abs(left + above - 2 * corner);
  if (by_left <= by_above && by_left <= by_corner) return left;
  return by_above <= by_corner ? above : corner;
}

// `step` is how many bytes to the left the same sample of the pixel before is, `above` the row above.
template <std::size_t step>
void undo_paeth(std::uint8_t* row, const std::uint8_t* above, std::size_t size) {
  for (std::size_t i = 0; i < std::min(step, size); ++i) row[i] = static_cast<std::uint8_t>(row[i] + above[i]);
  for (std::size_t i = step; i < size; ++i) {
    row[i] = static_cast<std::uint8_t>(row[i] + paeth(row[i - step], above[i], above[i - step]));
  }
}

void undo_paeth(std::uint8_t* row, const std::uint8_t* above, std::size_t size, std::size_t step) {
  switch (step) {
    case 1:
      return undo_paeth<1>(row, above, size);
    case 2:
      return undo_paeth<2>(row, above, size);
    case 3:
      return undo_paeth<3>(row, above, size);
    case 4:
      return undo_paeth<4>(row, above, size);
    case 6:
      return undo_paeth<6>(row, above, size);
    default:
      return undo_paeth<8>(row, above, size);
  }
}

bool undo_filter(int filter, std::uint8_t* row, const std::uint8_t* above, std::size_t size, std::size_t step) {
  enum { kNone, kSub, kUp, kAverage, kPaeth };
  switch (filter) {
    case kNone:
      return true;
    case kSub:
      for (std::size_t i = step; i < size; ++i) row[i] = static_cast<std::uint8_t>(row[i] + row[i - step]);
      return true;
    case kUp:
      for (std::size_t i = 0; i < size; ++i) row[i] = static_cast<std::uint8_t>(row[i] + above[i]);
      return true;
    case kAverage:
      for (std::size_t i = 0; i < std::min(step, size); ++i) row[i] = static_cast<std::uint8_t>(row[i] + above[i] / 2);
      for (std::size_t i = step; i < size; ++i) row[i] = static_cast<std::uint8_t>(row[i] + (row[i - step] + above[i]) / 2);
      return true;
    case kPaeth:
      undo_paeth(row, above, size, step);
      return true;
    default:
      return false;
  }
}

// ---- From a stored row to 8-bit samples --------------------------------------------------------------------------------------

// Writes samples of 1, 2 or 4 bits as bytes without scaling them.
void unpack(const std::uint8_t* row, int depth, std::size_t count, std::uint8_t* out) {
  const int mask = (1 << depth) - 1, per_byte = 8 / depth;
  for (std::size_t i = 0; i < count; ++i) {
    const int shift = 8 - depth * (static_cast<int>(i % static_cast<std::size_t>(per_byte)) + 1);
    out[i] = static_cast<std::uint8_t>(row[i / static_cast<std::size_t>(per_byte)] >> shift & mask);
  }
}

// Writes pixels with the samples of the file and whether they are transparent.
template <std::size_t samples>
void add_opacity(const PngChunks& png, const std::uint8_t* row, std::size_t width, std::uint8_t* out) {
  const std::size_t bytes = png.header.depth == 16 ? 2 : 1;
  const int scale = png.header.depth < 8 ? 255 / ((1 << png.header.depth) - 1) : 1;
  CHECK(png.transparent.has_value());
  const auto& transparent = *png.transparent;
  for (std::size_t x = 0; x < width; ++x, out += samples + 1) {
    bool is_transparent = true;
    for (std::size_t c = 0; c < samples; ++c, row += bytes) {
      const int sample = bytes == 2 ? row[0] << 8 | row[1] : row[0];
      is_transparent = is_transparent && sample == transparent[c];
      out[c] = static_cast<std::uint8_t>(bytes == 2 ? row[0] : row[0] * scale);
    }
    out[samples] = is_transparent ? 0 : 255;
  }
}

// Writes the colors of a palette. An index behind its end is black, as in libpng.
void look_up(const PngChunks& png, const std::uint8_t* row, std::size_t width, std::uint8_t* out) {
  const bool has_opacity = !png.palette_opacity.empty();
  for (std::size_t x = 0; x < width; ++x) {
    const std::size_t index = row[x];
    const auto color = index < png.palette.size() ? png.palette[index] : std::array<std::uint8_t, 3>{};
    out = std::ranges::copy(color, out).out;
    if (has_opacity) *out++ = index < png.palette_opacity.size() ? png.palette_opacity[index] : 255;
  }
}

// Writes the pixels of a row in the format of the result. `unpacked` has room for a byte for each pixel where a sample has fewer
// than 8 bits.
void convert_row(const PngChunks& png, const std::uint8_t* row, std::size_t width, std::uint8_t* unpacked, std::uint8_t* out) {
  const int depth = png.header.depth;
  if (depth < 8) {
    unpack(row, depth, width, unpacked);
    row = unpacked;
  }
  const std::size_t count = width * samples_of(png.header.color);
  if (png.header.color == PngColor::kPalette) {
    look_up(png, row, width, out);
  } else if (png.transparent) {
    png.header.color == PngColor::kGray ? add_opacity<1>(png, row, width, out) : add_opacity<3>(png, row, width, out);
  } else if (depth == 16) {
    for (std::size_t i = 0; i < count; ++i) out[i] = row[i * 2];
  } else if (depth < 8) {
    const int scale = 255 / ((1 << depth) - 1);
    for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<std::uint8_t>(row[i] * scale);
  } else {
    std::memcpy(out, row, count);
  }
}

// ---- Passes -----------------------------------------------------------------------------------------------------------------

// The pixels of an interlaced image come in seven passes (section 8.1), each of them an image of every x_step-th column from x on
// and every y_step-th row from y on; others in one.
struct Pass {
  std::size_t x = 0, y = 0, x_step = 1, y_step = 1;

  [[nodiscard]] std::size_t columns(std::size_t width) const { return width > x ? (width - x + x_step - 1) / x_step : 0; }
  [[nodiscard]] std::size_t rows(std::size_t height) const { return height > y ? (height - y + y_step - 1) / y_step : 0; }
};
constexpr Pass kWhole[] = {{}};
constexpr Pass kInterlaced[] = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4},
                                {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}};

std::span<const Pass> passes_of(const PngHeader& header) {
  return header.interlaced ? std::span<const Pass>(kInterlaced) : std::span<const Pass>(kWhole);
}

struct Decoder {
  const PngChunks& png;
  Inflater inflater;
  DecodedPixels& pixels;
  std::vector<std::uint8_t> row, above, unpacked, converted;

  Status read_row(std::size_t size, std::size_t step) {
    std::swap(row, above);
    std::uint8_t filter = 0;
    if (inflater.read({&filter, 1}) != 1 || inflater.read({row.data(), size}) != size) {
      return inflater.state() == Inflater::State::kDamaged ? fail<msg::kPngPixelData>("") : fail<msg::kPngPixelsMissing>("");
    }
    if (!undo_filter(filter, row.data(), above.data(), size, step)) return fail<msg::kPngPixelData>("");
    return {};
  }

  Status decode_pass(const Pass& pass) {
    const std::size_t columns = pass.columns(pixels.width), rows = pass.rows(pixels.height);
    if (columns == 0 || rows == 0) return {};
    const std::size_t size = static_cast<std::size_t>(row_bytes(png.header, columns));
    const std::size_t step = static_cast<std::size_t>(row_bytes(png.header, 1)), channels = channels_of(pixels.format);
    std::ranges::fill(row, std::uint8_t{0});  // the row above the first
    for (std::size_t y = 0; y < rows; ++y) {
      TRY(read_row(size, step));
      std::uint8_t* out = pixels.values.data() + (pass.y + y * pass.y_step) * pixels.width * channels;
      if (pass.x_step == 1) {
        convert_row(png, row.data(), columns, unpacked.data(), out);
        continue;
      }
      convert_row(png, row.data(), columns, unpacked.data(), converted.data());
      for (std::size_t x = 0; x < columns; ++x) {
        std::memcpy(out + (pass.x + x * pass.x_step) * channels, converted.data() + x * channels, channels);
      }
    }
    return {};
  }
};

// Whether so many bytes can hold all pixels: deflate makes at most 1032 bytes of one.
bool may_be_complete(const PngChunks& png) {
  std::uint64_t stored = 0, needed = 0;
  for (const ByteSpan part : png.pixel_data) stored += part.size();
  for (const Pass& pass : passes_of(png.header)) {
    const std::uint64_t columns = pass.columns(png.header.width);
    if (columns > 0) needed += (row_bytes(png.header, columns) + 1) * pass.rows(png.header.height);
  }
  return needed / 1032 <= stored;
}

}  // namespace

Result<DecodedPixels> decode_png_pixels(const PngChunks& png) {
  if (!may_be_complete(png)) return fail<msg::kPngPixelsMissing>("");
  const std::size_t width = png.header.width, height = png.header.height;
  TRY_VALUE(DecodedPixels pixels, new_pixels(width, height, format_of(png)));
  const std::uint64_t size = row_bytes(png.header, width);
  if (!memory_available(size * 2 + width * 5)) return fail<msg::kImageMemory>("", width, height);
  const std::vector<std::uint8_t> empty_row(static_cast<std::size_t>(size));
  const std::size_t unpacked = png.header.depth < 8 ? width : 0;
  const std::size_t converted = png.header.interlaced ? width * channels_of(pixels.format) : 0;
  Decoder decoder{png,
                  Inflater(png.pixel_data),
                  pixels,
                  empty_row,
                  empty_row,
                  std::vector<std::uint8_t>(unpacked),
                  std::vector<std::uint8_t>(converted)};
  for (const Pass& pass : passes_of(png.header)) TRY(decoder.decode_pass(pass));
  return pixels;
}

}  // namespace alexnet
