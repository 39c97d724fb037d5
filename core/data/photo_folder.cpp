#include "data/photo_folder.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"
#include "base/path.h"
#include "base/utf8.h"
#include "data/class_folders.h"
#include "data/class_name.h"
#include "data/duplicate_photos.h"
#include "data/folder_layout.h"
#include "data/folder_scan.h"
#include "data/hold_out.h"
#include "data/photo_labels.h"
#include "messages/data.h"

namespace alexnet {
namespace {

// A classifier needs two classes; an evaluation, one.
Status check_classes(const std::string& root, const PhotoFolder& result, bool is_for_training) {
  if (result.classes.size() >= (is_for_training ? 2 : 1)) return {};
  if (result.refused.empty()) {
    if (result.classes.empty()) return fail<msg::kPhotoFolderNoPhoto>(root, result.empty_classes.size());
    return fail<msg::kPhotoFolderOneClass>(root, result.classes.front());
  }
  const RefusedPhoto& first = result.refused.front();
  const std::size_t refused = result.refused.size();
  if (result.classes.empty())
    return fail<msg::kPhotoFolderNoPhotoRefused>(root, result.empty_classes.size(), refused, first.path, first.reason.text);
  return fail<msg::kPhotoFolderOneClassRefused>(root, result.classes.front(), refused, first.path, first.reason.text);
}

// ---- Splitting each class ---------------------------------------------------------------------------------------------------

// Returns for each training photo the first one of those that must be in the same set with it.
std::vector<std::size_t> group(std::size_t photos, const std::vector<PhotoPair>& duplicates,
                               const std::vector<PhotoPair>& similar) {
  std::vector<std::size_t> first(photos);
  std::iota(first.begin(), first.end(), std::size_t{0});
  const auto find = [&](std::size_t photo) {
    while (first[photo] != photo) photo = first[photo] = first[first[photo]];
    return photo;
  };
  for (const auto* pairs : {&duplicates, &similar})
    for (const auto& [one, other] : *pairs) {
      if (one.set != index_of(Split::kTraining) || other.set != index_of(Split::kTraining)) continue;
      const auto [low, high] = std::minmax({find(one.index), find(other.index)});
      first[high] = low;
    }
  for (std::size_t photo = 0; photo < photos; ++photo) first[photo] = find(photo);
  return first;
}

// Where the training photos are after a part of them was moved to validation.
std::vector<PhotoIndex> split(FoundSets& found, const std::vector<std::size_t>& groups, std::size_t classes,
                              const PhotoFolderOptions& options) {
  std::vector<FoundPhoto>& photos = found[index_of(Split::kTraining)];
  std::vector<std::size_t> labels;
  labels.reserve(photos.size());
  for (const FoundPhoto& photo : photos) labels.push_back(photo.label);
  const std::vector<bool> held_out = hold_out(labels, groups, classes, options.validation_fraction, options.seed);
  std::vector<FoundPhoto> kept;
  std::vector<PhotoIndex> moved;
  for (std::size_t i = 0; i < photos.size(); ++i) {
    std::vector<FoundPhoto>& to = held_out[i] ? found[index_of(Split::kValidation)] : kept;
    moved.push_back({held_out[i] ? index_of(Split::kValidation) : index_of(Split::kTraining), to.size()});
    to.push_back(std::move(photos[i]));
  }
  photos = std::move(kept);
  return moved;
}

void follow(std::vector<PhotoPair>& pairs, const std::vector<PhotoIndex>& moved) {
  for (auto& [one, other] : pairs)
    for (PhotoIndex* photo : {&one, &other})
      if (photo->set == index_of(Split::kTraining)) *photo = moved[photo->index];
  for (auto& [one, other] : pairs)
    if (one < other) std::swap(one, other);
  std::ranges::sort(pairs);
}

// ---- The result -------------------------------------------------------------------------------------------------------------

std::vector<DuplicatePhoto> described(const std::vector<PhotoPair>& pairs, const FoundSets& found) {
  std::vector<DuplicatePhoto> photos;
  for (const auto& [one, other] : pairs) {
    const FoundPhoto& photo = found[one.set][one.index];
    const FoundPhoto& same_as = found[other.set][other.index];
    photos.push_back({escape_invalid_utf8(photo.path), escape_invalid_utf8(same_as.path), one.set != other.set,
                      photo.label != same_as.label});
  }
  return photos;
}

std::vector<LabeledPhoto> labeled(std::vector<FoundPhoto>& photos) {
  std::vector<LabeledPhoto> result;
  result.reserve(photos.size());
  for (FoundPhoto& photo : photos) result.push_back({std::move(photo.path), photo.label});
  return result;
}

// Fails if there are validation photos of a class that training lacks, for example since a folder was renamed: the accuracy would be
// that of the other classes.
Status check_validation_classes(const FolderLayout& layout, const PhotoFolder& result, const FoundSets& found) {
  const std::optional<std::string>& folder = layout.folders[index_of(Split::kValidation)];
  if (!folder) return {};
  const auto is_unknown = [&folder](const RefusedPhoto& photo) {
    return photo.cause == RefusedPhoto::Cause::kUnknownClass &&
           photo.path.starts_with(joined(escape_invalid_utf8(*folder), ""));
  };
  const auto unknown = std::ranges::find_if(result.refused, is_unknown);
  if (unknown == result.refused.end()) return {};
  std::string without_validation;
  for (std::size_t label = 0; label < result.classes.size(); ++label)
    if (std::ranges::find(found[index_of(Split::kValidation)], label, &FoundPhoto::label) ==
        found[index_of(Split::kValidation)].end())
      without_validation += (without_validation.empty() ? "" : ", ") + result.classes[label];
  return fail<msg::kValidationClassUnknown>(unknown->path, class_name(basename(unknown->path)),
                                            without_validation.empty() ? "none" : without_validation);
}

Result<FoundSets> find_photos(FolderScan& scan, const std::string& root, const PhotoFolderOptions& options) {
  if (!options.labels.empty()) {
    TRY_VALUE(FoundSets found, find_labeled_photos(scan, root, options.labels));
    TRY(check_classes(options.labels, scan.result(), options.is_for_training));
    return found;
  }
  TRY_VALUE(const FolderLayout layout, find_layout(scan, root));
  scan.result().has_set = layout.has_set;
  if (options.is_for_training && !layout.folders[index_of(Split::kTraining)]) return fail<msg::kPhotoFolderNoTraining>(root);
  TRY_VALUE(FoundSets found, find_class_photos(scan, layout));
  TRY(check_classes(layout.folders[index_of(Split::kTraining)].value_or(root), scan.result(), options.is_for_training));
  if (options.is_for_training) TRY(check_validation_classes(layout, scan.result(), found));
  return found;
}

void find_copies(FoundSets& found, const PhotoFolderOptions& options, PhotoFolder& result) {
  std::vector<PhotoPair> duplicates = find_duplicates(found, *result.files);
  std::vector<PhotoPair> similar;
  const bool holds_out = !result.has_set[index_of(Split::kValidation)] && options.validation_fraction > 0;
  if (options.similar == SimilarPhotos::kReported || (options.similar == SimilarPhotos::kKeptTogether && holds_out)) {
    CHECK(options.pool != nullptr);
    similar = find_similar(found, duplicates, *result.files, *options.pool);
  }
  if (holds_out) {
    const std::vector<std::size_t> groups = group(found[index_of(Split::kTraining)].size(), duplicates, similar);
    const std::vector<PhotoIndex> moved = split(found, groups, result.classes.size(), options);
    follow(duplicates, moved);
    follow(similar, moved);
  }
  result.duplicates = described(duplicates, found);
  result.similar = described(similar, found);
}

}  // namespace

Result<PhotoFolder> scan_photo_folder(const std::string& root, const PhotoFolderOptions& options) {
  if (!(options.validation_fraction >= 0 && options.validation_fraction < 1))
    return fail<msg::kValidationFraction>("validation_fraction", options.validation_fraction);
  PhotoFolder result;
  TRY_VALUE(result.files, open_file_tree(root));
  FolderScan scan(*result.files, result);
  TRY_VALUE(FoundSets found, find_photos(scan, root, options));
  scan.report_litter();
  find_copies(found, options, result);
  result.training = labeled(found[index_of(Split::kTraining)]);
  result.validation = labeled(found[index_of(Split::kValidation)]);
  result.test = labeled(found[index_of(Split::kTest)]);
  return result;
}

}  // namespace alexnet
