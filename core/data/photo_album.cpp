#include "data/photo_album.h"

#include <algorithm>

#include "base/catch_bad_alloc.h"
#include "base/check.h"
#include "image/decode.h"
#include "image/resize.h"
#include "messages/data.h"

namespace alexnet {

// Scales the photo as crop_to_input and Augmenter::prepare do as their first step, so that they find nothing left to scale.
// Smaller photos stay as they are.
Result<Image> PhotoAlbum::downscaled(Image photo) const {
  const std::size_t side = preprocessing_.resize;
  const std::size_t shorter = std::min(photo.width, photo.height);
  if (shorter <= side) return photo;
  const Interpolation interpolation = preprocessing_.interpolation;
  if (preprocessing_.fit == Fit::kStretch && !keeps_aspect_) return resize(photo, side, side, interpolation);
  return resize(photo, photo.width * side / shorter, photo.height * side / shorter, interpolation);
}

Status PhotoAlbum::add(std::size_t label, const std::string& name, ByteSpan encoded) {
  if (label >= classes_.size()) return fail<msg::kAlbumUnknownLabel>(name, classes_.size(), label);
  return catch_bad_alloc(name, [&]() -> Status {
    TRY_VALUE(DecodedImage photo, decode_image(encoded, decode_options(preprocessing_)));
    TRY_VALUE(Image image, downscaled(std::move(photo.image)));
    image.pixels.shrink_to_fit();
    const std::uint64_t bytes = image.pixels.size();
    photos_.push_back({std::move(image), label, name});
    bytes_ += bytes;
    return {};
  });
}

Result<Image> PhotoAlbum::load_photo(std::size_t index, const DecodeOptions&) const {
  CHECK(index < photos_.size());
  return catch_bad_alloc(photos_[index].name, [&]() -> Result<Image> { return photos_[index].image; });
}

}  // namespace alexnet
