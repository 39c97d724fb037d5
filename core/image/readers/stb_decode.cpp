#include "image/readers/stb_decode.h"

#include <stb/stb_image.h>

#include <algorithm>
#include <climits>
#include <cstring>
#include <memory>

#include "image/image_integrity.h"
#include "image/new_image.h"
#include "messages/image.h"

namespace alexnet {
namespace {

struct FreePixels {
  void operator()(stbi_uc* pixels) const { stbi_image_free(pixels); }
};
using StbPixels = std::unique_ptr<stbi_uc, FreePixels>;

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

Result<DecodedPixels> copied(std::string_view format, const StbPixels& pixels, int width, int height, int channels) {
  if (pixels == nullptr) return stb_error(format);
  constexpr PixelFormat kFormats[] = {PixelFormat::kGray, PixelFormat::kGrayAlpha, PixelFormat::kRgb, PixelFormat::kRgba};
  DecodedPixels result{
      .width = static_cast<std::size_t>(width), .height = static_cast<std::size_t>(height), .format = kFormats[channels - 1]};
  const std::size_t count = result.width * result.height * static_cast<std::size_t>(channels);
  if (!memory_available(count)) return fail<msg::kImageMemory>("", width, height);
  result.values.assign(pixels.get(), pixels.get() + count);
  return result;
}

}  // namespace

Result<ImageSize> stb_size(std::string_view format, ByteSpan bytes) {
  int width = 0, height = 0, channels = 0;
  if (stbi_info_from_memory(bytes.data(), static_cast<int>(bytes.size()), &width, &height, &channels)) {
    return ImageSize{static_cast<std::size_t>(std::max(width, 0)), static_cast<std::size_t>(std::max(height, 0))};
  }
  return fail<msg::kImageHeaderUnreadable>("", format);
}

Result<DecodedPixels> stb_decode(std::string_view format, ByteSpan bytes) {
  constexpr stbi_io_callbacks kCallbacks = {Reader::read, Reader::skip, Reader::at_end};
  int width = 0, height = 0, channels = 0;
  Reader reader{bytes};
  const StbPixels pixels(stbi_load_from_callbacks(&kCallbacks, &reader, &width, &height, &channels, 0));
  if (reader.ran_out) return truncation_error(format, bytes);
  return copied(format, pixels, width, height, channels);
}

}  // namespace alexnet
