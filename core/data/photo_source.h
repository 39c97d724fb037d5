// The interface of a set of labeled photos: a folder, photos in memory, or synthetic images.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "image/decode.h"
#include "image/image.h"

namespace alexnet {

// A harmless fault of a photo that was read despite it.
struct PhotoWarning {
  std::size_t photo = 0;  // index in the source
  std::string name;
  Notice warning;  // its text does not repeat the name
};

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
  // Returns the warnings of the photos that were loaded so far, by index; several loads of a photo count once.
  [[nodiscard]] virtual std::vector<PhotoWarning> warnings() const { return {}; }
  // Returns the fingerprint of the pixels of a photo (image/fingerprint.h), by which a model remembers it. Decodes the photo in full
  // if it is not known yet. Nothing for a photo that does not decode, and where there is no file, such as for synthetic images.
  [[nodiscard]] virtual std::optional<std::uint64_t> fingerprint(std::size_t index) const { return known_fingerprint(index); }
  // Returns it only if it is known without decoding the photo again, for example since load() decoded it at its full size.
  [[nodiscard]] virtual std::optional<std::uint64_t> known_fingerprint(std::size_t index) const {
    (void)index;
    return {};
  }

 protected:
  // Sources whose photos are decoded already, or drawn, have no use for the options.
  [[nodiscard]] virtual Result<Image> load_photo(std::size_t index, const DecodeOptions& options) const = 0;
};

}  // namespace alexnet
