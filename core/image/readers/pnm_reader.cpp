#include <algorithm>
#include <cmath>

#include "base/bytes.h"
#include "image/image_integrity.h"
#include "image/new_image.h"
#include "image/readers/pnm_header.h"
#include "image/readers/readers.h"
#include "messages/image.h"

namespace alexnet {
namespace {

bool is_pnm(ByteSpan bytes) {
  if (bytes.size() < 3 || bytes[0] != 'P' || bytes[1] < '1' || bytes[1] > '7') return false;
  if (bytes[1] == '7') return bytes[2] == '\n' || bytes[2] == '\r';  // "P7 332" is a thumbnail of xv
  return bytes[2] == ' ' || (bytes[2] >= '\t' && bytes[2] <= '\r') || bytes[2] == '#';
}

Result<ImageSize> pnm_size(ByteSpan bytes) {
  TRY_VALUE(const PnmHeader header, read_pnm_header(bytes));
  return ImageSize{header.width, header.height};
}

// Returns the 8-bit sample of each sample from 0 to the maximum, rounded as Pillow's PpmImagePlugin does: halves to even.
std::vector<std::uint8_t> scaled_samples(std::uint32_t maximum) {
  std::vector<std::uint8_t> scaled(maximum + 1);
  for (std::uint32_t sample = 0; sample <= maximum; ++sample) {
    scaled[sample] = static_cast<std::uint8_t>(std::nearbyint(static_cast<double>(sample) / maximum * 255));
  }
  return scaled;
}

bool read_bitmap(const PnmHeader& header, DecodedPixels& pixels) {
  const std::size_t row_size = (header.width + 7) / 8;
  if (header.samples.size() / row_size < header.height) return false;
  std::uint8_t* out = pixels.values.data();
  for (std::size_t y = 0; y < header.height; ++y) {
    const ByteSpan row = header.samples.subspan(y * row_size, row_size);
    for (std::size_t x = 0; x < header.width; ++x) *out++ = row[x / 8] >> (7 - x % 8) & 1 ? 0 : 255;
  }
  return true;
}

bool read_bitmap_text(const PnmHeader& header, DecodedPixels& pixels) {
  PnmText text(header.samples);
  for (std::uint8_t& value : pixels.values) {
    const auto bit = text.bit();
    if (!bit) return false;
    value = *bit ? 0 : 255;
  }
  return true;
}

bool read_text(const PnmHeader& header, DecodedPixels& pixels) {
  const std::vector<std::uint8_t> scaled = scaled_samples(header.maximum);
  PnmText text(header.samples);
  for (std::uint8_t& value : pixels.values) {
    const auto sample = text.number();
    if (!sample) return false;
    value = scaled[std::min(*sample, header.maximum)];
  }
  return true;
}

// Samples are bytes, or two bytes with the higher first where the maximum is above 255.
bool read_binary(const PnmHeader& header, DecodedPixels& pixels) {
  const std::size_t width = header.maximum > 255 ? 2 : 1;
  if (header.samples.size() / width < pixels.values.size()) return false;
  const std::vector<std::uint8_t> scaled = scaled_samples(header.maximum);
  const std::uint8_t* in = header.samples.data();
  for (std::uint8_t& value : pixels.values) {
    const std::uint32_t sample = width == 2 ? static_cast<std::uint32_t>(in[0] << 8 | in[1]) : in[0];
    value = scaled[std::min(sample, header.maximum)];
    in += width;
  }
  return true;
}

bool read_samples(const PnmHeader& header, DecodedPixels& pixels) {
  if (header.is_bitmap) return header.is_text ? read_bitmap_text(header, pixels) : read_bitmap(header, pixels);
  return header.is_text ? read_text(header, pixels) : read_binary(header, pixels);
}

// Each pixel needs a bit at least: a short file that promises many is refused before there is memory for them.
Result<DecodedPixels> decode_pnm(ByteSpan bytes, const DecodeOptions&) {
  TRY_VALUE(const PnmHeader header, read_pnm_header(bytes));
  if (std::uint64_t{header.width} * header.height / 8 > header.samples.size()) return truncation_error("PNM", bytes);
  TRY_VALUE(DecodedPixels pixels, new_pixels(header.width, header.height, header.format));
  if (!read_samples(header, pixels)) return truncation_error("PNM", bytes);
  return pixels;
}

}  // namespace

constinit const ImageReader kPnmReader = {"PNM", is_pnm, pnm_size, decode_pnm};

}  // namespace alexnet
