#include "stb_photo.h"

#define STBI_ONLY_JPEG
#define STBI_NO_STDIO
#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION
#include <stb/stb_image.h>

namespace alexnet::testing {

Image decode_by_stb(ByteSpan jpeg) {
  int width = 0, height = 0, channels = 0;
  stbi_uc* pixels = stbi_load_from_memory(jpeg.data(), static_cast<int>(jpeg.size()), &width, &height, &channels, 3);
  if (pixels == nullptr) return {};
  Image image{static_cast<std::size_t>(width), static_cast<std::size_t>(height), {}, {}};
  image.pixels.assign(pixels, pixels + image.width * image.height * 3);
  stbi_image_free(pixels);
  return image;
}

}  // namespace alexnet::testing
