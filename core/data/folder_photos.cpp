#include "data/folder_photos.h"

#include "base/check.h"
#include "base/utf8.h"
#include "image/decode.h"

namespace alexnet {

std::string FolderPhotos::name(std::size_t index) const { return escape_invalid_utf8(photos_[index].path); }

Result<Image> FolderPhotos::load_photo(std::size_t index, const DecodeOptions& options) const {
  CHECK(index < photos_.size());
  const std::string& path = photos_[index].path;
  TRY_VALUE(const SharedBytes file, files_->read(path));
  DecodeOptions with_fingerprint = options;
  with_fingerprint.fingerprint = true;
  Result<DecodedImage> decoded = decode_image(file.bytes(), with_fingerprint);
  if (!decoded) return with_context(escape_invalid_utf8(path), std::move(decoded).error());
  warnings_.add(index, decoded->warnings);
  fingerprints_.set(index, decoded->fingerprint);
  return std::move(decoded->image);
}

std::optional<std::uint64_t> FolderPhotos::fingerprint(std::size_t index) const {
  if (const auto known = fingerprints_.find(index)) return known;
  const Result<SharedBytes> file = files_->read(photos_[index].path);
  if (!file) return {};
  const std::optional<std::uint64_t> computed = fingerprint_of(file->bytes());
  fingerprints_.set(index, computed);
  return computed;
}

}  // namespace alexnet
