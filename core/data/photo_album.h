// Photos that a host hands over one by one, where there are no files: kept decoded, no larger than training needs them, so that
// a photo of many megapixels takes as little room as any other.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "data/augmentation.h"
#include "data/photo_source.h"
#include "data/preprocess.h"

namespace alexnet {

class PhotoAlbum : public PhotoSource {
 public:
  // For training with this preprocessing and augmentation: of what is kept they make the very pixels that they would make of
  // the photo.
  PhotoAlbum(std::vector<std::string> classes, const Preprocessing& preprocessing, const Augmentation& augmentation)
      : classes_(std::move(classes)), preprocessing_(preprocessing), keeps_aspect_(augmentation.random_resized_crop) {}

  // The bytes of a JPEG, PNG, …; its number is size() before the call. The errors of decode and resize, kOutOfMemory, and
  // kInvalidArgument for a label that is no class; the album then stays as it is.
  [[nodiscard]] Status add(std::size_t label, const std::string& name, ByteSpan encoded);

  [[nodiscard]] const std::vector<std::string>& classes() const override { return classes_; }
  [[nodiscard]] std::size_t size() const override { return photos_.size(); }
  [[nodiscard]] std::size_t label(std::size_t index) const override { return photos_[index].label; }
  [[nodiscard]] std::string name(std::size_t index) const override { return photos_[index].name; }
  [[nodiscard]] Result<Image> load(std::size_t index) const override;
  // What the pictures take.
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  struct Photo {
    Image image;
    std::size_t label = 0;
    std::string name;
  };
  [[nodiscard]] Result<Image> downscaled(Image photo) const;

  std::vector<std::string> classes_;
  Preprocessing preprocessing_;
  bool keeps_aspect_;
  std::vector<Photo> photos_;
  std::uint64_t bytes_ = 0;
};

// Some photos of another source, in an order of their own.
class PhotoSelection : public PhotoSource {
 public:
  // `photos` are indices of the source.
  PhotoSelection(std::shared_ptr<const PhotoSource> source, std::vector<std::size_t> photos)
      : source_(std::move(source)), photos_(std::move(photos)) {}

  [[nodiscard]] const std::vector<std::string>& classes() const override { return source_->classes(); }
  [[nodiscard]] std::size_t size() const override { return photos_.size(); }
  [[nodiscard]] std::size_t label(std::size_t index) const override { return source_->label(photos_[index]); }
  [[nodiscard]] std::string name(std::size_t index) const override { return source_->name(photos_[index]); }
  [[nodiscard]] Result<Image> load(std::size_t index) const override { return source_->load(photos_[index]); }
  // Which photo of the source this is.
  [[nodiscard]] std::size_t source_index(std::size_t index) const { return photos_[index]; }

 private:
  std::shared_ptr<const PhotoSource> source_;
  std::vector<std::size_t> photos_;
};

}  // namespace alexnet
