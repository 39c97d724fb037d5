// A photo source in memory, some of whose photos may fail to load.
#pragma once

#include <algorithm>
#include <atomic>

#include "data/photo_source.h"

namespace alexnet::testing {

inline constexpr ErrorMessage kDamagedPhoto{ErrorKind::kBadFormat, "test_damaged_photo", "is damaged"};

class MemoryPhotos : public PhotoSource {
 public:
  struct Photo {
    Image image;  // if it is empty, load() fails
    std::size_t label = 0;
  };
  MemoryPhotos(std::vector<std::string> classes, std::vector<Photo> photos)
      : classes_(std::move(classes)), photos_(std::move(photos)) {}

  [[nodiscard]] const std::vector<std::string>& classes() const override { return classes_; }
  [[nodiscard]] std::size_t size() const override { return photos_.size(); }
  [[nodiscard]] std::size_t label(std::size_t index) const override { return photos_[index].label; }
  [[nodiscard]] std::string name(std::size_t index) const override { return str_cat("photo ", index); }
  // The number of calls of load().
  [[nodiscard]] std::size_t loads() const { return loads_; }

 protected:
  [[nodiscard]] Result<Image> load_photo(std::size_t index, const DecodeOptions&) const override {
    ++loads_;
    if (photos_[index].image.pixels.empty()) return fail<kDamagedPhoto>(name(index));
    return photos_[index].image;
  }

  std::vector<std::string> classes_;
  std::vector<Photo> photos_;
  mutable std::atomic<std::size_t> loads_ = 0;
};

}  // namespace alexnet::testing
