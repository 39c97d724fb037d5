// What augmentation makes of photos, on one picture: to be looked at before hours are spent on training.
#pragma once

#include <cstdint>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "base/thread_pool.h"
#include "data/augment.h"
#include "data/augmentation.h"
#include "data/image.h"
#include "data/photo_source.h"
#include "data/preprocess.h"

namespace alexnet {

struct ContactSheetOptions {
  std::size_t count = 32;   // augmented samples
  std::size_t columns = 8;  // of them in a row, all of one photo, which stands before them as it is
  std::uint64_t seed = 0;
  Augmentation augmentation;    // lighting moves along the colours of these photos
  Preprocessing preprocessing;  // its sizes and its fit; shown are pixels, not the network's numbers
};

// Each photo that is shown comes from another part of `photos`; one that does not load leaves its row black. Samples are what
// training sees in the epochs 0, 1, …. kInvalidArgument, kTooLarge (a sheet that could not be decoded again), kOutOfMemory.
[[nodiscard]] Result<Image> contact_sheet(const PhotoSource& photos, const ContactSheetOptions& options,
                                          const ThreadPool& pool);

// One photo as it is, and `count` times as training sees it from epoch first.epoch on: squares of preprocessing.input pixels.
// `first.photo` is its number among the photos that are trained on. The errors of crop_to_input; options that check() accepts.
[[nodiscard]] Result<std::vector<Image>> augmented_samples(const Image& photo, const Augmentation& augmentation,
                                                           const Preprocessing& preprocessing, const DrawKey& first,
                                                           std::size_t count);

// As a PNG.
[[nodiscard]] Status write_png(const std::string& path, const Image& image);

}  // namespace alexnet
