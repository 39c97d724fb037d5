#include "app/photo_sets.h"

#include <algorithm>

#include "messages/app.h"
#include "messages/data.h"
#include "synthetic/synthetic_photos.h"

namespace alexnet {
namespace {

PhotoSets synthetic_sets() {
  PhotoSets sets;
  sets.training = std::make_unique<SyntheticPhotos>(kSyntheticTraining);
  sets.validation = std::make_unique<SyntheticPhotos>(kSyntheticValidation);
  sets.test = std::make_unique<FolderPhotos>(sets.training->classes(), std::vector<LabeledPhoto>());
  sets.has_set = {true, true, false};
  return sets;
}

Split default_split(const PhotoSets& sets) {
  if (sets.has_set[index_of(Split::kValidation)]) return Split::kValidation;
  return sets.has_set[index_of(Split::kTest)] ? Split::kTest : Split::kTraining;
}

std::unique_ptr<PhotoSource>& photos_of(PhotoSets& sets, Split split) {
  if (split == Split::kTraining) return sets.training;
  return split == Split::kValidation ? sets.validation : sets.test;
}

// Says whether the chosen photos tell how good a model is.
void warn(const PhotoSetOptions& options, const PhotoSets& sets, Split chosen, PhotoSet& set) {
  const bool has_sets = sets.has_set != std::array<bool, kSplits.size()>{};
  if (chosen == Split::kValidation && !sets.has_set[index_of(chosen)]) {
    set.warnings.push_back(make_notice<msg::kEvaluationHeldOut>(options.data));
  } else if (chosen == Split::kTraining && (has_sets || options.split)) {
    set.trained_on = TrainedOn::kYes;
    set.warnings.push_back(make_notice<msg::kEvaluationOfTrainingPhotos>(options.data));
  } else if (chosen == Split::kTraining) {
    set.trained_on = TrainedOn::kUnknown;
    set.warnings.push_back(make_notice<msg::kEvaluationWithoutSets>(options.data));
  }
}

// Names photos that are in two classes, so that one of the answers counts as wrong, or in two sets, so that it may have been learned.
void warn_of_copies(const std::vector<DuplicatePhoto>& duplicates, PhotoSet& set) {
  constexpr std::size_t kShown = 5;
  std::vector<Notice> notices;
  for (const bool in_two_classes : {true, false})
    for (const DuplicatePhoto& photo : duplicates)
      if (photo.across_classes == in_two_classes && (in_two_classes || photo.across_sets)) notices.push_back(notice_of(photo));
  for (std::size_t i = 0; i < std::min(notices.size(), kShown); ++i) set.warnings.push_back(notices[i]);
  if (notices.size() > kShown) set.warnings.push_back(make_notice<msg::kCopiesMore>(notices.size() - kShown));
}

}  // namespace

Result<PhotoSets> open_photo_sets(const std::string& data, const PhotoFolderOptions& options) {
  if (data == kSyntheticData) return synthetic_sets();
  TRY_VALUE(PhotoFolder folder, scan_photo_folder(data, options));
  PhotoSets sets{.has_set = folder.has_set,
                 .refused = std::move(folder.refused),
                 .duplicates = std::move(folder.duplicates),
                 .similar = std::move(folder.similar),
                 .empty_classes = std::move(folder.empty_classes),
                 .notices = std::move(folder.notices)};
  sets.training = std::make_unique<FolderPhotos>(folder.classes, std::move(folder.training), folder.files);
  sets.validation = std::make_unique<FolderPhotos>(folder.classes, std::move(folder.validation), folder.files);
  sets.test = std::make_unique<FolderPhotos>(folder.classes, std::move(folder.test), folder.files);
  return sets;
}

std::vector<std::size_t> photos_per_class(const PhotoSource& photos) {
  std::vector<std::size_t> counts(photos.classes().size());
  for (std::size_t i = 0; i < photos.size(); ++i) ++counts[photos.label(i)];
  return counts;
}

Result<Split> parse_split(std::string_view name) {
  for (const Split split : kSplits)
    if (to_string(split) == name) return split;
  return fail<msg::kSplitUnknown>("split", name);
}

std::string_view to_string(TrainedOn trained_on) {
  constexpr std::array<std::string_view, 3> kNames = {"no", "unknown", "yes"};
  return kNames[static_cast<std::size_t>(trained_on)];
}

Result<PhotoSet> open_photo_set(const PhotoSetOptions& options) {
  PhotoFolderOptions scanning{.is_for_training = false, .labels = options.labels};
  if (!options.split) scanning.validation_fraction = 0;
  if (options.split && options.split != Split::kTest && options.pool != nullptr) {
    scanning.similar = SimilarPhotos::kKeptTogether;
    scanning.pool = options.pool;
  }
  TRY_VALUE(PhotoSets sets, open_photo_sets(options.data, scanning));
  const Split chosen = options.split.value_or(default_split(sets));
  std::unique_ptr<PhotoSource>& photos = photos_of(sets, chosen);
  if (photos->size() == 0) return fail<msg::kSplitEmpty>(options.data, to_string(chosen));
  PhotoSet set{.photos = std::move(photos), .name = std::string(to_string(chosen)), .refused = std::move(sets.refused)};
  warn(options, sets, chosen, set);
  if (set.trained_on == TrainedOn::kUnknown) set.name = "all";
  warn_of_copies(sets.duplicates, set);
  for (Notice& notice : sets.notices) set.warnings.push_back(std::move(notice));
  return set;
}

}  // namespace alexnet
