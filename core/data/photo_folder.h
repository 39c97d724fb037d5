// A training set as people keep it: one folder of photos a class.
//   root/train/CLASS/*, root/validation/CLASS/* (or val), root/test/CLASS/*
//   root/CLASS/*, or root/train/CLASS/* alone: part of each class is put aside for validation
// Real folders hold all sorts of things: nothing of them stops the rest, everything is told.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "data/photo_source.h"

namespace alexnet {

struct LabeledPhoto {
  std::string path;
  std::size_t label = 0;  // which of the classes
};

struct RefusedPhoto {
  enum class Cause {
    kCorrupt,      // a image by its name, but its header does not decode
    kUnsupported,  // something else, or a kind of image that is not read here
    kUnknownClass  // of a class that training has no photo of; `path` is that class' folder
  };
  std::string path;
  Cause cause = Cause::kCorrupt;
  std::string reason;  // for a person; without the path
};

// Two files with the same bytes. Both are kept.
struct DuplicatePhoto {
  std::string path;
  std::string same_as;       // the first one, in the order training, validation, test, then by path
  bool across_sets = false;  // one trains and the other one checks, which makes the network look better than it is
  bool across_classes = false;
};

struct PhotoFolder {
  std::vector<std::string> classes;  // names of the folders, in the order of their bytes, which is the order of the labels
  std::vector<LabeledPhoto> training, validation, test;  // each in the order of the paths
  std::vector<RefusedPhoto> refused;
  std::vector<DuplicatePhoto> duplicates;
  std::vector<std::string> empty_classes;  // folders of a class without a usable photo
};

struct PhotoFolderOptions {
  // Where no folder is set aside: the share of each class that is, rounded, at least one photo of two or more. In [0, 1).
  double validation_fraction = 0.2;
  std::uint64_t seed = 0;  // which ones; files with the same bytes stay together
};

// Headers are read, pixels are not decoded. Folders within a class belong to it. Hidden files and folders, Thumbs.db,
// desktop.ini and __MACOSX are passed over in silence; links are followed, but those to folders within a class are not.
// `train`, `training`, `val`, `valid`, `validation`, `test` and `testing` are known in any case. Errors: kNotFound (no root),
// kInvalidArgument (no folders, fewer than two classes with photos, no photos, a fraction out of range, two folders for the
// same set), and what list_folder says.
[[nodiscard]] Result<PhotoFolder> scan_photo_folder(const std::string& root, const PhotoFolderOptions& options);

// One list of a PhotoFolder as a source. A photo that is read wholly for the first time may still turn out to be damaged.
class FolderPhotos : public PhotoSource {
 public:
  FolderPhotos(std::vector<std::string> classes, std::vector<LabeledPhoto> photos)
      : classes_(std::move(classes)), photos_(std::move(photos)) {}

  [[nodiscard]] const std::vector<std::string>& classes() const override { return classes_; }
  [[nodiscard]] std::size_t size() const override { return photos_.size(); }
  [[nodiscard]] std::size_t label(std::size_t index) const override { return photos_[index].label; }
  [[nodiscard]] std::string name(std::size_t index) const override { return photos_[index].path; }
  [[nodiscard]] Result<Image> load(std::size_t index) const override;

 private:
  std::vector<std::string> classes_;
  std::vector<LabeledPhoto> photos_;
};

}  // namespace alexnet
