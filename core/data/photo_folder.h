// A data set as a tree of folders on disk or in an archive, with one folder of photos for each class, in one of these layouts:
//   root/train/CLASS/*, root/validation/CLASS/*, root/test/CLASS/*, in any combination and by every usual name (data/split.h)
//   root/CLASS/*, or no validation folder: part of each class of the training photos is held out for validation
// Files that cannot be used do not stop the scan; each is reported with a reason.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/thread_pool.h"
#include "data/file_tree.h"
#include "data/photo_warnings.h"
#include "data/split.h"

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
    kUnused,        // a folder or photo that is beside the sets, or a set without class folders
  };
  std::string path;  // for people: bytes that are not UTF-8 are escaped (base/utf8.h)
  Cause cause = Cause::kCorrupt;
  Notice reason;  // its text does not repeat the path
};

// An error of reading a photo as the reason why it is refused, without its location.
[[nodiscard]] Notice reason_of(const Error& error);

// Two files with the same bytes, or two photos that look the same. Both are kept.
struct DuplicatePhoto {
  std::string path;             // for people, as that of RefusedPhoto
  std::string same_as;          // the first such file, in the order training, validation, test, then by path
  bool across_sets = false;     // the files are in different sets, which makes the measured accuracy too high
  bool across_classes = false;  // the files have different labels: at least one of them is wrong
};

struct PhotoFolder {
  std::vector<std::string> classes;  // names of the classes (data/class_name.h), sorted by their bytes; the index is the label
  std::vector<LabeledPhoto> training, validation, test;  // each in the order of the classes, then by path
  std::array<bool, kSplits.size()> has_set = {};         // whether there is a folder for a set; none if there are only classes
  std::vector<RefusedPhoto> refused;
  std::vector<DuplicatePhoto> duplicates;
  std::vector<DuplicatePhoto> similar;     // photos that look the same as another one; see PhotoFolderOptions::similar
  std::vector<std::string> empty_classes;  // paths of class folders without a usable photo
  std::vector<Notice> notices;             // what else a person should know
  std::shared_ptr<const FileTree> files;   // the tree that the paths belong to
};

// The findings of a scan as sentences for a person, for example "left out: PATH: REASON".
[[nodiscard]] Notice notice_of(const RefusedPhoto& photo);
[[nodiscard]] Notice notice_of(const DuplicatePhoto& photo);
[[nodiscard]] Notice notice_of(const PhotoWarning& photo);
// The first few of the warnings as such sentences, and one that tells how many more there are.
[[nodiscard]] std::vector<Notice> summarize(const std::vector<PhotoWarning>& warnings);
[[nodiscard]] Notice notice_of_empty_class(const std::string& path);
// One notice that counts the photos that look the same and names the first pairs; none if there are no such pairs.
[[nodiscard]] std::vector<Notice> notices_of_similar(const std::vector<DuplicatePhoto>& photos);

// What is done about photos that look the same (data/similar_photos.h). To find them, each photo is decoded at a reduced size.
enum class SimilarPhotos {
  kNotFound,      // nothing
  kKeptTogether,  // where validation photos are held out, photos that look the same stay in the same set
  kReported,      // the same, and they are reported where the folder has sets, too
};

struct PhotoFolderOptions {
  // The share of each class that is held out for validation if there is no validation folder, in [0, 1). It is rounded, and at
  // least one photo is held out of two or more. The photos of `test` are never used for this.
  double validation_fraction = 0.2;
  std::uint64_t seed = 0;  // chooses the photos that are held out; files with the same bytes stay in the same set
  SimilarPhotos similar = SimilarPhotos::kNotFound;
  const ThreadPool* pool = nullptr;  // decodes photos; must be set unless `similar` is kNotFound
  // Training needs training photos of two classes. An evaluation needs photos of one class in any set.
  bool is_for_training = true;
  // A CSV file with the class of each photo (data/photo_labels.h), or empty: the folders name the classes.
  std::string labels;
};

// Finds the photos below `root`, a folder or an archive. Reads the headers of files, does not decode pixels unless
// options.similar asks for it. Photos in subfolders of a class folder belong to that class. A folder that holds nothing but one folder of
// folders is gone into. Litter (photo_names.h) is ignored; that of a network storage is reported once. Links are followed, except
// links to folders inside a class folder. Folders of the same class name (data/class_name.h) are one class; names that differ in
// letter case alone are one class if each set has one spelling. Errors: kNotFound if there is no `root`; kInvalidArgument if there
// are no folders, fewer classes or sets than needed, two folders for the same set, two spellings of a class in one set, for training
// a class with validation photos but no training photo, or a fraction out of range; the errors of open_file_tree, list_folder and read_photo_labels.
[[nodiscard]] Result<PhotoFolder> scan_photo_folder(const std::string& root, const PhotoFolderOptions& options);

}  // namespace alexnet
