#include "data/decode.h"

#include <stb/stb_image.h>

#include <algorithm>
#include <climits>
#include <cstring>
#include <iomanip>
#include <memory>
#include <string_view>

#include "data/exif.h"
#include "data/image_integrity.h"
#include "data/new_image.h"
#include "messages/data.h"

namespace alexnet {
namespace {

using namespace std::string_view_literals;

// ---- The file format --------------------------------------------------------------------------------------------------------

struct Signature {
  std::string_view name;
  std::size_t offset;
  std::string_view bytes;
};

constexpr Signature kSupportedFormats[] = {
    {"JPEG", 0, "\xFF\xD8"sv}, {"JPEG", 0, "\xFF\xFF"sv}, {"PNG", 0, "\x89PNG\r\n\x1A\n"sv},
    {"GIF", 0, "GIF8"sv},      {"BMP", 0, "BM"sv},        {"PSD", 0, "8BPS"sv},
    {"PNM", 0, "P5"sv},        {"PNM", 0, "P6"sv},        {"HDR", 0, "#?RADIANCE"sv},
    {"HDR", 0, "#?RGBE"sv}};

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

std::string_view as_text(ByteSpan bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

template <std::size_t Count>
std::string_view match(ByteSpan bytes, const Signature (&signatures)[Count]) {
  for (const Signature& one : signatures) {
    if (bytes.size() >= one.offset && as_text(bytes.subspan(one.offset)).starts_with(one.bytes)) return one.name;
  }
  return {};
}

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

// ---- The header -------------------------------------------------------------------------------------------------------------

struct Header {
  std::string_view name;
  ImageSize size;
};

// stb_image reports a PNG with impossible sides only as an unknown format.
Result<ImageSize> png_size(ByteSpan bytes) {
  if (bytes.size() < 33) return truncation_error("PNG", bytes);
  if (as_text(bytes.subspan(12, 4)) != "IHDR") return fail<msg::kPngNoHeaderChunk>("");
  return ImageSize{big_endian_u32(bytes.subspan(16)), big_endian_u32(bytes.subspan(20))};
}

Result<ImageSize> stb_size(std::string_view name, ByteSpan bytes) {
  int width = 0, height = 0, channels = 0;
  if (stbi_info_from_memory(bytes.data(), static_cast<int>(bytes.size()), &width, &height, &channels)) {
    const std::int64_t rows = height;  // negative in a BMP that starts with its top row
    return ImageSize{static_cast<std::size_t>(std::max(width, 0)), static_cast<std::size_t>(rows < 0 ? -rows : rows)};
  }
  if (!name.empty()) return fail<msg::kImageHeaderUnreadable>("", name);
  return fail<msg::kImageUnknownFormat>("", first_bytes(bytes));
}

Result<Header> read_header(ByteSpan bytes) {
  if (bytes.empty()) return fail<msg::kImageEmptyFile>("");
  if (bytes.size() > INT_MAX) return fail<msg::kImageFileTooLarge>("", bytes.size(), INT_MAX);
  Header header{match(bytes, kSupportedFormats), {}};
  if (header.name.empty()) {
    std::string_view foreign = match(bytes, kUnsupportedFormats);
    if (foreign.empty()) foreign = match_markup(bytes);
    if (!foreign.empty()) return fail<msg::kImageUnsupportedFormat>("", foreign);
  }
  if (header.name == "JPEG") TRY(check_jpeg(bytes));  // before stb_image parses any of it
  TRY_VALUE(header.size, header.name == "PNG" ? png_size(bytes) : stb_size(header.name, bytes));
  if (header.name.empty()) header.name = "TGA";  // the one supported format without a signature
  const auto [width, height] = header.size;
  if (width == 0 || height == 0) return fail<msg::kImageNoPixels>("", header.name, width, height);
  if (width > kMaxPixels / height) return fail<msg::kImageTooManyPixels>("", width, height, kMaxPixels);
  return header;
}

// ---- The pixels -------------------------------------------------------------------------------------------------------------

struct FreePixels {
  void operator()(stbi_uc* pixels) const { stbi_image_free(pixels); }
};

struct Pixels {
  std::unique_ptr<stbi_uc, FreePixels> values;
  int width = 0, height = 0, channels = 0;
};

// The callbacks of stb_image over a span of bytes. Records whether more bytes were requested than there are, because some of
// the decoders return an image of a truncated file without an error.
struct Reader {
  ByteSpan rest;
  bool ran_out = false;

  static int read(void* self, char* to, int count) {
    auto& reader = *static_cast<Reader*>(self);
    const std::size_t given = std::min(reader.rest.size(), static_cast<std::size_t>(count));
    // stb_image reads ahead in blocks of 128 bytes; it needs every byte of a request of any other size.
    if (given == 0 || (count != 128 && given < static_cast<std::size_t>(count))) reader.ran_out = true;
    if (given != 0) std::memcpy(to, reader.rest.data(), given);
    reader.rest = reader.rest.subspan(given);
    return static_cast<int>(given);
  }
  static void skip(void* self, int count) {
    auto& reader = *static_cast<Reader*>(self);
    const std::size_t wanted = static_cast<std::size_t>(std::max(count, 0));
    reader.ran_out |= wanted > reader.rest.size();
    reader.rest = reader.rest.subspan(std::min(reader.rest.size(), wanted));
  }
  static int at_end(void* self) { return static_cast<const Reader*>(self)->rest.empty() ? 1 : 0; }
};

std::unexpected<Error> stb_error(std::string_view name) {
  const std::string_view reason = stbi_failure_reason();
  if (reason == "outofmem") return fail<msg::kImageDecodeMemory>("", name);
  if (reason == "too large") return fail<msg::kImageSideTooLong>("", name);
  return fail<msg::kImageDamaged>("", name, reason);
}

// JPEG and PNG files were checked to be complete; the other formats are read through a Reader, which notices a missing end.
Result<Pixels> load(ByteSpan bytes, std::string_view name) {
  Pixels pixels;
  if (name == "JPEG" || name == "PNG") {
    pixels.values.reset(stbi_load_from_memory(bytes.data(), static_cast<int>(bytes.size()), &pixels.width, &pixels.height,
                                              &pixels.channels, 0));
  } else {
    constexpr stbi_io_callbacks kCallbacks = {Reader::read, Reader::skip, Reader::at_end};
    Reader reader{bytes};
    pixels.values.reset(stbi_load_from_callbacks(&kCallbacks, &reader, &pixels.width, &pixels.height, &pixels.channels, 0));
    if (reader.ran_out) return truncation_error(name, bytes);
  }
  if (pixels.values == nullptr) return stb_error(name);
  return pixels;
}

// Converts one row of 1 (gray), 2 (gray, alpha), 3 (RGB) or 4 (RGB, alpha) channels to RGB, composed over white.
void row_to_rgb(const stbi_uc* in, int channels, std::size_t width, std::uint8_t* out) {
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

Result<Image> to_image(const Pixels& pixels) {
  TRY_VALUE(Image image, new_image(static_cast<std::size_t>(pixels.width), static_cast<std::size_t>(pixels.height)));
  if (pixels.channels == 3) {
    std::memcpy(image.pixels.data(), pixels.values.get(), image.pixels.size());
    return image;
  }
  const std::size_t row_size = image.width * static_cast<std::size_t>(pixels.channels);
  for (std::size_t y = 0; y < image.height; ++y) {
    row_to_rgb(pixels.values.get() + y * row_size, pixels.channels, image.width, image.row(y));
  }
  return image;
}

}  // namespace

Result<ImageSize> image_size(ByteSpan bytes) {
  TRY_VALUE(const Header header, read_header(bytes));
  return header.size;
}

Result<Image> decode(ByteSpan bytes) {
  TRY_VALUE(const Header header, read_header(bytes));
  if (header.name == "PNG") TRY(check_png(bytes));
  // A packet of run-length encoding holds at most 128 pixels in two bytes. stb_image would spend time on the missing ones.
  if ((header.name == "TGA" || header.name == "PSD") && header.size.width * header.size.height / 64 > bytes.size())
    return truncation_error(header.name, bytes);
  TRY_VALUE(Pixels pixels, load(bytes, header.name));
  TRY_VALUE(Image image, to_image(pixels));
  pixels.values.reset();  // before rotating the image takes more memory
  return apply_orientation(std::move(image), header.name == "JPEG" ? exif_orientation(bytes) : 1);
}

}  // namespace alexnet
