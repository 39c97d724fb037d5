// The findings of a scan as sentences.
#include <algorithm>

#include "data/photo_folder.h"
#include "messages/data.h"

namespace alexnet {

Notice reason_of(const Error& error) { return {error.code, error.what, error.arguments}; }

Notice notice_of(const RefusedPhoto& photo) { return make_notice<msg::kPhotoSkipped>(photo.path, photo.reason.text); }

Notice notice_of(const DuplicatePhoto& photo) {
  if (photo.across_classes) return make_notice<msg::kPhotoInTwoClasses>(photo.path, photo.same_as);
  if (photo.across_sets) return make_notice<msg::kPhotoInTwoSets>(photo.path, photo.same_as);
  return make_notice<msg::kPhotoDuplicated>(photo.path, photo.same_as);
}

Notice notice_of(const PhotoWarning& photo) { return make_notice<msg::kPhotoWarning>(photo.name, photo.warning.text); }

std::vector<Notice> summarize(const std::vector<PhotoWarning>& warnings) {
  constexpr std::size_t kShown = 5;
  std::vector<Notice> notices;
  for (std::size_t i = 0; i < std::min(warnings.size(), kShown); ++i) notices.push_back(notice_of(warnings[i]));
  if (warnings.size() > kShown) notices.push_back(make_notice<msg::kPhotoWarningsMore>(warnings.size() - kShown));
  return notices;
}

Notice notice_of_empty_class(const std::string& path) { return make_notice<msg::kClassSkipped>(path); }

std::vector<Notice> notices_of_similar(const std::vector<DuplicatePhoto>& photos) {
  constexpr std::size_t kMaxNamed = 3;
  std::size_t across_sets = 0;
  std::size_t across_classes = 0;
  for (const DuplicatePhoto& photo : photos) {
    across_sets += photo.across_sets ? 1 : 0;
    across_classes += photo.across_classes ? 1 : 0;
  }
  std::vector<Notice> notices;
  if (photos.empty()) return notices;
  notices.push_back(make_notice<msg::kPhotosSimilar>(photos.size(), across_sets, across_classes));
  std::size_t named = 0;
  for (const DuplicatePhoto& photo : photos) {
    if (!photo.across_sets && !photo.across_classes) continue;
    if (++named > kMaxNamed) break;
    notices.push_back(photo.across_classes ? make_notice<msg::kPhotoSimilarInTwoClasses>(photo.path, photo.same_as)
                                           : make_notice<msg::kPhotoSimilarInTwoSets>(photo.path, photo.same_as));
  }
  return notices;
}

}  // namespace alexnet
