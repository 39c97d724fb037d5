// Contact sheets: one image that shows augmented samples of photos, to check the augmentation before hours of training.
#pragma once

#include <cstdint>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "base/thread_pool.h"
#include "data/augment.h"
#include "data/augmentation.h"
#include "data/photo_source.h"
#include "data/preprocess.h"
#include "image/image.h"

namespace alexnet {

struct ContactSheetOptions {
  std::size_t count = 32;   // augmented samples
  std::size_t columns = 8;  // samples per row, 1 to 1000; a row has samples of one photo, after the photo itself
  std::uint64_t seed = 0;
  Augmentation augmentation;    // the color components for lighting are computed from these photos
  Preprocessing preprocessing;  // its sizes and its fit are used; the sheet shows pixels, not normalized values
};

// Draws the samples that training sees in the epochs 0, 1, … of photos that are spread evenly over `photos`. The row of a photo
// that does not load stays dark. kInvalidArgument if there are no photos or an option is invalid, kTooLarge if the sheet would
// have more than 100 million pixels, kOutOfMemory.
[[nodiscard]] Result<Image> contact_sheet(const PhotoSource& photos, const ContactSheetOptions& options,
                                          const ThreadPool& pool);

// Returns the photo without augmentation, followed by `count` augmented samples, those of the epochs from first.epoch on. All
// are preprocessing.input pixels wide and high. `first.photo` is the index of the photo in the training set. Requires options
// that check() accepts. Errors as for crop_to_input().
[[nodiscard]] Result<std::vector<Image>> augmented_samples(const Image& photo, const Augmentation& augmentation,
                                                           const Preprocessing& preprocessing, const DrawKey& first,
                                                           std::size_t count);

// Writes an image as a PNG file. Errors as for write_file() and encode_png().
[[nodiscard]] Status write_png(const std::string& path, const Image& image);

}  // namespace alexnet
