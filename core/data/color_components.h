// How the colors of a set of photos vary: what the lighting of Krizhevsky et al. (2012, section 4.1) moves along.
#pragma once

#include "base/thread_pool.h"
#include "data/augmentation.h"
#include "data/photo_source.h"

namespace alexnet {

// Principal components of R, G and B over all pixels of `photos`, each photo counting the same; each vector's largest element
// is positive. Of more than `max_photos` photos as many are looked at, evenly spread. Photos that do not load are passed over;
// kInvalidArgument where none does. The same numbers for every count of threads.
[[nodiscard]] Result<ColorComponents> color_components(const PhotoSource& photos, std::size_t max_photos,
                                                       const ThreadPool& pool);

}  // namespace alexnet
