#include "app/training_notices.h"

#include "data/photo_folder.h"
#include "messages/app.h"

namespace alexnet {

std::vector<Notice> start_notices(const TrainingRun& run) {
  const PhotoSets& photos = run.photos();
  const TrainingPlan& plan = run.plan();
  std::vector<Notice> notices = photos.notices;
  for (const RefusedPhoto& photo : photos.refused) notices.push_back(notice_of(photo));
  for (const std::string& path : photos.empty_classes) notices.push_back(notice_of_empty_class(path));
  for (const DuplicatePhoto& photo : photos.duplicates) notices.push_back(notice_of(photo));
  for (Notice& notice : notices_of_similar(photos.similar)) notices.push_back(std::move(notice));
  for (const LoadedTensor& tensor : plan.loaded)
    notices.push_back(tensor.loaded ? make_notice<msg::kTensorLoaded>(tensor.name, tensor.how.text)
                                    : make_notice<msg::kTensorSkipped>(tensor.name, tensor.how.text));
  if (plan.keeps_features) notices.push_back(make_notice<msg::kFeaturesCached>());
  if (plan.first_epoch > 0) notices.push_back(make_notice<msg::kRunResumed>(plan.first_epoch));
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
