// The interface of the readers of image files, one for each library or family of formats, and their table.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "image/decode.h"

namespace alexnet {

// The channels of a pixel, 8 bits each, interleaved. Opacity is not premultiplied. Of kCmyk, 0 is no ink.
enum class PixelFormat : std::uint8_t { kGray, kGrayAlpha, kRgb, kRgba, kCmyk };

// Returns 1 to 4.
[[nodiscard]] constexpr std::size_t channels_of(PixelFormat format) {
  switch (format) {
    case PixelFormat::kGray:
      return 1;
    case PixelFormat::kGrayAlpha:
      return 2;
    case PixelFormat::kRgb:
      return 3;
    case PixelFormat::kRgba:
    case PixelFormat::kCmyk:
      return 4;
  }
  return 0;
}

// What a reader returns: the pixels as they are stored, before the orientation and a color profile are applied.
struct DecodedPixels {
  std::size_t width = 0;
  std::size_t height = 0;
  PixelFormat format = PixelFormat::kRgb;
  std::vector<std::uint8_t> values;  // [height][width][channels_of(format)]
  // Of a photo at 1/divisor of its size: width and height are those of the photo divided and rounded up.
  std::size_t divisor = 1;
  Region covered = {};                    // the part of the pixels that the photo covers, without width if that is all
  int orientation = 1;                    // 1 to 8, as in EXIF; 1 where the library has already applied it
  std::vector<std::uint8_t> icc_profile;  // empty if the file has none
  std::vector<Notice> warnings;           // harmless faults of the file
};

// All functions are thread-safe. Errors are those of decode(), without a location.
struct ImageReader {
  std::string_view format;  // as messages name it, such as "JPEG"
  // Returns whether the file is of this format, by its first bytes.
  bool (*recognizes)(ByteSpan bytes);
  // Returns the stored size, before the orientation is applied. Reads the header only.
  Result<ImageSize> (*size)(ByteSpan bytes);
  Result<DecodedPixels> (*decode)(ByteSpan bytes, const DecodeOptions& options);
  // Returns the number of bytes that decode() allocates at most, for a file with a valid header. nullptr: two copies of the image in
  // four channels.
  std::uint64_t (*memory)(ByteSpan bytes, const DecodeOptions& options) = nullptr;
};

// Returns every reader of this build, in the order in which they are tried. TGA, which has no signature, is the last. Loads the readers
// that use libraries of the system (image/readers/system_readers.h); those that cannot be loaded are left out.
[[nodiscard]] std::span<const ImageReader> image_readers();

// Returns the reader whose signature the file has, TGA left out; nullptr if there is none. Loads the system's libraries only for a file
// that needs them or is of no format that is known.
[[nodiscard]] const ImageReader* find_reader(ByteSpan bytes);

}  // namespace alexnet
