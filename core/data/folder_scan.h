// What the steps of scan_photo_folder share: the tree that is scanned, and where findings are reported.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "data/file_tree.h"
#include "data/photo_folder.h"

namespace alexnet {

class FolderScan {
 public:
  // `result`, which must outlive this object, receives what is reported.
  FolderScan(const FileTree& files, PhotoFolder& result) : files_(files), result_(result) {}

  [[nodiscard]] const FileTree& files() const { return files_; }
  // Returns the entries of a folder without litter. Litter that is to be reported is counted.
  [[nodiscard]] Result<std::vector<FolderEntry>> list(const std::string& folder);
  // Returns whether a folder holds folders that are no litter.
  [[nodiscard]] Result<bool> holds_folders(const std::string& folder);

  void refuse(const std::string& path, RefusedPhoto::Cause cause, Notice reason);
  void report(Notice notice) { result_.notices.push_back(std::move(notice)); }
  void report_empty_class(const std::string& path);
  // Reports the litter that was counted. To be called once, at the end.
  void report_litter();
  [[nodiscard]] PhotoFolder& result() { return result_; }

 private:
  const FileTree& files_;
  PhotoFolder& result_;
  std::map<std::string, std::size_t> litter_;  // folders passed over, by name
  std::map<std::string, bool> counted_;        // folders whose litter is counted: some are listed twice
};

}  // namespace alexnet
