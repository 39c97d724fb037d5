#include "data/photo_folder.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string_view>

#include "base/check.h"
#include "base/file.h"
#include "data/hold_out.h"
#include "data/photo_names.h"
#include "image/decode.h"
#include "messages/data.h"

namespace alexnet {
namespace {

using Kind = FolderEntry::Kind;

std::string joined(const std::string& folder, const std::string& name) {
  return folder.ends_with('/') ? folder + name : folder + '/' + name;
}

Result<std::vector<FolderEntry>> list_without_litter(const std::string& path) {
  TRY_VALUE(std::vector<FolderEntry> entries, list_folder(path));
  std::erase_if(entries, [](const FolderEntry& entry) { return litter(entry.name) != Litter::kNone; });
  return entries;
}

// ---- One class of one set ---------------------------------------------------------------------------------------------------

struct FoundPhoto {
  std::string path;
  std::size_t label = 0;
  std::uint64_t size = 0;
};

struct ClassScan {
  std::vector<FoundPhoto> photos;
  std::vector<RefusedPhoto> refused;

  void refuse(const std::string& path, RefusedPhoto::Cause cause, Notice reason) {
    refused.push_back({path, cause, std::move(reason)});
  }
};

void examine_file(const std::string& path, std::string_view name, std::size_t label, ClassScan& scan) {
  if (photo_name(name) == PhotoName::kOther)
    return scan.refuse(path, RefusedPhoto::Cause::kUnsupported, make_notice<msg::kPhotoNotImageName>());
  const Result<SharedBytes> file = map_file(path);
  if (!file) return scan.refuse(path, RefusedPhoto::Cause::kCorrupt, reason_of(file.error()));
  if (const Result<ImageSize> size = image_size(file->bytes()); !size) {
    const bool unsupported = size.error().kind == ErrorKind::kUnsupported;
    return scan.refuse(path, unsupported ? RefusedPhoto::Cause::kUnsupported : RefusedPhoto::Cause::kCorrupt,
                       reason_of(size.error()));
  }
  scan.photos.push_back({path, label, file->bytes().size()});
}

// Finds the photos below `folder`, depth first and sorted by name.
Status find_photos(const std::string& folder, std::size_t label, ClassScan& scan) {
  TRY_VALUE(const std::vector<FolderEntry> entries, list_without_litter(folder));
  for (const FolderEntry& entry : entries) {
    const std::string path = joined(folder, entry.name);
    if (entry.kind == Kind::kFile) {
      examine_file(path, entry.name, label, scan);
    } else if (entry.kind == Kind::kOther) {
      scan.refuse(path, RefusedPhoto::Cause::kUnsupported,
                  entry.is_link ? make_notice<msg::kPhotoBrokenLink>() : make_notice<msg::kPhotoNotRegularFile>());
    } else if (entry.is_link) {  // it may point to a folder that contains it
      scan.refuse(path, RefusedPhoto::Cause::kUnsupported, make_notice<msg::kPhotoFolderLink>());
    } else if (const Status found = find_photos(path, label, scan); !found) {
      scan.refuse(path, RefusedPhoto::Cause::kCorrupt, reason_of(found.error()));
    }
  }
  return {};
}

// ---- A set: a folder of class folders ---------------------------------------------------------------------------------------

enum Set : std::size_t { kTraining, kValidation, kTest, kSets };

struct ClassFolder {
  std::string name;
  std::string path;
};

Result<std::vector<ClassFolder>> class_folders(const std::string& folder, PhotoFolder& result) {
  TRY_VALUE(const std::vector<FolderEntry> entries, list_without_litter(folder));
  std::vector<ClassFolder> classes;
  for (const FolderEntry& entry : entries) {
    const std::string path = joined(folder, entry.name);
    if (entry.kind == Kind::kFolder) {
      classes.push_back({entry.name, path});
    } else if (photo_name(entry.name) == PhotoName::kPhoto) {
      result.refused.push_back({path, RefusedPhoto::Cause::kUnsupported, make_notice<msg::kPhotoOutsideClass>()});
    }
  }
  return classes;
}

struct ScannedSets {
  std::array<std::vector<FoundPhoto>, kSets> sets;
};

void move_photos(ClassScan& scan, std::vector<FoundPhoto>& photos, PhotoFolder& result) {
  std::ranges::move(scan.photos, std::back_inserter(photos));
  std::ranges::move(scan.refused, std::back_inserter(result.refused));
}

// The classes are those that have a training photo.
Status find_training(const std::string& folder, ScannedSets& found, PhotoFolder& result) {
  TRY_VALUE(const std::vector<ClassFolder> folders, class_folders(folder, result));
  if (folders.empty()) {
    return fail<msg::kPhotoFolderNoFolders>(folder, joined(folder, "cats/1.jpg"), joined(folder, "dogs/1.jpg"));
  }
  for (const ClassFolder& one : folders) {
    ClassScan scan;
    TRY(find_photos(one.path, result.classes.size(), scan));
    if (scan.photos.empty()) {
      result.empty_classes.push_back(one.path);
    } else {
      result.classes.push_back(one.name);
    }
    move_photos(scan, found.sets[kTraining], result);
  }
  return {};
}

Status find_others(const std::string& folder, std::vector<FoundPhoto>& photos, PhotoFolder& result) {
  TRY_VALUE(const std::vector<ClassFolder> folders, class_folders(folder, result));
  for (const ClassFolder& one : folders) {
    const auto known = std::ranges::find(result.classes, one.name);
    if (known == result.classes.end()) {
      result.refused.push_back({one.path, RefusedPhoto::Cause::kUnknownClass, make_notice<msg::kPhotoUnknownClass>(one.name)});
      continue;
    }
    ClassScan scan;
    TRY(find_photos(one.path, static_cast<std::size_t>(known - result.classes.begin()), scan));
    if (scan.photos.empty()) result.empty_classes.push_back(one.path);
    move_photos(scan, photos, result);
  }
  return {};
}

// A classifier needs two classes.
Status check_classes(const std::string& folder, const PhotoFolder& result) {
  if (result.classes.size() >= 2) return {};
  if (result.refused.empty()) {
    if (result.classes.empty()) return fail<msg::kPhotoFolderNoPhoto>(folder, result.empty_classes.size());
    return fail<msg::kPhotoFolderOneClass>(folder, result.classes.front());
  }
  const RefusedPhoto& first = result.refused.front();
  const std::size_t refused = result.refused.size();
  if (result.classes.empty())
    return fail<msg::kPhotoFolderNoPhotoRefused>(folder, result.empty_classes.size(), refused, first.path, first.reason.text);
  return fail<msg::kPhotoFolderOneClassRefused>(folder, result.classes.front(), refused, first.path, first.reason.text);
}

// ---- Files with the same bytes ----------------------------------------------------------------------------------------------

struct PhotoIndex {
  Set set;
  std::size_t index;
};

// FNV-1a, 64 bits.
std::uint64_t hash_of(ByteSpan bytes) {
  std::uint64_t hash = 0xCBF29CE484222325u;
  for (const std::uint8_t byte : bytes) hash = (hash ^ byte) * 0x100000001B3u;
  return hash;
}

// Returns each photo with the same bytes as an earlier one, together with that one. Only files of the same size are read.
std::vector<std::pair<PhotoIndex, PhotoIndex>> find_duplicates(const ScannedSets& found) {
  std::map<std::uint64_t, std::vector<PhotoIndex>> by_size;
  for (std::size_t set = 0; set < kSets; ++set)
    for (std::size_t i = 0; i < found.sets[set].size(); ++i)
      by_size[found.sets[set][i].size].push_back({static_cast<Set>(set), i});
  std::vector<std::pair<PhotoIndex, PhotoIndex>> pairs;
  for (const auto& [size, photos] : by_size) {
    if (photos.size() < 2) continue;
    std::map<std::uint64_t, PhotoIndex> first_of;
    for (const PhotoIndex& photo : photos) {
      const Result<SharedBytes> file = map_file(found.sets[photo.set][photo.index].path);
      if (!file) continue;  // removed since it was examined: loading it will fail with an error
      const auto [first, is_new] = first_of.try_emplace(hash_of(file->bytes()), photo);
      if (!is_new) pairs.emplace_back(photo, first->second);
    }
  }
  std::ranges::sort(pairs, {},
                    [](const auto& pair) { return std::pair<std::size_t, std::size_t>(pair.first.set, pair.first.index); });
  return pairs;
}

// ---- Splitting each class ---------------------------------------------------------------------------------------------------

// Moves part of the training photos to validation. Files with the same bytes stay in the same set.
void split(ScannedSets& found, std::size_t classes, const PhotoFolderOptions& options) {
  std::vector<FoundPhoto>& photos = found.sets[kTraining];
  std::vector<std::size_t> labels;
  labels.reserve(photos.size());
  for (const FoundPhoto& photo : photos) labels.push_back(photo.label);
  std::vector<bool> held_out = hold_out(labels, classes, options.validation_fraction, options.seed);
  for (const auto& [photo, first] : find_duplicates(found)) held_out[photo.index] = held_out[first.index];
  std::vector<FoundPhoto> kept;
  for (std::size_t i = 0; i < photos.size(); ++i) {
    (held_out[i] ? found.sets[kValidation] : kept).push_back(std::move(photos[i]));
  }
  photos = std::move(kept);
}

// ---- The folder of the sets -------------------------------------------------------------------------------------------------

struct SetFolders {
  std::array<std::optional<std::string>, kSets> paths;
};

std::optional<Set> set_named(std::string_view name) {
  const std::string lower = in_lower_case(name);
  if (lower == "train" || lower == "training") return kTraining;
  if (lower == "val" || lower == "valid" || lower == "validation") return kValidation;
  if (lower == "test" || lower == "testing") return kTest;
  return std::nullopt;
}

Result<SetFolders> set_folders(const std::string& root) {
  TRY_VALUE(const std::vector<FolderEntry> entries, list_without_litter(root));
  SetFolders folders;
  for (const FolderEntry& entry : entries) {
    const std::optional<Set> set = set_named(entry.name);
    if (entry.kind != Kind::kFolder || !set) continue;
    auto& path = folders.paths[*set];
    if (path) return fail<msg::kPhotoFolderSetTwice>(root, *path, joined(root, entry.name));
    path = joined(root, entry.name);
  }
  return folders;
}

// Without folders in it, a folder `train` is a class: photos of trains.
Result<bool> holds_folders(const std::string& path) {
  TRY_VALUE(const std::vector<FolderEntry> entries, list_without_litter(path));
  return std::ranges::any_of(entries, [](const FolderEntry& entry) { return entry.kind == Kind::kFolder; });
}

std::vector<LabeledPhoto> labeled(std::vector<FoundPhoto>& photos) {
  std::vector<LabeledPhoto> result;
  result.reserve(photos.size());
  for (FoundPhoto& photo : photos) result.push_back({std::move(photo.path), photo.label});
  return result;
}

void fill_result(ScannedSets& found, PhotoFolder& result) {
  for (const auto& [photo, first] : find_duplicates(found)) {
    const FoundPhoto& one = found.sets[photo.set][photo.index];
    const FoundPhoto& other = found.sets[first.set][first.index];
    result.duplicates.push_back({one.path, other.path, photo.set != first.set, one.label != other.label});
  }
  result.training = labeled(found.sets[kTraining]);
  result.validation = labeled(found.sets[kValidation]);
  result.test = labeled(found.sets[kTest]);
}

}  // namespace

Notice reason_of(const Error& error) { return {error.code, error.what, error.arguments}; }

Notice notice_of(const RefusedPhoto& photo) { return make_notice<msg::kPhotoSkipped>(photo.path, photo.reason.text); }

Notice notice_of(const DuplicatePhoto& photo) {
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

Result<PhotoFolder> scan_photo_folder(const std::string& root, const PhotoFolderOptions& options) {
  if (!(options.validation_fraction >= 0 && options.validation_fraction < 1))
    return fail<msg::kValidationFraction>("validation_fraction", options.validation_fraction);
  TRY_VALUE(SetFolders folders, set_folders(root));
  bool has_sets = false;
  if (const std::optional<std::string>& train = folders.paths[kTraining]) {
    TRY_VALUE(has_sets, holds_folders(*train));
  }
  if (!has_sets) folders = {};
  PhotoFolder result;
  ScannedSets found;
  const std::string training = folders.paths[kTraining].value_or(root);
  TRY(find_training(training, found, result));
  TRY(check_classes(training, result));
  for (const Set set : {kValidation, kTest})
    if (const std::optional<std::string>& path = folders.paths[set]) TRY(find_others(*path, found.sets[set], result));
  if (!folders.paths[kValidation]) split(found, result.classes.size(), options);
  fill_result(found, result);
  return result;
}

Result<Image> FolderPhotos::load_photo(std::size_t index, const DecodeOptions& options) const {
  CHECK(index < photos_.size());
  const std::string& path = photos_[index].path;
  TRY_VALUE(const SharedBytes file, map_file(path));
  DecodeOptions with_fingerprint = options;
  with_fingerprint.fingerprint = true;
  Result<DecodedImage> decoded = decode_image(file.bytes(), with_fingerprint);
  if (!decoded) return with_context(path, std::move(decoded).error());
  warnings_.add(index, std::move(decoded->warnings));
  fingerprints_.set(index, decoded->fingerprint);
  return std::move(decoded->image);
}

std::optional<std::uint64_t> FolderPhotos::fingerprint(std::size_t index) const {
  if (const auto known = fingerprints_.find(index)) return known;
  const Result<SharedBytes> file = map_file(photos_[index].path);
  if (!file) return {};
  const std::optional<std::uint64_t> computed = fingerprint_of(file->bytes());
  fingerprints_.set(index, computed);
  return computed;
}

}  // namespace alexnet
