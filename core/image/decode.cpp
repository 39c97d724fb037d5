#include "image/decode.h"

#include <algorithm>
#include <climits>
#include <cstring>
#include <iomanip>
#include <sstream>
#include <string_view>

#include "image/byte_text.h"
#include "image/exif.h"
#include "image/new_image.h"
#include "image/reader.h"
#include "messages/image.h"

namespace alexnet {
namespace {

using namespace std::string_view_literals;

// ---- The file format --------------------------------------------------------------------------------------------------------

struct Signature {
  std::string_view name;
  std::size_t offset;
  std::string_view bytes;
};

constexpr Signature kUnsupportedFormats[] = {{"WebP", 8, "WEBP"sv},
                                             {"AVIF", 4, "ftypavi"sv},
                                             {"HEIC", 4, "ftyphe"sv},
                                             {"HEIC", 4, "ftypmif1"sv},
                                             {"HEIC", 4, "ftypmsf1"sv},
                                             {"a video", 4, "ftyp"sv},
                                             {"TIFF", 0, "II*\0"sv},
                                             {"TIFF", 0, "MM\0*"sv},
                                             {"PDF", 0, "%PDF"sv},
                                             {"JPEG XL", 0, "\xFF\x0A"sv},
                                             {"JPEG XL", 4, "JXL \r\n"sv},
                                             {"JPEG 2000", 4, "jP  \r\n"sv},
                                             {"an icon (ICO)", 0, "\0\0\1\0"sv},
                                             {"a ZIP archive", 0, "PK\3\4"sv}};

// SVG files and web pages (a failed download) have no fixed first bytes.
std::string_view match_markup(ByteSpan bytes) {
  const std::string_view begin = as_text(bytes.first(std::min<std::size_t>(bytes.size(), 1024)));
  const std::size_t first = begin.find_first_not_of("\xEF\xBB\xBF \t\r\n");
  if (first == std::string_view::npos || begin[first] != '<') return {};
  if (begin.find("<svg") != std::string_view::npos) return "SVG";
  if (begin.find("<html") != std::string_view::npos || begin.find("<!DOCTYPE html") != std::string_view::npos)
    return "a web page";
  return {};
}

// The first line in quotes if it is printable, such as "label,count", else the first 12 bytes in hexadecimal.
std::string first_bytes(ByteSpan bytes) {
  const ByteSpan first = bytes.first(std::min<std::size_t>(bytes.size(), 12));
  const std::string_view line = as_text(first).substr(0, as_text(first).find_first_of("\r\n"));
  if (!line.empty() && std::ranges::all_of(line, [](char letter) { return letter >= 32 && letter < 127; })) {
    return str_cat('"', line, '"');
  }
  std::ostringstream out;
  for (std::size_t i = 0; i < first.size(); ++i) {
    out << (i ? " " : "") << std::hex << std::setw(2) << std::setfill('0') << int{first[i]};
  }
  return std::move(out).str();
}

std::unexpected<Error> unknown_format(ByteSpan bytes) {
  for (const Signature& one : kUnsupportedFormats) {
    if (has_text_at(bytes, one.offset, one.bytes)) return fail<msg::kImageUnsupportedFormat>("", one.name);
  }
  if (const std::string_view markup = match_markup(bytes); !markup.empty())
    return fail<msg::kImageUnsupportedFormat>("", markup);
  return fail<msg::kImageUnknownFormat>("", first_bytes(bytes));
}

struct Recognized {
  const ImageReader& reader;
  ImageSize size;
};

Result<Recognized> recognize(ByteSpan bytes) {
  if (bytes.empty()) return fail<msg::kImageEmptyFile>("");
  if (bytes.size() > INT_MAX) return fail<msg::kImageFileTooLarge>("", bytes.size(), INT_MAX);
  const auto readers = image_readers();
  // TGA has no signature, so that many a file of another kind could pass for one.
  const auto last = readers.end() - 1;
  auto reader = std::find_if(readers.begin(), last, [&](const ImageReader& one) { return one.recognizes(bytes); });
  if (reader == last) {
    const std::unexpected<Error> error = unknown_format(bytes);
    if (error.error().kind == ErrorKind::kUnsupported || !last->recognizes(bytes)) return error;
  }
  TRY_VALUE(const ImageSize size, reader->size(bytes));
  const auto [width, height] = size;
  if (width == 0 || height == 0) return fail<msg::kImageNoPixels>("", reader->format, width, height);
  if (width > kMaxPixels / height) return fail<msg::kImageTooManyPixels>("", width, height, kMaxPixels);
  return Recognized{*reader, size};
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

Result<Image> to_rgb(DecodedPixels pixels) {
  if (pixels.format == PixelFormat::kRgb) return Image{pixels.width, pixels.height, std::move(pixels.values)};
  TRY_VALUE(Image image, new_image(pixels.width, pixels.height));
  const std::size_t channels = channels_of(pixels.format), row_size = image.width * channels;
  for (std::size_t y = 0; y < image.height; ++y) {
    row_to_rgb(pixels.values.data() + y * row_size, channels, image.width, image.row(y));
  }
  return image;
}

}  // namespace

Result<ImageSize> image_size(ByteSpan bytes) {
  TRY_VALUE(const Recognized recognized, recognize(bytes));
  return recognized.size;
}

Result<DecodedImage> decode_image(ByteSpan bytes, const DecodeOptions& options) {
  TRY_VALUE(const Recognized recognized, recognize(bytes));
  TRY_VALUE(DecodedPixels pixels, recognized.reader.decode(bytes, options));
  DecodedImage result{.image = {}, .warnings = std::move(pixels.warnings)};
  const int orientation = pixels.orientation;
  TRY_VALUE(Image image, to_rgb(std::move(pixels)));
  TRY_VALUE(result.image, apply_orientation(std::move(image), orientation));
  return result;
}

Result<Image> decode(ByteSpan bytes) {
  TRY_VALUE(DecodedImage decoded, decode_image(bytes));
  return std::move(decoded.image);
}

}  // namespace alexnet
