#include "image/decode.h"

#include <algorithm>
#include <climits>

#include "base/memory.h"
#include "image/color_profile.h"
#include "image/exif.h"
#include "image/fingerprint.h"
#include "image/foreign_formats.h"
#include "image/new_image.h"
#include "image/reader.h"
#include "messages/image.h"

namespace alexnet {
namespace {

// ---- The file format --------------------------------------------------------------------------------------------------------

struct Recognized {
  const ImageReader& reader;
  ImageSize size;
};

Result<Recognized> recognize(ByteSpan bytes) {
  if (bytes.empty()) return fail<msg::kImageEmptyFile>("");
  if (bytes.size() > INT_MAX) return fail<msg::kImageFileTooLarge>("", bytes.size(), INT_MAX);
  const ImageReader* reader = find_reader(bytes);
  if (reader == nullptr) {
    // TGA has no signature, so that many a file of another kind could pass for one.
    const std::unexpected<Error> error = foreign_format_error(bytes);
    reader = &image_readers().back();
    if (error.error().kind == ErrorKind::kUnsupported || !reader->recognizes(bytes)) return error;
  }
  TRY_VALUE(const ImageSize size, reader->size(bytes));
  const auto [width, height] = size;
  if (width == 0 || height == 0) return fail<msg::kImageNoPixels>("", reader->format, width, height);
  // A flat image in the best of the formats; of those that take less, a legitimate one has no more pixels than this.
  constexpr double kAlwaysAllowed = 1e8, kPixelsPerByte = 1e4;
  const double most = kAlwaysAllowed + kPixelsPerByte * static_cast<double>(bytes.size());
  if (static_cast<double>(width) * static_cast<double>(height) > most)
    return fail<msg::kImageTooFewBytes>("", reader->format, bytes.size(), width, height);
  return Recognized{*reader, size};
}

// Fails if decoding takes more than `free` bytes of memory. Small images are not worth a question to the system.
Status check_memory(const Recognized& file, ByteSpan bytes, const DecodeOptions& options, std::uint64_t SystemMemory::* free,
                    ErrorKind kind) {
  constexpr std::uint64_t kMegabyte = 1'000'000, kAlwaysAllowed = 64 * kMegabyte;
  const auto [width, height] = file.size;
  const double largest = 8.0 * static_cast<double>(width) * static_cast<double>(height);  // may exceed 64 bits
  const std::uint64_t needed =
      file.reader.memory != nullptr ? file.reader.memory(bytes, options) : static_cast<std::uint64_t>(std::min(largest, 1e18));
  if (needed <= kAlwaysAllowed) return {};
  const std::uint64_t found = system_memory().*free;
  if (needed <= found) return {};
  return fail_as<msg::kImageNeedsMemory>(kind, "", file.reader.format, width, height, needed / kMegabyte, found / kMegabyte);
}

// ---- The pixels -------------------------------------------------------------------------------------------------------------

// Converts one row of 1 (gray), 2 (gray, alpha), 3 (RGB) or 4 (RGB, alpha) channels to RGB, composed over white.
void row_to_rgb(const std::uint8_t* in, std::size_t channels, std::size_t width, std::uint8_t* out) {
  const int green = channels >= 3 ? 1 : 0, blue = channels >= 3 ? 2 : 0;
  const bool has_opacity = channels == 2 || channels == 4;
  for (std::size_t x = 0; x < width; ++x, in += channels, out += 3) {
    const int opacity = has_opacity ? in[channels - 1] : 255;
    const int white = 255 * (255 - opacity) + 127;  // 127 rounds the division by 255 to the nearest
    out[0] = static_cast<std::uint8_t>((in[0] * opacity + white) / 255);
    out[1] = static_cast<std::uint8_t>((in[green] * opacity + white) / 255);
    out[2] = static_cast<std::uint8_t>((in[blue] * opacity + white) / 255);
  }
}

// Converts one row of four inks, 0 for none, to RGB as Pillow does: the light that the ink and black let through.
void cmyk_to_rgb(const std::uint8_t* in, std::size_t width, std::uint8_t* out) {
  for (std::size_t x = 0; x < width; ++x, in += 4, out += 3) {
    const int light = 255 - in[3];
    for (int c = 0; c < 3; ++c) {
      const int product = in[c] * light + 128;
      out[c] = static_cast<std::uint8_t>(std::max(0, light - ((product >> 8) + product) / 256));  // rounds product / 255
    }
  }
}

void row_to_rgb(PixelFormat format, const std::uint8_t* in, std::size_t width, std::uint8_t* out) {
  format == PixelFormat::kCmyk ? cmyk_to_rgb(in, width, out) : row_to_rgb(in, channels_of(format), width, out);
}

// Four channels become three in the same memory: a pixel is read before those behind it are written.
Result<Image> to_rgb(DecodedPixels pixels) {
  if (pixels.format == PixelFormat::kRgb) return Image{pixels.width, pixels.height, std::move(pixels.values), pixels.covered};
  if (channels_of(pixels.format) == 4) {
    row_to_rgb(pixels.format, pixels.values.data(), pixels.width * pixels.height, pixels.values.data());
    pixels.values.resize(pixels.width * pixels.height * 3);
    return Image{pixels.width, pixels.height, std::move(pixels.values), pixels.covered};
  }
  TRY_VALUE(Image image, new_image(pixels.width, pixels.height));
  image.partly_covered = pixels.covered;
  const std::size_t row_size = image.width * channels_of(pixels.format);
  for (std::size_t y = 0; y < image.height; ++y) {
    row_to_rgb(pixels.format, pixels.values.data() + y * row_size, image.width, image.row(y));
  }
  return image;
}

}  // namespace

Result<ImageSize> image_size(ByteSpan bytes) {
  TRY_VALUE(const Recognized recognized, recognize(bytes));
  TRY(check_memory(recognized, bytes, {.min_shorter_side = 1}, &SystemMemory::total, ErrorKind::kTooLarge));
  return recognized.size;
}

Result<DecodedImage> decode_image(ByteSpan bytes, const DecodeOptions& options) {
  TRY_VALUE(const Recognized recognized, recognize(bytes));
  TRY(check_memory(recognized, bytes, options, &SystemMemory::total, ErrorKind::kTooLarge));
  TRY(check_memory(recognized, bytes, options, &SystemMemory::available, ErrorKind::kOutOfMemory));
  TRY_VALUE(DecodedPixels pixels, recognized.reader.decode(bytes, options));
  DecodedImage result;
  result.divisor = pixels.divisor;
  // A reader that has turned the image already returns its sides swapped.
  const bool is_full_size = pixels.width * pixels.height == recognized.size.width * recognized.size.height;
  if (options.fingerprint && is_full_size) result.fingerprint = fingerprint(pixels);
  if (options.color == ColorHandling::kConvert) {
    TRY_VALUE(result.converted_from, convert_to_srgb(pixels));
  }
  result.warnings = std::move(pixels.warnings);
  const int orientation = pixels.orientation;
  TRY_VALUE(Image image, to_rgb(std::move(pixels)));
  TRY_VALUE(result.image, apply_orientation(std::move(image), orientation));
  return result;
}

std::optional<std::uint64_t> fingerprint_of(ByteSpan bytes) {
  const Result<DecodedImage> decoded = decode_image(bytes, {.fingerprint = true});
  return decoded ? decoded->fingerprint : std::nullopt;
}

Result<Image> decode(ByteSpan bytes) {
  TRY_VALUE(DecodedImage decoded, decode_image(bytes));
  return std::move(decoded.image);
}

}  // namespace alexnet
