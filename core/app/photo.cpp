#include "app/photo.h"

#include <algorithm>

#include "base/file.h"

namespace alexnet {

Result<DecodedImage> read_photo(const std::string& path, const DecodeOptions& options) {
  TRY_VALUE(const SharedBytes file, map_file(path));
  Result<DecodedImage> decoded = decode_image(file.bytes(), options);
  if (!decoded) return with_context(path, std::move(decoded).error());
  return decoded;
}

bool is_photo_file(const std::string& path) {
  const PhotoName name = photo_name(path);
  if (name != PhotoName::kNoEnding) return name == PhotoName::kPhoto;
  const Result<SharedBytes> file = map_file(path);
  return file && image_size(file->bytes()).has_value();
}

Result<Image> fit_within(Image image, std::size_t side) {
  const Region covered = image.covered();
  const double longer = std::max(covered.width, covered.height);
  if (longer <= static_cast<double>(side)) return image;
  const auto shrunk = [&](double length) {
    return std::max<std::size_t>(1, static_cast<std::size_t>(length * static_cast<double>(side) / longer));
  };
  return resize(image, shrunk(covered.width), shrunk(covered.height));
}

}  // namespace alexnet
