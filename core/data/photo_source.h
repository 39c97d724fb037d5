// The interface of a set of labeled photos: a folder, photos in memory, or synthetic images.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/error.h"
#include "image/decode.h"
#include "image/image.h"

namespace alexnet {

// All functions are thread-safe. Every `index` must be below size().
class PhotoSource {
 public:
  PhotoSource() = default;
  PhotoSource(const PhotoSource&) = delete;
  PhotoSource& operator=(const PhotoSource&) = delete;
  virtual ~PhotoSource() = default;

  // Returns the class names; a label is an index into them.
  [[nodiscard]] virtual const std::vector<std::string>& classes() const = 0;
  [[nodiscard]] virtual std::size_t size() const = 0;
  // Returns the label of a photo, below classes().size().
  [[nodiscard]] virtual std::size_t label(std::size_t index) const = 0;
  // Returns the name of a photo, such as its path, for messages and reports.
  [[nodiscard]] virtual std::string name(std::size_t index) const = 0;
  // Decodes a photo. Calls with the same options return the same pixels. Errors: those of map_file and decode, with the photo's name.
  [[nodiscard]] Result<Image> load(std::size_t index, const DecodeOptions& options = {}) const {
    return load_photo(index, options);
  }

 protected:
  // Sources whose photos are decoded already, or drawn, have no use for the options.
  [[nodiscard]] virtual Result<Image> load_photo(std::size_t index, const DecodeOptions& options) const = 0;
};

}  // namespace alexnet
