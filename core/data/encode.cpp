#include "data/encode.h"

#include <stb/stb_image_write.h>

#include "data/decode.h"
#include "data/new_image.h"

namespace alexnet {
namespace {

using Bytes = std::vector<std::uint8_t>;

void append(void* bytes, void* data, int size) {
  const auto* begin = static_cast<const std::uint8_t*>(data);
  static_cast<Bytes*>(bytes)->insert(static_cast<Bytes*>(bytes)->end(), begin, begin + size);
}

// Room for the file and for what stb_image_write works in.
Result<Bytes> allocate_output(const Image& image) {
  if (image.width == 0 || image.height == 0) return fail(ErrorKind::kInvalidArgument, "encode", "the picture is empty");
  if (image.width > kMaxPixels / image.height) {
    return fail(ErrorKind::kTooLarge, "encode", "the picture has ", image.width, " x ", image.height, " pixels, the limit is ",
                kMaxPixels, " in all");
  }
  const std::uint64_t raw = std::uint64_t{image.width} * image.height * 3 + image.height;
  if (!memory_available(raw * 4 + (1 << 20))) {
    return fail(ErrorKind::kOutOfMemory, "encode", "no memory to encode ", image.width, " x ", image.height, " pixels");
  }
  Bytes bytes;
  bytes.reserve(static_cast<std::size_t>(raw / 4 + 1024));
  return bytes;
}

}  // namespace

Result<Bytes> encode_png(const Image& image) {
  TRY_VALUE(Bytes bytes, allocate_output(image));
  const int width = static_cast<int>(image.width), height = static_cast<int>(image.height);
  if (!stbi_write_png_to_func(append, &bytes, width, height, 3, image.pixels.data(), width * 3)) {
    return fail(ErrorKind::kOutOfMemory, "encode", "no memory to encode ", image.width, " x ", image.height, " pixels");
  }
  return bytes;
}

Result<Bytes> encode_jpeg(const Image& image, int quality) {
  constexpr std::size_t kMaxSide = 65535;  // JPEG counts rows and columns in 16 bits
  if (quality < 1 || quality > 100) {
    return fail(ErrorKind::kInvalidArgument, "encode", "the quality must be 1 to 100, found ", quality);
  }
  TRY_VALUE(Bytes bytes, allocate_output(image));
  if (image.width > kMaxSide || image.height > kMaxSide) {
    return fail(ErrorKind::kInvalidArgument, "encode", "a JPEG has sides of at most ", kMaxSide, " pixels, found ", image.width,
                " x ", image.height);
  }
  // Writes nothing but what it is given: it fails for an empty picture alone, which was refused.
  stbi_write_jpg_to_func(append, &bytes, static_cast<int>(image.width), static_cast<int>(image.height), 3, image.pixels.data(),
                         quality);
  return bytes;
}

}  // namespace alexnet
