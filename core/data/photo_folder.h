// A data set as a folder on disk, with one folder of photos for each class, in one of these layouts:
//   root/train/CLASS/*, root/validation/CLASS/* (or val), root/test/CLASS/*
//   root/CLASS/*, or root/train/CLASS/* alone: part of each class is held out for validation
// Files that cannot be used do not stop the scan; each is reported with a reason.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "data/photo_fingerprints.h"
#include "data/photo_source.h"
#include "data/photo_warnings.h"

namespace alexnet {

struct LabeledPhoto {
  std::string path;
  std::size_t label = 0;  // index of the class in PhotoFolder::classes
};

// A file or folder that is skipped.
struct RefusedPhoto {
  enum class Cause {
    kCorrupt,       // the name is that of an image, but the file cannot be read or its header does not decode
    kUnsupported,   // not an image, or an image in a format that is not supported
    kUnknownClass,  // a folder of a class without training photos; `path` is that folder
  };
  std::string path;
  Cause cause = Cause::kCorrupt;
  Notice reason;  // its text does not repeat the path
};

// An error of reading a photo as the reason why it is refused, without its location.
[[nodiscard]] Notice reason_of(const Error& error);

// Two files with the same bytes. Both are kept.
struct DuplicatePhoto {
  std::string path;
  std::string same_as;          // the first such file, in the order training, validation, test, then by path
  bool across_sets = false;     // the files are in different sets, which makes the measured accuracy too high
  bool across_classes = false;  // the files have different labels
};

struct PhotoFolder {
  std::vector<std::string> classes;  // names of the class folders, sorted by their bytes; the index is the label
  std::vector<LabeledPhoto> training, validation, test;  // each sorted by path
  std::vector<RefusedPhoto> refused;
  std::vector<DuplicatePhoto> duplicates;
  std::vector<std::string> empty_classes;  // paths of class folders without a usable photo
};

// The findings of a scan as sentences for a person, for example "left out: PATH: REASON".
[[nodiscard]] Notice notice_of(const RefusedPhoto& photo);
[[nodiscard]] Notice notice_of(const DuplicatePhoto& photo);
[[nodiscard]] Notice notice_of(const PhotoWarning& photo);
// The first few of the warnings as such sentences, and one that tells how many more there are.
[[nodiscard]] std::vector<Notice> summarize(const std::vector<PhotoWarning>& warnings);
[[nodiscard]] Notice notice_of_empty_class(const std::string& path);

struct PhotoFolderOptions {
  // The share of each class that is held out for validation if there is no validation folder, in [0, 1). It is rounded, and at
  // least one photo is held out of two or more.
  double validation_fraction = 0.2;
  std::uint64_t seed = 0;  // chooses the photos that are held out; files with the same bytes stay in the same set
};

// Finds the photos below `root`. Reads the headers of files, does not decode pixels. Photos in subfolders of a class folder
// belong to that class. Litter (photo_names.h) is ignored without a report. Links are
// followed, except links to folders inside a class folder. The names `train`, `training`, `val`, `valid`, `validation`, `test`
// and `testing` are recognized in upper and lower case. Errors: kNotFound if there is no `root`; kInvalidArgument if there are
// no folders, fewer than two classes with photos, two folders for the same set, or a fraction out of range; the errors of
// list_folder.
[[nodiscard]] Result<PhotoFolder> scan_photo_folder(const std::string& root, const PhotoFolderOptions& options);

// One list of a PhotoFolder as a PhotoSource. Since the scan reads headers only, load() may still fail for a damaged photo.
class FolderPhotos : public PhotoSource {
 public:
  FolderPhotos(std::vector<std::string> classes, std::vector<LabeledPhoto> photos)
      : classes_(std::move(classes)), photos_(std::move(photos)), fingerprints_(photos_.size()) {}

  [[nodiscard]] const std::vector<std::string>& classes() const override { return classes_; }
  [[nodiscard]] std::size_t size() const override { return photos_.size(); }
  [[nodiscard]] std::size_t label(std::size_t index) const override { return photos_[index].label; }
  [[nodiscard]] std::string name(std::size_t index) const override { return photos_[index].path; }
  [[nodiscard]] std::vector<PhotoWarning> warnings() const override { return warnings_.list(*this); }
  [[nodiscard]] std::optional<std::uint64_t> fingerprint(std::size_t index) const override;
  [[nodiscard]] std::optional<std::uint64_t> known_fingerprint(std::size_t index) const override {
    return fingerprints_.find(index);
  }

 private:
  [[nodiscard]] Result<Image> load_photo(std::size_t index, const DecodeOptions& options) const override;

  std::vector<std::string> classes_;
  std::vector<LabeledPhoto> photos_;
  mutable PhotoWarnings warnings_;
  PhotoFingerprints fingerprints_;
};

}  // namespace alexnet
