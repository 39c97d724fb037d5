#include "app/training_notices.h"

#include <algorithm>
#include <functional>
#include <sstream>

#include "data/photo_folder.h"
#include "messages/app.h"

namespace alexnet {

namespace {

constexpr std::size_t kMaxShown = 10;  // of each list: a folder may hold thousands of files that are left out

// Appends the notices of the first items, and one that counts the others.
template <const Message& kMore, typename Item, typename MakeNotice>
void append_first(std::vector<Notice>& notices, const std::vector<Item>& items, const MakeNotice& make) {
  for (std::size_t i = 0; i < std::min(items.size(), kMaxShown); ++i) notices.push_back(make(items[i]));
  if (items.size() > kMaxShown) notices.push_back(make_notice<kMore>(items.size() - kMaxShown));
}

// Those in two classes or two sets first: they make training or the measured accuracy wrong.
std::vector<DuplicatePhoto> worst_first(std::vector<DuplicatePhoto> photos) {
  std::ranges::stable_sort(photos, std::ranges::greater{},
                           [](const DuplicatePhoto& p) { return 2 * p.across_classes + p.across_sets; });
  return photos;
}

void append_photo_notices(std::vector<Notice>& notices, const PhotoSets& photos) {
  append_first<msg::kMoreRefused>(notices, photos.refused, [](const RefusedPhoto& photo) { return notice_of(photo); });
  append_first<msg::kMoreEmptyClasses>(notices, photos.empty_classes, notice_of_empty_class);
  append_first<msg::kMoreDuplicates>(notices, worst_first(photos.duplicates),
                                     [](const DuplicatePhoto& photo) { return notice_of(photo); });
  for (Notice& notice : notices_of_similar(photos.similar)) notices.push_back(std::move(notice));
}

// Returns the classes without validation photos, where other classes have some.
std::string classes_not_validated(const TrainingPlan& plan) {
  std::string classes;
  for (std::size_t i = 0; i < plan.validation_photos.size(); ++i)
    if (plan.validation_photos[i] == 0) classes += (classes.empty() ? "" : ", ") + plan.classes[i];
  return classes;
}

void append_resume_notices(std::vector<Notice>& notices, const TrainingRun& run) {
  const TrainingPlan& plan = run.plan();
  if (plan.first_epoch == 0) return;
  if (run.finished()) {
    notices.push_back(make_notice<msg::kRunComplete>(plan.first_epoch));
    return;
  }
  notices.push_back(make_notice<msg::kRunResumed>(plan.first_epoch));
  std::istringstream before(plan.photos_before);
  std::size_t training = 0;
  std::size_t validation = 0;
  if (before >> training >> validation) notices.push_back(make_notice<msg::kResumedWithOtherPhotos>(training, validation));
}

}  // namespace

std::vector<Notice> start_notices(const TrainingRun& run) {
  const TrainingPlan& plan = run.plan();
  std::vector<Notice> notices = run.photos().notices;
  append_photo_notices(notices, run.photos());
  if (const std::string classes = classes_not_validated(plan); !classes.empty())
    notices.push_back(make_notice<msg::kClassesNotValidated>(classes));
  if (plan.batch < run.settings().batch) notices.push_back(make_notice<msg::kBatchReduced>(run.settings().batch, plan.batch));
  for (const LoadedTensor& tensor : plan.loaded)
    notices.push_back(tensor.loaded ? make_notice<msg::kTensorLoaded>(tensor.name, tensor.how.text)
                                    : make_notice<msg::kTensorSkipped>(tensor.name, tensor.how.text));
  if (plan.keeps_features) notices.push_back(make_notice<msg::kFeaturesCached>());
  append_resume_notices(notices, run);
  return notices;
}

std::vector<Notice> epoch_notices(const TrainingRun& run, const EpochReport& epoch) {
  std::vector<Notice> notices;
  if (epoch.diagnosis) notices = epoch.diagnosis->notices;
  if (epoch.stops_early) notices.push_back(make_notice<msg::kStoppedEarly>(run.settings().patience));
  return notices;
}

std::vector<Notice> unreadable_notices(const TrainingRun& run) {
  std::vector<Notice> notices;
  for (const UnreadablePhoto& photo : run.unreadable()) notices.push_back(make_notice<msg::kPhotoUnreadable>(photo.reason));
  return notices;
}

std::vector<Notice> warning_notices(const TrainingRun& run) {
  std::vector<PhotoWarning> warnings = run.photos().training->warnings();
  for (PhotoWarning& warning : run.photos().validation->warnings()) warnings.push_back(std::move(warning));
  return summarize(warnings);
}

}  // namespace alexnet
