// Photo sources in memory: photos that the host program adds one by one, and selections of another source.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "data/augment.h"
#include "data/photo_source.h"
#include "data/photo_warnings.h"
#include "data/preprocess.h"

namespace alexnet {

// Decoded photos in memory, for hosts without a file system. Photos are scaled down to the size that training needs, which
// limits the memory of large photos. add() must not run at the same time as another function; the others are thread-safe.
class PhotoAlbum : public PhotoSource {
 public:
  // The scaled photos give exactly the same network inputs as the originals for this preprocessing and augmentation.
  PhotoAlbum(std::vector<std::string> classes, const Preprocessing& preprocessing, const Augmentation& augmentation)
      : classes_(std::move(classes)),
        preprocessing_(preprocessing),
        keeps_aspect_(augmentation.random_resized_crop),
        decoding_(Augmenter(augmentation, preprocessing).decode_options()) {}

  // Adds a photo from the bytes of an image file, decoded as the preprocessing says, at index size(). Errors: those of decode and resize, kOutOfMemory, and
  // kInvalidArgument for an unknown label. On an error the album does not change.
  [[nodiscard]] Status add(std::size_t label, const std::string& name, ByteSpan encoded);

  [[nodiscard]] const std::vector<std::string>& classes() const override { return classes_; }
  [[nodiscard]] std::size_t size() const override { return photos_.size(); }
  [[nodiscard]] std::size_t label(std::size_t index) const override { return photos_[index].label; }
  [[nodiscard]] std::string name(std::size_t index) const override { return photos_[index].name; }
  [[nodiscard]] std::vector<PhotoWarning> warnings() const override { return warnings_.list(*this); }
  [[nodiscard]] std::optional<std::uint64_t> known_fingerprint(std::size_t index) const override {
    return photos_[index].fingerprint;
  }
  [[nodiscard]] std::vector<Notice> warnings_of(std::size_t index) const { return warnings_.of(index); }
  // Makes add() keep the fingerprints of the photos that follow, which takes a second decoding of those that it decodes at a fraction of
  // their size.
  void record_fingerprints() { records_fingerprints_ = true; }
  // Returns the memory of the pixels, in bytes.
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  struct Photo {
    Image image;
    std::size_t label = 0;
    std::string name;
    std::optional<std::uint64_t> fingerprint;
  };
  [[nodiscard]] Result<Image> load_photo(std::size_t index, const DecodeOptions& options) const override;
  [[nodiscard]] Result<Image> downscaled(Image photo) const;

  std::vector<std::string> classes_;
  Preprocessing preprocessing_;
  bool keeps_aspect_;
  bool records_fingerprints_ = false;
  DecodeOptions decoding_;
  std::vector<Photo> photos_;
  std::uint64_t bytes_ = 0;
  PhotoWarnings warnings_;
};

// A selection of the photos of another source, in any order.
class PhotoSelection : public PhotoSource {
 public:
  // Requires that all `photos` are indices of the source.
  PhotoSelection(std::shared_ptr<const PhotoSource> source, std::vector<std::size_t> photos)
      : source_(std::move(source)), photos_(std::move(photos)) {}

  [[nodiscard]] const std::vector<std::string>& classes() const override { return source_->classes(); }
  [[nodiscard]] std::size_t size() const override { return photos_.size(); }
  [[nodiscard]] std::size_t label(std::size_t index) const override { return source_->label(photos_[index]); }
  [[nodiscard]] std::string name(std::size_t index) const override { return source_->name(photos_[index]); }
  [[nodiscard]] std::vector<PhotoWarning> warnings() const override;
  [[nodiscard]] std::optional<std::uint64_t> fingerprint(std::size_t index) const override {
    return source_->fingerprint(photos_[index]);
  }
  [[nodiscard]] std::optional<std::uint64_t> known_fingerprint(std::size_t index) const override {
    return source_->known_fingerprint(photos_[index]);
  }
  // Returns the index in the source of a photo of the selection.
  [[nodiscard]] std::size_t source_index(std::size_t index) const { return photos_[index]; }

 private:
  [[nodiscard]] Result<Image> load_photo(std::size_t index, const DecodeOptions& options) const override {
    return source_->load(photos_[index], options);
  }

  std::shared_ptr<const PhotoSource> source_;
  std::vector<std::size_t> photos_;
};

}  // namespace alexnet
