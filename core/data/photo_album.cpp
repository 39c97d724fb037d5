#include "data/photo_album.h"

#include <algorithm>
#include <map>

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
  const Region covered = photo.covered();
  const double shorter = std::min(covered.width, covered.height);
  if (shorter <= static_cast<double>(side)) return photo;
  const Interpolation interpolation = preprocessing_.interpolation;
  if (preprocessing_.fit == Fit::kStretch && !keeps_aspect_) return resize(photo, side, side, interpolation);
  const auto scaled = [&](double length) { return static_cast<std::size_t>(length * static_cast<double>(side) / shorter); };
  return resize(photo, scaled(covered.width), scaled(covered.height), interpolation);
}

Status PhotoAlbum::add(std::size_t label, const std::string& name, ByteSpan encoded) {
  if (label >= classes_.size()) return fail<msg::kAlbumUnknownLabel>(name, classes_.size(), label);
  return catch_bad_alloc(name, [&]() -> Status {
    DecodeOptions options = decoding_;
    options.fingerprint = records_fingerprints_;
    TRY_VALUE(DecodedImage decoded, decode_image(encoded, options));
    if (records_fingerprints_ && !decoded.fingerprint) decoded.fingerprint = fingerprint_of(encoded);
    TRY_VALUE(Image image, downscaled(std::move(decoded.image)));
    image.pixels.shrink_to_fit();
    const std::uint64_t bytes = image.pixels.size();
    photos_.push_back({std::move(image), label, name, decoded.fingerprint});
    bytes_ += bytes;
    warnings_.add(photos_.size() - 1, decoded.warnings);
    return {};
  });
}

std::vector<PhotoWarning> PhotoSelection::warnings() const {
  std::map<std::size_t, std::vector<PhotoWarning>> by_source_index;
  for (PhotoWarning& warning : source_->warnings()) by_source_index[warning.photo].push_back(std::move(warning));
  std::vector<PhotoWarning> result;
  for (std::size_t i = 0; i < photos_.size() && !by_source_index.empty(); ++i) {
    const auto found = by_source_index.find(photos_[i]);
    if (found == by_source_index.end()) continue;
    for (const PhotoWarning& warning : found->second) result.push_back({i, warning.name, warning.warning});
  }
  return result;
}

Result<Image> PhotoAlbum::load_photo(std::size_t index, const DecodeOptions&) const {
  CHECK(index < photos_.size());
  return catch_bad_alloc(photos_[index].name, [&]() -> Result<Image> { return photos_[index].image; });
}

}  // namespace alexnet
