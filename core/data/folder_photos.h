// One list of a PhotoFolder as a PhotoSource.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data/file_tree.h"
#include "data/photo_fingerprints.h"
#include "data/photo_folder.h"
#include "data/photo_source.h"
#include "data/photo_warnings.h"

namespace alexnet {

// Since the scan reads headers only, load() may still fail for a damaged photo. Names are paths, in which bytes that are not UTF-8
// are escaped (base/utf8.h).
class FolderPhotos : public PhotoSource {
 public:
  FolderPhotos(std::vector<std::string> classes, std::vector<LabeledPhoto> photos,
               std::shared_ptr<const FileTree> files = file_system())
      : classes_(std::move(classes)), photos_(std::move(photos)), files_(std::move(files)), fingerprints_(photos_.size()) {}

  [[nodiscard]] const std::vector<std::string>& classes() const override { return classes_; }
  [[nodiscard]] std::size_t size() const override { return photos_.size(); }
  [[nodiscard]] std::size_t label(std::size_t index) const override { return photos_[index].label; }
  [[nodiscard]] std::string name(std::size_t index) const override;
  [[nodiscard]] std::vector<PhotoWarning> warnings() const override { return warnings_.list(*this); }
  [[nodiscard]] std::optional<std::uint64_t> fingerprint(std::size_t index) const override;
  [[nodiscard]] std::optional<std::uint64_t> known_fingerprint(std::size_t index) const override {
    return fingerprints_.find(index);
  }

 private:
  [[nodiscard]] Result<Image> load_photo(std::size_t index, const DecodeOptions& options) const override;

  std::vector<std::string> classes_;
  std::vector<LabeledPhoto> photos_;
  std::shared_ptr<const FileTree> files_;
  mutable PhotoWarnings warnings_;
  PhotoFingerprints fingerprints_;
};

}  // namespace alexnet
