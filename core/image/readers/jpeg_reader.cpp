#include <algorithm>
#include <cstring>

#include "base/bytes.h"
#include "image/exif.h"
#include "image/new_image.h"
#include "image/readers/jpeg_decoder.h"
#include "image/readers/readers.h"
#include "messages/image.h"

namespace alexnet {
namespace {

bool is_jpeg(ByteSpan bytes) { return has_text_at(bytes, 0, "\xFF\xD8") || has_text_at(bytes, 0, "\xFF\xFF"); }

// Leaves out fill bytes before the start marker, which the library does not expect.
ByteSpan without_fill_bytes(ByteSpan bytes) {
  while (bytes.size() > 2 && bytes[0] == 0xFF && bytes[1] == 0xFF) bytes = bytes.subspan(1);
  return bytes;
}

// ---- Before decoding --------------------------------------------------------------------------------------------------------

// Returns whether the file has an end marker of its own. Segments are skipped by their length, so that the end marker of an embedded
// thumbnail does not count.
bool has_end_marker(ByteSpan bytes) {
  constexpr std::uint8_t kEnd = 0xD9, kFillByte = 0xFF;
  if (bytes.size() >= 4 && bytes[bytes.size() - 2] == 0xFF && bytes.back() == kEnd) return true;
  for (std::size_t offset = 2; offset + 2 <= bytes.size();) {
    const void* marker = std::memchr(bytes.data() + offset, 0xFF, bytes.size() - offset - 1);
    if (marker == nullptr) return false;
    offset = static_cast<std::size_t>(static_cast<const std::uint8_t*>(marker) - bytes.data()) + 1;
    const std::uint8_t kind = bytes[offset];
    if (kind == kEnd) return true;
    if (kind == kFillByte) continue;
    ++offset;
    if (kind <= 0x01 || (kind >= 0xD0 && kind <= 0xD8))
      continue;  // an escaped FF of the pixels or a restart marker: no segment follows
    if (offset + 2 > bytes.size()) return false;
    offset += big_endian_u16(bytes.subspan(offset));
  }
  return false;
}

// A block of 8 x 8 pixels takes at least one bit of Huffman coding: no real image has more pixels than this. Arithmetic coding may
// take less for a blank image, of which a few million pixels are allowed.
Status check_size(const JpegFrame& frame, ByteSpan bytes) {
  constexpr std::uint64_t kAlwaysAllowed = 1 << 24, kPixelsPerByte = 1024;
  if (std::uint64_t{frame.width} * frame.height <= kAlwaysAllowed + kPixelsPerByte * bytes.size()) return {};
  return fail<msg::kImageTooFewBytes>("", "JPEG", bytes.size(), frame.width, frame.height);
}

Result<JpegDecoder> open_jpeg(ByteSpan bytes) {
  TRY_VALUE(JpegDecoder decoder, JpegDecoder::open(bytes));
  TRY(check_size(decoder.frame(), bytes));
  return decoder;
}

// ---- Rows -------------------------------------------------------------------------------------------------------------------

// Means of box x box pixels; `rows` holds `box` rows of `width` pixels. Pixels of an incomplete box at the right are left out.
void average_rows(const std::uint8_t* rows, std::size_t width, std::size_t channels, std::size_t box, std::uint8_t* to) {
  const std::size_t area = box * box;
  for (std::size_t x = 0; x < width / box; ++x) {
    for (std::size_t channel = 0; channel < channels; ++channel) {
      std::size_t sum = area / 2;
      for (std::size_t y = 0; y < box; ++y) {
        const std::uint8_t* pixel = rows + (y * width + x * box) * channels + channel;
        for (std::size_t i = 0; i < box; ++i) sum += pixel[i * channels];
      }
      *to++ = static_cast<std::uint8_t>(sum / area);
    }
  }
}

// Reads every row, averages boxes of them into those of `pixels`, and repeats the last whole column and row where the photo covers
// only a part of the next: a part of what the file holds there may be outside the photo.
Status read_rows(JpegDecoder& decoder, const JpegScale& scale, DecodedPixels& pixels) {
  const std::size_t channels = channels_of(pixels.format), stride = pixels.width * channels;
  const std::size_t row_bytes = decoder.row_width() * channels;
  const std::size_t columns = decoder.frame().width / scale.divisor, rows = decoder.frame().height / scale.divisor;
  std::vector<std::uint8_t> lines(row_bytes * scale.box);
  for (std::size_t y = 0; y < decoder.row_count(); ++y) {
    const std::size_t row = y / scale.box, line = y % scale.box;
    if (row >= rows) {
      TRY(decoder.read_row(lines.data()));  // only to know that it is there
      continue;
    }
    std::uint8_t* to = pixels.values.data() + row * stride;
    TRY(decoder.read_row(scale.box == 1 ? to : lines.data() + line * row_bytes));
    if (line + 1 < scale.box) continue;
    if (scale.box > 1) average_rows(lines.data(), decoder.row_width(), channels, scale.box, to);
    if (columns < pixels.width) std::memcpy(to + columns * channels, to + (columns - 1) * channels, channels);
  }
  if (rows < pixels.height)
    std::copy_n(pixels.values.data() + (rows - 1) * stride, stride, pixels.values.data() + rows * stride);
  return {};
}

// ---- The reader -------------------------------------------------------------------------------------------------------------

Region covered_part(const JpegFrame& frame, std::size_t divisor) {
  if (frame.width % divisor == 0 && frame.height % divisor == 0) return {};
  const auto by = static_cast<double>(divisor);
  return {0, 0, static_cast<double>(frame.width) / by, static_cast<double>(frame.height) / by};
}

JpegScale scale_of(const JpegFrame& frame, const DecodeOptions& options) {
  if (frame.lossless) return {};
  return choose_jpeg_scale(frame.width, frame.height, frame.components, options.min_shorter_side);
}

// The result, its copy in RGB where its pixels are of another kind, some rows, and what is not in the order of rows.
std::uint64_t jpeg_memory(ByteSpan file, const DecodeOptions& options) {
  const auto decoder = JpegDecoder::open(without_fill_bytes(file));
  if (!decoder) return 0;
  const JpegFrame& frame = decoder->frame();
  const std::size_t divisor = scale_of(frame, options).divisor;
  const std::uint64_t pixels = std::uint64_t{frame.width / divisor + 1} * (frame.height / divisor + 1);
  const std::uint64_t channels = frame.format == PixelFormat::kRgb ? 3 : 3 + channels_of(frame.format), rows = 64;
  return pixels * channels + std::uint64_t{frame.width} * rows * 4 + frame.coefficient_bytes;
}

Result<DecodedPixels> decode_jpeg(ByteSpan file, const DecodeOptions& options) {
  const ByteSpan bytes = without_fill_bytes(file);
  TRY_VALUE(JpegDecoder decoder, open_jpeg(bytes));
  const JpegFrame& frame = decoder.frame();
  const JpegScale scale = scale_of(frame, options);
  DecodedPixels pixels{.width = (frame.width + scale.divisor - 1) / scale.divisor,
                       .height = (frame.height + scale.divisor - 1) / scale.divisor,
                       .format = frame.format,
                       .divisor = scale.divisor,
                       .covered = covered_part(frame, scale.divisor),
                       .orientation = jpeg_orientation(bytes),
                       .icc_profile = decoder.icc_profile()};
  const std::uint64_t size = std::uint64_t{pixels.width} * pixels.height * channels_of(frame.format);
  if (!memory_available(size)) return fail<msg::kImageMemory>("", pixels.width, pixels.height);
  TRY(decoder.start(scale));
  pixels.values.resize(static_cast<std::size_t>(size));
  TRY(read_rows(decoder, scale, pixels));
  pixels.warnings = decoder.finish();
  return pixels;
}

// A file whose end marker is missing is decoded to see whether its pixels are there.
Result<ImageSize> jpeg_size(ByteSpan file) {
  const ByteSpan bytes = without_fill_bytes(file);
  TRY_VALUE(const JpegDecoder decoder, open_jpeg(bytes));
  if (!has_end_marker(bytes)) TRY(decode_jpeg(bytes, {.min_shorter_side = 1}));
  return ImageSize{decoder.frame().width, decoder.frame().height};
}

}  // namespace

constinit const ImageReader kJpegReader = {"JPEG", is_jpeg, jpeg_size, decode_jpeg, jpeg_memory};

}  // namespace alexnet
