// Photos with the same bytes, and photos that look the same, among those of all sets.
#pragma once

#include <utility>
#include <vector>

#include "base/thread_pool.h"
#include "data/class_folders.h"
#include "data/file_tree.h"

namespace alexnet {

struct PhotoIndex {
  std::size_t set = 0;  // index into FoundSets
  std::size_t index = 0;

  friend auto operator<=>(const PhotoIndex&, const PhotoIndex&) = default;
};
// A photo and an earlier one that is like it. Pairs are sorted by their first photo.
using PhotoPair = std::pair<PhotoIndex, PhotoIndex>;

// Returns each photo with the same bytes as an earlier one, together with the first of them. Only files of the same size are read.
[[nodiscard]] std::vector<PhotoPair> find_duplicates(const FoundSets& found, const FileTree& files);

// Returns each pair of photos that look the same (data/similar_photos.h) but have other bytes: those of `duplicates` are left out.
// Decodes every photo, on all threads of `pool`; photos that do not decode are like no other.
[[nodiscard]] std::vector<PhotoPair> find_similar(const FoundSets& found, const std::vector<PhotoPair>& duplicates,
                                                  const FileTree& files, const ThreadPool& pool);

}  // namespace alexnet
