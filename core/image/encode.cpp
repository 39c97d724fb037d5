#include "image/encode.h"

#include <stb/stb_image_write.h>

#include "image/new_image.h"
#include "messages/image.h"

namespace alexnet {
namespace {

using Bytes = std::vector<std::uint8_t>;

void append(void* bytes, void* data, int size) {
  const auto* begin = static_cast<const std::uint8_t*>(data);
  static_cast<Bytes*>(bytes)->insert(static_cast<Bytes*>(bytes)->end(), begin, begin + size);
}

// Returns an empty buffer with capacity for the file. Fails if there is no memory for that and for the work of stb_image_write.
Result<Bytes> allocate_output(const Image& image) {
  if (image.width == 0 || image.height == 0) return fail<msg::kEncodeEmptyImage>("encode");
  constexpr std::size_t kMaxPixels = 500'000'000;  // stb_image_write counts bytes in 31 bits
  if (image.width > kMaxPixels / image.height)
    return fail<msg::kEncodeTooManyPixels>("encode", image.width, image.height, kMaxPixels);
  const std::uint64_t raw = std::uint64_t{image.width} * image.height * 3 + image.height;
  if (!memory_available(raw * 4 + (1 << 20))) return fail<msg::kEncodeMemory>("encode", image.width, image.height);
  Bytes bytes;
  bytes.reserve(static_cast<std::size_t>(raw / 4 + 1024));
  return bytes;
}

}  // namespace

Result<Bytes> encode_png(const Image& image) {
  TRY_VALUE(Bytes bytes, allocate_output(image));
  const int width = static_cast<int>(image.width), height = static_cast<int>(image.height);
  if (!stbi_write_png_to_func(append, &bytes, width, height, 3, image.pixels.data(), width * 3)) {
    return fail<msg::kEncodeMemory>("encode", image.width, image.height);
  }
  return bytes;
}

Result<Bytes> encode_jpeg(const Image& image, int quality) {
  constexpr std::size_t kMaxSide = 65535;  // the frame header of a JPEG has 16 bits for each
  if (quality < 1 || quality > 100) return fail<msg::kEncodeQuality>("encode", quality);
  TRY_VALUE(Bytes bytes, allocate_output(image));
  if (image.width > kMaxSide || image.height > kMaxSide)
    return fail<msg::kEncodeJpegSide>("encode", kMaxSide, image.width, image.height);
  // The return value is not checked: this fails for an empty image only, which was refused above.
  stbi_write_jpg_to_func(append, &bytes, static_cast<int>(image.width), static_cast<int>(image.height), 3, image.pixels.data(),
                         quality);
  return bytes;
}

}  // namespace alexnet
