#include "data/photo_fingerprints.h"

namespace alexnet {

std::vector<std::uint64_t> fingerprints_of(const PhotoSource& photos, const ThreadPool& pool) {
  std::vector<std::optional<std::uint64_t>> found(photos.size());
  pool.parallel_for(found.size(), 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) found[i] = photos.fingerprint(i);
  });
  std::vector<std::uint64_t> fingerprints;
  for (const std::optional<std::uint64_t>& one : found)
    if (one) fingerprints.push_back(*one);
  return fingerprints;
}

}  // namespace alexnet
