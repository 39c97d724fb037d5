#include "evaluate/seen_photos.h"

#include <algorithm>
#include <vector>

#include "messages/evaluate.h"
#include "model/photo_record.h"

namespace alexnet {
namespace {

constexpr std::size_t kMaxDecoded = 250;

}  // namespace

std::optional<SeenPhotos> count_seen_photos(const Model& model, const PhotoSource& photos, const ThreadPool& pool) {
  const PhotoRecord record = photo_record_of(model);
  if (record.empty()) return {};
  std::vector<std::optional<std::uint64_t>> fingerprints(photos.size());
  std::vector<std::size_t> unknown;
  for (std::size_t i = 0; i < photos.size(); ++i) {
    fingerprints[i] = photos.known_fingerprint(i);
    if (!fingerprints[i]) unknown.push_back(i);
  }
  const std::size_t decoded = std::min(unknown.size(), kMaxDecoded);
  pool.parallel_for(decoded, 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
      const std::size_t photo = unknown[i * unknown.size() / decoded];
      fingerprints[photo] = photos.fingerprint(photo);
    }
  });
  SeenPhotos result{.false_positive_rate = record.false_positive_rate()};
  for (const std::optional<std::uint64_t>& fingerprint : fingerprints) {
    if (!fingerprint || !record.covers(*fingerprint)) continue;
    ++result.of;
    if (record.contains(*fingerprint)) ++result.seen;
  }
  return result;
}

Notice notice_of(const SeenPhotos& seen) { return make_notice<msg::kPhotosSeenInTraining>(seen.seen, seen.of); }

}  // namespace alexnet
