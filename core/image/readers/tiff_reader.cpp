// TIFF and BigTIFF by libtiff (TIFF 6.0), which decompresses; what the samples mean is computed here, since libtiff's own conversion
// to RGBA knows neither every depth nor every orientation. It serves the color spaces that are left.
#include <tiffio.h>

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstring>
#include <functional>
#include <memory>
#include <string>

#include "base/bytes.h"
#include "image/exif.h"
#include "image/image_integrity.h"
#include "image/new_image.h"
#include "image/readers/readers.h"

namespace alexnet {
namespace {

constexpr tmsize_t kLargestAllocation = tmsize_t{1} << 30;  // a compressed strip, or a tile

// ---- libtiff over a span of bytes ---------------------------------------------------------------------------------------------

struct TiffSource {
  ByteSpan bytes;
  std::size_t offset = 0;
  bool ran_out = false;
  std::string first_error;
};

tmsize_t read_tiff(thandle_t handle, void* to, tmsize_t count) {
  auto& source = *static_cast<TiffSource*>(handle);
  const std::size_t rest = source.bytes.size() - std::min(source.offset, source.bytes.size());
  const std::size_t given = std::min(rest, static_cast<std::size_t>(count));
  source.ran_out |= given < static_cast<std::size_t>(count);
  if (given != 0) std::memcpy(to, source.bytes.data() + source.offset, given);
  source.offset += given;
  return static_cast<tmsize_t>(given);
}

toff_t seek_tiff(thandle_t handle, toff_t offset, int origin) {
  auto& source = *static_cast<TiffSource*>(handle);
  const std::size_t base = origin == SEEK_SET ? 0 : origin == SEEK_CUR ? source.offset : source.bytes.size();
  source.offset = base + static_cast<std::size_t>(offset);
  return source.offset;
}

// Keeps the first message, which tells the cause, instead of printing it.
int keep_error(TIFF*, void* user, const char*, const char* format, va_list arguments) {
  auto& error = static_cast<TiffSource*>(user)->first_error;
  char text[300];
  if (error.empty() && std::vsnprintf(text, sizeof text, format, arguments) > 0) error = text;
  return 1;
}

struct CloseTiff {
  void operator()(TIFF* tiff) const { TIFFClose(tiff); }
};
using TiffFile = std::unique_ptr<TIFF, CloseTiff>;

TiffFile open_tiff_file(TiffSource& source) {
  const std::unique_ptr<TIFFOpenOptions, void (*)(TIFFOpenOptions*)> options(TIFFOpenOptionsAlloc(), TIFFOpenOptionsFree);
  if (options == nullptr) return nullptr;
  TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), kLargestAllocation);
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), keep_error, &source);
  TIFFOpenOptionsSetWarningHandlerExtR(
      options.get(), [](TIFF*, void*, const char*, const char*, va_list) { return 1; }, nullptr);
  // "m": without mapping the file into memory, so that each read is checked here.
  return TiffFile(TIFFClientOpenExt(
      "", "rm", &source, read_tiff, [](thandle_t, void*, tmsize_t) { return tmsize_t{0}; }, seek_tiff,
      [](thandle_t) { return 0; }, [](thandle_t handle) { return toff_t{static_cast<TiffSource*>(handle)->bytes.size()}; },
      nullptr, nullptr, options.get()));
}

std::unexpected<Error> tiff_error(const TiffSource& source) {
  if (source.ran_out) return truncation_error("TIFF", source.bytes);
  return fail<msg::kImageDamaged>("", "TIFF", source.first_error.empty() ? "its data are invalid" : source.first_error);
}

template <class Value>
Value tag(TIFF* tiff, std::uint32_t name, Value otherwise) {
  Value value{};
  return TIFFGetFieldDefaulted(tiff, name, &value) ? value : otherwise;
}

// Goes to the first directory that is neither a thumbnail nor a mask; to the first of all if there is none.
Result<TiffFile> open_image(TiffSource& source) {
  constexpr tdir_t kEnough = 64;
  TiffFile tiff = open_tiff_file(source);
  if (tiff == nullptr) return tiff_error(source);
  for (tdir_t directory = 0; directory < kEnough; ++directory) {
    if (directory > 0 && !TIFFReadDirectory(tiff.get())) break;
    const auto kind = tag<std::uint32_t>(tiff.get(), TIFFTAG_SUBFILETYPE, 0);
    if ((kind & (FILETYPE_REDUCEDIMAGE | FILETYPE_MASK)) == 0) return tiff;
  }
  if (!TIFFSetDirectory(tiff.get(), 0)) return tiff_error(source);
  return tiff;
}

// ---- What the samples are -----------------------------------------------------------------------------------------------------

struct Layout {
  std::size_t width = 0, height = 0;
  unsigned bits = 1;         // of a sample
  std::size_t samples = 1;   // of a pixel in the file
  std::size_t kept = 1;      // of a pixel here: colors, and the opacity if there is one
  std::uint16_t colors = 0;  // PHOTOMETRIC_*
  bool is_signed = false;
  bool is_premultiplied = false;
  bool in_planes = false;   // each sample of all pixels after the other
  bool by_library = false;  // converted by libtiff
};

std::unexpected<Error> unsupported_tiff(std::string_view what) {
  return fail<msg::kImageUnsupportedFormat>("", str_cat("a TIFF ", what), "other TIFF files");
}

// Sets how many samples are kept, and what is done with the opacity.
void choose_samples(TIFF* tiff, Layout& layout) {
  const std::size_t colors = layout.colors == PHOTOMETRIC_RGB ? 3 : layout.colors == PHOTOMETRIC_SEPARATED ? 4 : 1;
  std::uint16_t extra_count = 0;
  const std::uint16_t* extra = nullptr;
  TIFFGetField(tiff, TIFFTAG_EXTRASAMPLES, &extra_count, &extra);
  layout.kept = colors;
  if (layout.samples <= colors || colors == 4) return;
  // Four samples of RGB of which nothing is said: the fourth is the opacity, as in Pillow.
  const std::uint16_t kind = extra_count > 0 ? extra[0] : colors == 3 ? EXTRASAMPLE_UNASSALPHA : EXTRASAMPLE_UNSPECIFIED;
  if (kind != EXTRASAMPLE_UNSPECIFIED) layout.kept = colors + 1;
  layout.is_premultiplied = kind == EXTRASAMPLE_ASSOCALPHA;
}

Result<Layout> layout_of(TIFF* tiff) {
  Layout layout{.width = tag<std::uint32_t>(tiff, TIFFTAG_IMAGEWIDTH, 0),
                .height = tag<std::uint32_t>(tiff, TIFFTAG_IMAGELENGTH, 0),
                .bits = tag<std::uint16_t>(tiff, TIFFTAG_BITSPERSAMPLE, 1),
                .samples = tag<std::uint16_t>(tiff, TIFFTAG_SAMPLESPERPIXEL, 1),
                .colors = tag<std::uint16_t>(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK)};
  layout.in_planes = tag<std::uint16_t>(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG) == PLANARCONFIG_SEPARATE;
  const auto format = tag<std::uint16_t>(tiff, TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_UINT);
  layout.is_signed = format == SAMPLEFORMAT_INT;
  const auto compression = tag<std::uint16_t>(tiff, TIFFTAG_COMPRESSION, COMPRESSION_NONE);
  if (layout.colors == PHOTOMETRIC_YCBCR && compression == COMPRESSION_JPEG && layout.samples == 3 && !layout.in_planes) {
    TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);  // libjpeg converts, which interpolates colors
    layout.colors = PHOTOMETRIC_RGB;
  }
  switch (layout.colors) {
    case PHOTOMETRIC_MINISWHITE:
    case PHOTOMETRIC_MINISBLACK:
    case PHOTOMETRIC_RGB:
    case PHOTOMETRIC_PALETTE:
    case PHOTOMETRIC_SEPARATED:
      break;
    case PHOTOMETRIC_YCBCR:
    case PHOTOMETRIC_LOGL:
    case PHOTOMETRIC_LOGLUV:
      layout.by_library = true;
      return layout;
    default:
      return unsupported_tiff(str_cat("of the color space ", layout.colors));
  }
  if (format == SAMPLEFORMAT_IEEEFP || format > SAMPLEFORMAT_VOID) return unsupported_tiff("of floating-point samples");
  const bool is_palette = layout.colors == PHOTOMETRIC_PALETTE;
  if (layout.bits == 0 || layout.bits > 32 || (is_palette && layout.bits > 8)) {
    return unsupported_tiff(str_cat("of ", layout.bits, " bits a sample"));
  }
  choose_samples(tiff, layout);
  const std::size_t colors = layout.colors == PHOTOMETRIC_RGB ? 3 : layout.colors == PHOTOMETRIC_SEPARATED ? 4 : 1;
  if (layout.samples < colors) return unsupported_tiff(str_cat("of ", layout.samples, " samples a pixel"));
  return layout;
}

// ---- Samples to bytes -----------------------------------------------------------------------------------------------------------

template <class Value>
std::uint32_t value_at(const std::uint8_t* row, std::size_t index) {
  Value value;
  std::memcpy(&value, row + index * sizeof value, sizeof value);
  return value;
}

// Returns sample number `index` of a row. libtiff has put 16, 24 and 32 bits into the byte order of this machine.
std::uint32_t sample_of(const std::uint8_t* row, std::size_t index, unsigned bits) {
  if (bits == 8) return row[index];
  if (bits == 16) return value_at<std::uint16_t>(row, index);
  if (bits == 32) return value_at<std::uint32_t>(row, index);
  if (bits == 24) {
    const std::uint8_t* at = row + index * 3;
    const bool is_little = std::endian::native == std::endian::little;
    return static_cast<std::uint32_t>(at[is_little ? 2 : 0] << 16 | at[1] << 8 | at[is_little ? 0 : 2]);
  }
  std::uint32_t value = 0;  // the highest bit comes first
  for (std::size_t bit = index * bits, end = bit + bits; bit < end; ++bit)
    value = value << 1 | (row[bit / 8] >> (7 - bit % 8) & 1u);
  return value;
}

// Returns the value in 8 bits: more are cut, as Pillow does it, and fewer are scaled. An index of a palette stays.
std::uint8_t byte_of(std::uint32_t value, const Layout& layout) {
  const unsigned bits = layout.bits;
  if (layout.colors == PHOTOMETRIC_PALETTE) return static_cast<std::uint8_t>(value);
  if (layout.is_signed) value ^= 1u << (bits - 1);
  if (bits >= 8) return static_cast<std::uint8_t>(value >> (bits - 8));
  const std::uint32_t largest = (1u << bits) - 1;
  return static_cast<std::uint8_t>((value * 255 + largest / 2) / largest);
}

// Where the samples of a row go: `count` pixels at `out`, of which each has `kept` bytes.
// `first` is the sample that is the first in `row`, which holds `stride` of them a pixel.
void unpack_row(const std::uint8_t* row, std::size_t count, std::size_t first, std::size_t stride, const Layout& layout,
                std::uint8_t* out) {
  const std::size_t end = layout.in_planes ? first + 1 : layout.kept;
  if (layout.bits == 8 && !layout.is_signed && !layout.in_planes && stride == layout.kept) {
    std::memcpy(out, row, count * stride);
    return;
  }
  for (std::size_t x = 0; x < count; ++x, out += layout.kept) {
    for (std::size_t c = first; c < end; ++c) out[c] = byte_of(sample_of(row, x * stride + (c - first), layout.bits), layout);
  }
}

std::size_t row_bytes(std::size_t pixels, std::size_t stride, unsigned bits) { return (pixels * stride * bits + 7) / 8; }

Status read_strips(TIFF* tiff, const TiffSource& source, const Layout& layout, DecodedPixels& pixels) {
  const std::size_t stride = layout.in_planes ? 1 : layout.samples, planes = layout.in_planes ? layout.kept : 1;
  const auto size = static_cast<std::size_t>(std::max<tmsize_t>(TIFFScanlineSize(tiff), 0));
  if (size < row_bytes(layout.width, stride, layout.bits)) return tiff_error(source);
  if (!memory_available(size)) return fail<msg::kImageDecodeMemory>("", "TIFF");
  std::vector<std::uint8_t> row(size);
  for (std::size_t plane = 0; plane < planes; ++plane) {
    for (std::size_t y = 0; y < layout.height; ++y) {
      if (TIFFReadScanline(tiff, row.data(), static_cast<std::uint32_t>(y), static_cast<std::uint16_t>(plane)) < 0) {
        return tiff_error(source);
      }
      unpack_row(row.data(), layout.width, plane, stride, layout, pixels.values.data() + y * layout.width * layout.kept);
    }
  }
  return {};
}

Status read_tiles(TIFF* tiff, const TiffSource& source, const Layout& layout, DecodedPixels& pixels) {
  const std::size_t stride = layout.in_planes ? 1 : layout.samples, planes = layout.in_planes ? layout.kept : 1;
  const std::size_t tile_width = tag<std::uint32_t>(tiff, TIFFTAG_TILEWIDTH, 0),
                    tile_height = tag<std::uint32_t>(tiff, TIFFTAG_TILELENGTH, 0);
  const auto size = static_cast<std::size_t>(std::max<tmsize_t>(TIFFTileSize(tiff), 0));
  const std::size_t pitch = row_bytes(tile_width, stride, layout.bits);
  if (tile_width == 0 || tile_height == 0 || size / tile_height < pitch) return tiff_error(source);
  if (size > static_cast<std::size_t>(kLargestAllocation) || !memory_available(size))
    return fail<msg::kImageDecodeMemory>("", "TIFF");
  std::vector<std::uint8_t> tile(size);
  for (std::size_t plane = 0; plane < planes; ++plane) {
    for (std::size_t top = 0; top < layout.height; top += tile_height) {
      for (std::size_t left = 0; left < layout.width; left += tile_width) {
        if (TIFFReadTile(tiff, tile.data(), static_cast<std::uint32_t>(left), static_cast<std::uint32_t>(top), 0,
                         static_cast<std::uint16_t>(plane)) < 0) {
          return tiff_error(source);
        }
        const std::size_t count = std::min(tile_width, layout.width - left), rows = std::min(tile_height, layout.height - top);
        for (std::size_t y = 0; y < rows; ++y) {
          unpack_row(tile.data() + y * pitch, count, plane, stride, layout,
                     pixels.values.data() + ((top + y) * layout.width + left) * layout.kept);
        }
      }
    }
  }
  return {};
}

// ---- Bytes to pixels ----------------------------------------------------------------------------------------------------------

// Composes premultiplied colors over white, which is exact, and drops the opacity.
void compose_premultiplied(DecodedPixels& pixels) {
  const std::size_t channels = channels_of(pixels.format), colors = channels - 1;
  const std::uint8_t* in = pixels.values.data();
  std::uint8_t* out = pixels.values.data();
  for (std::size_t i = 0; i < pixels.width * pixels.height; ++i, in += channels) {
    const int white = 255 - in[colors];
    for (std::size_t c = 0; c < colors; ++c) *out++ = static_cast<std::uint8_t>(std::min(255, in[c] + white));
  }
  pixels.values.resize(pixels.width * pixels.height * colors);
  pixels.format = colors == 3 ? PixelFormat::kRgb : PixelFormat::kGray;
}

// Replaces each index by its color. Entries have 16 bits; files of some programs use 8 of them.
Result<DecodedPixels> apply_palette(TIFF* tiff, const TiffSource& source, const Layout& layout, DecodedPixels indices) {
  std::uint16_t *red = nullptr, *green = nullptr, *blue = nullptr;
  if (!TIFFGetField(tiff, TIFFTAG_COLORMAP, &red, &green, &blue)) return tiff_error(source);
  const std::size_t entries = std::size_t{1} << layout.bits;
  const auto is_byte = [&](const std::uint16_t* map) {
    return std::all_of(map, map + entries, [](auto v) { return v < 256; });
  };
  const int shift = is_byte(red) && is_byte(green) && is_byte(blue) ? 0 : 8;
  const bool has_opacity = layout.kept == 2;
  TRY_VALUE(DecodedPixels pixels,
            new_pixels(layout.width, layout.height, has_opacity ? PixelFormat::kRgba : PixelFormat::kRgb));
  std::uint8_t* out = pixels.values.data();
  for (std::size_t i = 0; i < indices.values.size(); i += layout.kept) {
    const std::size_t index = indices.values[i];
    for (const std::uint16_t* map : {red, green, blue}) *out++ = static_cast<std::uint8_t>(map[index] >> shift);
    if (has_opacity) *out++ = indices.values[i + 1];
  }
  return pixels;
}

// Color spaces that libtiff converts itself. Rows are asked for as they are stored, since it mirrors but does not turn.
Result<DecodedPixels> read_by_library(TIFF* tiff, const TiffSource& source, const Layout& layout) {
  TIFFRGBAImage image;
  char reason[1024] = "";
  if (!TIFFRGBAImageOK(tiff, reason) || !TIFFRGBAImageBegin(&image, tiff, 1, reason))
    return unsupported_tiff(str_cat("(", reason, ")"));
  const std::unique_ptr<TIFFRGBAImage, void (*)(TIFFRGBAImage*)> end(&image, TIFFRGBAImageEnd);
  image.req_orientation = image.orientation;
  const std::size_t count = layout.width * layout.height;
  if (!memory_available(count * 4)) return fail<msg::kImageDecodeMemory>("", "TIFF");
  std::vector<std::uint32_t> raster(count);
  if (!TIFFRGBAImageGet(&image, raster.data(), image.width, image.height)) return tiff_error(source);
  TRY_VALUE(DecodedPixels pixels, new_pixels(layout.width, layout.height, PixelFormat::kRgb));
  std::uint8_t* out = pixels.values.data();
  for (const std::uint32_t pixel : raster) {
    for (const std::uint32_t value : {TIFFGetR(pixel), TIFFGetG(pixel), TIFFGetB(pixel)})
      *out++ = static_cast<std::uint8_t>(value);
  }
  return pixels;
}

Result<DecodedPixels> read_pixels(TIFF* tiff, const TiffSource& source, const Layout& layout) {
  if (layout.by_library) return read_by_library(tiff, source, layout);
  constexpr PixelFormat kFormats[] = {PixelFormat::kGray, PixelFormat::kGrayAlpha, PixelFormat::kRgb, PixelFormat::kRgba};
  const bool is_cmyk = layout.colors == PHOTOMETRIC_SEPARATED;
  TRY_VALUE(DecodedPixels pixels,
            new_pixels(layout.width, layout.height, is_cmyk ? PixelFormat::kCmyk : kFormats[layout.kept - 1]));
  TRY(TIFFIsTiled(tiff) ? read_tiles(tiff, source, layout, pixels) : read_strips(tiff, source, layout, pixels));
  if (layout.colors == PHOTOMETRIC_PALETTE) {
    TRY_VALUE(pixels, apply_palette(tiff, source, layout, std::move(pixels)));
  }
  if (layout.colors == PHOTOMETRIC_MINISWHITE) {
    for (std::size_t i = 0; i < pixels.values.size(); i += layout.kept)
      pixels.values[i] = static_cast<std::uint8_t>(255 - pixels.values[i]);
  }
  if (layout.is_premultiplied) compose_premultiplied(pixels);
  return pixels;
}

int tiff_orientation(TIFF* tiff) {
  std::uint16_t orientation = 0;
  if (TIFFGetField(tiff, TIFFTAG_ORIENTATION, &orientation)) return orientation >= 1 && orientation <= 8 ? orientation : 1;
  std::uint32_t length = 0;
  const char* packet = nullptr;
  if (!TIFFGetField(tiff, TIFFTAG_XMLPACKET, &length, &packet)) return 1;
  return orientation_of_xmp({packet, length}).value_or(1);
}

bool is_tiff(ByteSpan bytes) {
  using namespace std::string_view_literals;
  return std::ranges::any_of(std::initializer_list<std::string_view>{"II*\0"sv, "MM\0*"sv, "II+\0"sv, "MM\0+"sv},
                             [&](std::string_view signature) { return has_text_at(bytes, 0, signature); });
}

Result<ImageSize> tiff_size(ByteSpan bytes) {
  TiffSource source{bytes};
  TRY_VALUE(const TiffFile tiff, open_image(source));
  return ImageSize{tag<std::uint32_t>(tiff.get(), TIFFTAG_IMAGEWIDTH, 0),
                   tag<std::uint32_t>(tiff.get(), TIFFTAG_IMAGELENGTH, 0)};
}

Result<DecodedPixels> decode_tiff(ByteSpan bytes, const DecodeOptions&) {
  TiffSource source{bytes};
  TRY_VALUE(const TiffFile tiff, open_image(source));
  TRY_VALUE(const Layout layout, layout_of(tiff.get()));
  TRY_VALUE(DecodedPixels pixels, read_pixels(tiff.get(), source, layout));
  pixels.orientation = tiff_orientation(tiff.get());
  std::uint32_t length = 0;
  const std::uint8_t* profile = nullptr;
  if (TIFFGetField(tiff.get(), TIFFTAG_ICCPROFILE, &length, &profile)) pixels.icc_profile.assign(profile, profile + length);
  return pixels;
}

}  // namespace

constinit const ImageReader kTiffReader = {"TIFF", is_tiff, tiff_size, decode_tiff};

}  // namespace alexnet
