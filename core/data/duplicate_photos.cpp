#include "data/duplicate_photos.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "base/fnv_hash.h"
#include "data/similar_photos.h"
#include "image/decode.h"

namespace alexnet {
namespace {

std::vector<PhotoIndex> all_photos(const FoundSets& found) {
  std::vector<PhotoIndex> photos;
  for (std::size_t set = 0; set < found.size(); ++set)
    for (std::size_t i = 0; i < found[set].size(); ++i) photos.push_back({set, i});
  return photos;
}

std::optional<PhotoAppearance> appearance_of_file(const std::string& path, const FileTree& files) {
  // Four pixels for each of the appearance: decoding at a reduced size takes a fraction of the time.
  constexpr DecodeOptions kReduced{.min_shorter_side = 4 * PhotoAppearance::kSide};
  const Result<SharedBytes> file = files.read(path);
  if (!file) return std::nullopt;
  const Result<DecodedImage> decoded = decode_image(file->bytes(), kReduced);
  return decoded ? appearance_of(decoded->image) : std::nullopt;
}

}  // namespace

std::vector<PhotoPair> find_duplicates(const FoundSets& found, const FileTree& files) {
  std::map<std::uint64_t, std::vector<PhotoIndex>> by_size;
  for (const PhotoIndex& photo : all_photos(found)) by_size[found[photo.set][photo.index].size].push_back(photo);
  std::vector<PhotoPair> pairs;
  for (const auto& [size, photos] : by_size) {
    if (photos.size() < 2) continue;
    std::map<std::uint64_t, PhotoIndex> first_of;
    for (const PhotoIndex& photo : photos) {
      const Result<SharedBytes> file = files.read(found[photo.set][photo.index].path);
      if (!file) continue;  // removed since it was examined: loading it will fail with an error
      const auto [first, is_new] = first_of.try_emplace(fnv_hash(file->bytes()), photo);
      if (!is_new) pairs.emplace_back(photo, first->second);
    }
  }
  std::ranges::sort(pairs);
  return pairs;
}

std::vector<PhotoPair> find_similar(const FoundSets& found, const std::vector<PhotoPair>& duplicates, const FileTree& files,
                                    const ThreadPool& pool) {
  const std::vector<PhotoIndex> photos = all_photos(found);
  std::set<PhotoIndex> known;
  for (const auto& [photo, first] : duplicates) known.insert(photo);
  std::vector<std::optional<PhotoAppearance>> appearances(photos.size());
  pool.parallel_for(photos.size(), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i)
      if (!known.contains(photos[i])) appearances[i] = appearance_of_file(found[photos[i].set][photos[i].index].path, files);
  });
  std::vector<PhotoPair> pairs;
  for (const auto& [earlier, later] : similar_pairs(appearances)) pairs.emplace_back(photos[later], photos[earlier]);
  std::ranges::sort(pairs);
  return pairs;
}

}  // namespace alexnet
