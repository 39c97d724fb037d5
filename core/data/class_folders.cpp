#include "data/class_folders.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/utf8.h"
#include "data/class_name.h"
#include "data/photo_names.h"
#include "image/decode.h"
#include "messages/data.h"

namespace alexnet {
namespace {

using Kind = FolderEntry::Kind;
using Cause = RefusedPhoto::Cause;

// The folders of a class in one set, in nearly all sets a single one.
struct ClassFolders {
  std::string name;
  std::vector<std::string> paths;
};

// ---- The photos of a folder -------------------------------------------------------------------------------------------------

// Finds the photos below `folder`, depth first and sorted by name.
Status find_photos(FolderScan& scan, const std::string& folder, std::vector<FoundPhoto>& photos) {
  TRY_VALUE(const std::vector<FolderEntry> entries, scan.list(folder));
  for (const FolderEntry& entry : entries) {
    const std::string path = joined(folder, entry.name);
    if (entry.kind == Kind::kFile) {
      if (photo_name(entry.name) == PhotoName::kOther) {
        scan.refuse(path, Cause::kUnsupported, make_notice<msg::kPhotoNotImageName>());
      } else if (const std::uint64_t size = examine_photo(scan, path); size > 0) {
        photos.push_back({.path = path, .size = size});
      }
    } else if (entry.kind == Kind::kOther) {
      scan.refuse(path, Cause::kUnsupported,
                  entry.is_link ? make_notice<msg::kPhotoBrokenLink>() : make_notice<msg::kPhotoNotRegularFile>());
    } else if (entry.is_link) {  // it may point to a folder that contains it
      scan.refuse(path, Cause::kUnsupported, make_notice<msg::kPhotoFolderLink>());
    } else if (const Status found = find_photos(scan, path, photos); !found) {
      scan.refuse(path, Cause::kCorrupt, reason_of(found.error()));
    }
  }
  return {};
}

std::vector<FoundPhoto> photos_of(FolderScan& scan, const ClassFolders& folders) {
  std::vector<FoundPhoto> photos;
  for (const std::string& path : folders.paths) {
    const std::size_t before = photos.size();
    if (const Status found = find_photos(scan, path, photos); !found) {
      scan.refuse(path, Cause::kCorrupt, reason_of(found.error()));
    } else if (photos.size() == before) {
      scan.report_empty_class(path);
    }
  }
  return photos;
}

// ---- The class folders of a set ---------------------------------------------------------------------------------------------

// Fails if two classes of a set differ in letter case alone: they may be one class or two.
Status check_spellings(const std::string& folder, const std::vector<ClassFolders>& classes) {
  std::map<std::string, const ClassFolders*> by_folded_name;
  for (const ClassFolders& one : classes) {
    const auto [first, is_new] = by_folded_name.try_emplace(case_folded(one.name), &one);
    if (!is_new)
      return fail<msg::kClassesDifferInCase>(escape_invalid_utf8(folder), escape_invalid_utf8(first->second->paths.front()),
                                             escape_invalid_utf8(one.paths.front()));
  }
  return {};
}

// Returns the class folders in `folder`, sorted by the bytes of their class names, without those named in `left_out`.
Result<std::vector<ClassFolders>> list_classes(FolderScan& scan, const std::string& folder,
                                               const std::vector<std::string>& left_out) {
  TRY_VALUE(const std::vector<FolderEntry> entries, scan.list(folder));
  std::map<std::string, ClassFolders> classes;
  for (const FolderEntry& entry : entries) {
    const std::string path = joined(folder, entry.name);
    if (entry.kind == Kind::kFolder) {
      if (std::ranges::find(left_out, entry.name) != left_out.end()) continue;
      ClassFolders& one = classes[class_name(entry.name)];
      one.name = class_name(entry.name);
      one.paths.push_back(path);
      if (one.paths.size() > 1)
        scan.report(
            make_notice<msg::kClassFoldersMerged>(one.name, escape_invalid_utf8(one.paths.front()), escape_invalid_utf8(path)));
    } else if (photo_name(entry.name) == PhotoName::kPhoto) {
      scan.refuse(path, Cause::kUnsupported, make_notice<msg::kPhotoOutsideClass>());
    }
  }
  std::vector<ClassFolders> sorted;
  sorted.reserve(classes.size());
  for (auto& [name, one] : classes) sorted.push_back(std::move(one));
  TRY(check_spellings(folder, sorted));
  return sorted;
}

// ---- All sets ---------------------------------------------------------------------------------------------------------------

// The photos of a class in one set.
struct ClassPhotos {
  std::string name;
  std::size_t split = 0;
  std::vector<FoundPhoto> photos;
};

void append(std::vector<FoundPhoto>& photos, std::size_t label, FoundSets& found, std::size_t split) {
  for (FoundPhoto& photo : photos) photo.label = label;
  std::ranges::move(photos, std::back_inserter(found[split]));
}

// The labels of classes by their names in folded case.
using Labels = std::map<std::string, std::size_t>;

// Makes classes of all that have photos: names that differ in case alone, in different sets, are one class.
Labels number_classes(const std::vector<ClassPhotos>& defining, std::vector<std::string>& classes) {
  std::map<std::string, std::string> names;  // by folded name
  for (const ClassPhotos& one : defining)
    if (!one.photos.empty()) names.try_emplace(case_folded(one.name), one.name);
  for (const auto& [folded, name] : names) classes.push_back(name);
  std::ranges::sort(classes);
  Labels labels;
  for (std::size_t i = 0; i < classes.size(); ++i) labels[case_folded(classes[i])] = i;
  return labels;
}

// Finds the photos of a set whose classes are those of another set.
Status find_known(FolderScan& scan, const std::vector<ClassFolders>& folders, const Labels& labels, std::size_t split,
                  FoundSets& found) {
  for (const ClassFolders& one : folders) {
    const auto label = labels.find(case_folded(one.name));
    if (label == labels.end()) {
      for (const std::string& path : one.paths)
        scan.refuse(path, Cause::kUnknownClass, make_notice<msg::kPhotoUnknownClass>(one.name));
      continue;
    }
    const std::string& name = scan.result().classes[label->second];
    if (name != one.name) scan.report(make_notice<msg::kClassSpelledDifferently>(escape_invalid_utf8(one.paths.front()), name));
    std::vector<FoundPhoto> photos = photos_of(scan, one);
    append(photos, label->second, found, split);
  }
  return {};
}

}  // namespace

std::uint64_t examine_photo(FolderScan& scan, const std::string& path) {
  const Result<SharedBytes> file = scan.files().read(path);
  if (!file) return scan.refuse(path, Cause::kCorrupt, reason_of(file.error())), 0;
  if (const Result<ImageSize> size = image_size(file->bytes()); !size) {
    const bool unsupported = size.error().kind == ErrorKind::kUnsupported;
    return scan.refuse(path, unsupported ? Cause::kUnsupported : Cause::kCorrupt, reason_of(size.error())), 0;
  }
  return file->bytes().size();
}

Result<FoundSets> find_class_photos(FolderScan& scan, const FolderLayout& layout) {
  std::array<std::vector<ClassFolders>, kSplits.size()> folders;
  const std::optional<std::string>& training = layout.folders[index_of(Split::kTraining)];
  const bool has_training = training.has_value();
  for (std::size_t split = 0; split < kSplits.size(); ++split) {
    const std::optional<std::string>& folder = layout.folders[split];
    if (!folder) continue;
    const std::vector<std::string> left_out =
        split == index_of(Split::kTraining) ? layout.not_classes : std::vector<std::string>();
    TRY_VALUE(folders[split], list_classes(scan, *folder, left_out));
  }
  if (training && folders[index_of(Split::kTraining)].empty())
    return fail<msg::kPhotoFolderNoFolders>(*training, joined(*training, "cats/1.jpg"), joined(*training, "dogs/1.jpg"));
  std::vector<ClassPhotos> defining;
  for (std::size_t split = 0; split < kSplits.size(); ++split)
    if (split == index_of(Split::kTraining) || !has_training)
      for (const ClassFolders& one : folders[split]) defining.push_back({one.name, split, photos_of(scan, one)});
  const Labels labels = number_classes(defining, scan.result().classes);
  FoundSets found;
  for (ClassPhotos& one : defining)
    if (!one.photos.empty()) append(one.photos, labels.at(case_folded(one.name)), found, one.split);
  for (std::size_t split = index_of(Split::kTraining) + 1; has_training && split < kSplits.size(); ++split)
    TRY(find_known(scan, folders[split], labels, split, found));
  return found;
}

}  // namespace alexnet
