// The principal components of the colors of a set of photos, for the lighting augmentation of Krizhevsky et al. (2012,
// section 4.1).
#pragma once

#include "base/thread_pool.h"
#include "data/augmentation.h"
#include "data/photo_source.h"

namespace alexnet {

// Computes the principal components of R, G and B over all pixels of `photos`. Every photo has the same weight. The element of
// largest magnitude of each vector is positive. Uses at most `max_photos` photos, evenly spread over the source. Photos that do
// not load are skipped. The result does not depend on the number of threads. Error: kInvalidArgument if no photo loads.
[[nodiscard]] Result<ColorComponents> color_components(const PhotoSource& photos, const DecodeOptions& decoding,
                                                       std::size_t max_photos, const ThreadPool& pool);

}  // namespace alexnet
