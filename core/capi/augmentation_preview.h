// A preview of augmentation before training starts. The photos are described by `photos`, the number of photos of each class, in the
// order in which they would be added to an InMemoryTraining; `settings` is the JSON of InMemoryTraining::create.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "image/image.h"

namespace alexnet {

// Returns the first photo of class `label` that is used for training rather than validation, as its index within the class.
// Errors: those of training_settings_from_json; kInvalidArgument if there is no such class or it has no photos.
[[nodiscard]] Result<std::size_t> first_training_photo(std::string_view settings, std::span<const std::size_t> photos,
                                                       std::size_t label);

struct PreviewSize {
  std::size_t samples = 8;  // 1 to 64
  std::size_t side = 112;   // pixels, 1 to 512
};

// Returns that photo unchanged, followed by the augmented samples of it that training uses in the epochs 0, 1, ...:
// size.samples + 1 images of size.side * size.side pixels. `encoded` contains the bytes of the photo.
// Errors: those of first_training_photo, spec_of and PhotoAlbum::add; kInvalidArgument for a size out of range.
[[nodiscard]] Result<std::vector<Image>> preview_augmentation(std::string_view settings, std::span<const std::size_t> photos,
                                                              std::size_t label, ByteSpan encoded, const PreviewSize& size);

}  // namespace alexnet
