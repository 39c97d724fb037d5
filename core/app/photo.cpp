#include "app/photo.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/file.h"
#include "image/decode.h"

namespace alexnet {

Result<Image> read_photo(const std::string& path) {
  TRY_VALUE(const SharedBytes file, map_file(path));
  Result<Image> image = decode(file.bytes());
  if (!image) return with_context(path, std::move(image).error());
  return image;
}

bool is_photo_name(const std::string& path) {
  constexpr std::array<std::string_view, 10> kEndings = {"jpg", "jpeg", "png", "bmp", "gif", "psd", "tga", "ppm", "pgm", "hdr"};
  const std::size_t dot = path.rfind('.');
  if (dot == std::string::npos) return false;
  std::string ending = path.substr(dot + 1);
  for (char& letter : ending)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  return std::ranges::find(kEndings, ending) != kEndings.end();
}

Result<Image> fit_within(Image image, std::size_t side) {
  const std::size_t longer = std::max(image.width, image.height);
  if (longer <= side) return image;
  const auto shrunk = [&](std::size_t length) {
    return std::max<std::size_t>(1, static_cast<std::size_t>(std::uint64_t{length} * side / longer));
  };
  return resize(image, shrunk(image.width), shrunk(image.height));
}

}  // namespace alexnet
