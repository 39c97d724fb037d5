// The preview that cameras put into their raw files, by LibRaw: what the camera made of the photo. The raw data are not developed.
#include <libraw/libraw.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "image/image_integrity.h"
#include "image/new_image.h"
#include "image/readers/media_brands.h"
#include "image/readers/readers.h"
#include "image/readers/shared_readers.h"

namespace alexnet {
namespace {

constexpr const char* kName = "a camera's raw file";

// ---- Is a TIFF structure a raw file? --------------------------------------------------------------------------------------------

// Reads numbers of a TIFF structure; 0 outside it.
struct TiffNumbers {
  ByteSpan bytes;
  bool is_big_endian = false;

  [[nodiscard]] std::uint32_t number(std::size_t offset, std::size_t count) const {
    if (offset > bytes.size() || bytes.size() - offset < count) return 0;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) value = value << 8 | bytes[offset + (is_big_endian ? i : count - 1 - i)];
    return value;
  }
};

// Whether the directory at `offset` is that of raw data: DNG's version, or the color space of a sensor. Sets the offsets of the next
// directory and of the first one inside.
bool is_raw_directory(const TiffNumbers& tiff, std::size_t offset, std::size_t& next, std::size_t& inner) {
  enum : std::uint16_t { kPhotometric = 262, kInnerDirectories = 330, kDngVersion = 50706 };
  constexpr std::uint32_t kColorFilterArray = 32803, kLinearRaw = 34892, kShort = 3;
  const std::size_t entries = tiff.number(offset, 2);
  bool is_raw = false;
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t entry = offset + 2 + i * 12;
    const std::uint32_t tag = tiff.number(entry, 2), count = tiff.number(entry + 4, 4);
    const std::uint32_t value = tiff.number(entry + 8, tiff.number(entry + 2, 2) == kShort ? 2 : 4);
    is_raw |= tag == kDngVersion || (tag == kPhotometric && (value == kColorFilterArray || value == kLinearRaw));
    if (tag == kInnerDirectories) inner = count == 1 ? value : tiff.number(value, 4);
  }
  next = tiff.number(offset + 2 + entries * 12, 4);
  return is_raw;
}

bool is_raw_tiff(ByteSpan bytes) {
  using namespace std::string_view_literals;
  const bool is_big_endian = has_text_at(bytes, 0, "MM\0*"sv);
  if (!is_big_endian && !has_text_at(bytes, 0, "II*\0"sv)) return false;
  const TiffNumbers tiff{bytes, is_big_endian};
  std::size_t offset = tiff.number(4, 4);
  for (int directories = 0; directories < 8 && offset != 0; ++directories) {
    std::size_t next = 0, inner = 0, ignored = 0;
    if (is_raw_directory(tiff, offset, next, inner)) return true;
    if (inner != 0 && is_raw_directory(tiff, inner, ignored, ignored)) return true;
    offset = next;
  }
  return false;
}

bool is_raw(ByteSpan bytes) {
  using namespace std::string_view_literals;
  constexpr std::array kSignatures = {"FUJIFILMCCD-RAW"sv, "IIRO"sv, "IIRS"sv, "MMOR"sv, "IIU\0"sv, "FOVb"sv, "\0MRM"sv};
  if (std::ranges::any_of(kSignatures, [&](std::string_view signature) { return has_text_at(bytes, 0, signature); }))
    return true;
  return has_text_at(bytes, 8, "CR\2\0"sv) || media_brands(bytes).major == "crx " || is_raw_tiff(bytes);
}

// ---- The preview ----------------------------------------------------------------------------------------------------------------

struct CloseRaw {
  void operator()(libraw_data_t* raw) const { libraw_close(raw); }
};
using RawFile = std::unique_ptr<libraw_data_t, CloseRaw>;

Result<RawFile> open_preview(ByteSpan bytes) {
  RawFile raw(libraw_init(LIBRAW_OPTIONS_NONE));
  if (raw == nullptr) return fail<msg::kImageDecodeMemory>("", kName);
  libraw_set_dataerror_handler(raw.get(), [](void*, const char*, auto) {}, nullptr);  // its own prints
  int result = libraw_open_buffer(raw.get(), const_cast<std::uint8_t*>(bytes.data()), bytes.size());
  if (result == LIBRAW_SUCCESS) result = libraw_unpack_thumb(raw.get());
  if (result == LIBRAW_NO_THUMBNAIL || result == LIBRAW_UNSUPPORTED_THUMBNAIL) {
    return fail<msg::kImageUnsupportedFormat>("", "a camera's raw file without a preview", "those with one");
  }
  if (result == LIBRAW_UNSUFFICIENT_MEMORY) return fail<msg::kImageDecodeMemory>("", kName);
  if (result == LIBRAW_IO_ERROR) return truncation_error(kName, bytes);
  if (result != LIBRAW_SUCCESS || raw->thumbnail.thumb == nullptr)
    return fail<msg::kImageDamaged>("", kName, libraw_strerror(result));
  return raw;
}

ByteSpan preview_bytes(const libraw_data_t& raw) {
  return {reinterpret_cast<const std::uint8_t*>(raw.thumbnail.thumb), raw.thumbnail.tlength};
}

bool is_jpeg_preview(const libraw_data_t& raw) {
  return raw.thumbnail.tformat == LIBRAW_THUMBNAIL_JPEG && program_jpeg_reader().recognizes(preview_bytes(raw));
}

// LibRaw's flip has a bit for each of: mirrored, upside down, transposed.
int raw_orientation(int flip) {
  constexpr std::array kOrientations = {1, 2, 4, 3, 5, 8, 6, 7};
  return kOrientations[static_cast<std::size_t>(flip & 7)];
}

Result<ImageSize> raw_size(ByteSpan bytes) {
  TRY_VALUE(const RawFile raw, open_preview(bytes));
  if (is_jpeg_preview(*raw)) return program_jpeg_reader().size(preview_bytes(*raw));
  return ImageSize{raw->thumbnail.twidth, raw->thumbnail.theight};
}

Result<DecodedPixels> decode_raw(ByteSpan bytes, const DecodeOptions& options) {
  TRY_VALUE(const RawFile raw, open_preview(bytes));
  DecodedPixels pixels;
  if (is_jpeg_preview(*raw)) {
    TRY_VALUE(pixels, program_jpeg_reader().decode(preview_bytes(*raw), options));
  } else {
    const std::size_t count = std::size_t{raw->thumbnail.twidth} * raw->thumbnail.theight * 3;
    if (raw->thumbnail.tformat != LIBRAW_THUMBNAIL_BITMAP || preview_bytes(*raw).size() < count) {
      return fail<msg::kImageUnsupportedFormat>("", "a camera's raw file with a preview of another format",
                                                "JPEG and RGB ones");
    }
    TRY_VALUE(pixels, new_pixels(raw->thumbnail.twidth, raw->thumbnail.theight, PixelFormat::kRgb));
    std::ranges::copy(preview_bytes(*raw).first(count), pixels.values.begin());
  }
  pixels.orientation = raw_orientation(raw->sizes.flip);  // of the raw file: the preview says nothing or the same
  return pixels;
}

}  // namespace

constinit const ImageReader kRawReader = {kName, is_raw, raw_size, decode_raw};

}  // namespace alexnet
