// Decodes image files of the formats in docs/image-formats.md; of an animation, the first frame.
#pragma once

#include <cstdint>
#include <optional>

#include "base/error.h"
#include "base/file.h"
#include "image/image.h"

namespace alexnet {

// What is done with a color profile inside a file.
enum class ColorHandling : std::uint8_t {
  kIgnore,   // the numbers of the file are taken for sRGB, as Pillow, PyTorch and Keras do
  kConvert,  // converted to sRGB, as browsers show images
};

struct DecodeOptions {
  // A JPEG may be decoded at 1/2, 1/4 or 1/8 of its size as long as its shorter side keeps this many pixels: each pixel is then the
  // mean of a square of pixels. 0: at its full size.
  std::size_t min_shorter_side = 0;
  ColorHandling color = ColorHandling::kIgnore;
  bool fingerprint = false;  // whether DecodedImage::fingerprint is wanted

  friend bool operator==(const DecodeOptions&, const DecodeOptions&) = default;
};

struct DecodedImage {
  Image image;
  std::size_t divisor = 1;       // the photo has this many times the columns and rows that the image has: 1, 2, 4 or 8
  std::string converted_from;    // the name of the color profile that the pixels were converted from; empty if they were not
  std::vector<Notice> warnings;  // harmless faults of the file, despite which it was read
  // Of the pixels (image/fingerprint.h), if the options ask for it and the image was decoded at its full size.
  std::optional<std::uint64_t> fingerprint;
};

// Decodes an image as a viewer shows it: the EXIF orientation is applied, transparency is composed over white, gray becomes RGB
// and 16-bit channels become 8-bit. A truncated file is an error, not a partly gray image. Thread-safe. Errors, without a
// location: kBadFormat (empty, truncated, damaged, not an image), kUnsupported (another image format), kTooLarge (needs more memory
// than the machine has), kOutOfMemory (more than is free). No memory is allocated for an image before it is known to fit.
[[nodiscard]] Result<DecodedImage> decode_image(ByteSpan bytes, const DecodeOptions& options = {});
// The image alone, at its full size and with its colors as they are stored.
[[nodiscard]] Result<Image> decode(ByteSpan bytes);

// Decodes an image at its full size for its fingerprint alone. Nothing if it does not decode.
[[nodiscard]] std::optional<std::uint64_t> fingerprint_of(ByteSpan bytes);

struct ImageSize {
  std::size_t width = 0;
  std::size_t height = 0;
};
// Returns the size in the header, before the EXIF orientation is applied; does not decode pixels. Errors: those of decode.
[[nodiscard]] Result<ImageSize> image_size(ByteSpan bytes);

}  // namespace alexnet
