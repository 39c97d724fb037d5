#include "data/folder_scan.h"

#include <algorithm>

#include "base/utf8.h"
#include "data/photo_names.h"
#include "messages/data.h"

namespace alexnet {

Result<std::vector<FolderEntry>> FolderScan::list(const std::string& folder) {
  TRY_VALUE(std::vector<FolderEntry> entries, files_.list(folder));
  const bool is_new = counted_.try_emplace(folder, true).second;
  std::erase_if(entries, [&](const FolderEntry& entry) {
    const Litter kind = litter(entry.name);
    if (kind == Litter::kReported && is_new) ++litter_[entry.name];
    return kind != Litter::kNone;
  });
  return entries;
}

Result<bool> FolderScan::holds_folders(const std::string& folder) {
  TRY_VALUE(const std::vector<FolderEntry> entries, list(folder));
  return std::ranges::any_of(entries, [](const FolderEntry& entry) { return entry.kind == FolderEntry::Kind::kFolder; });
}

void FolderScan::refuse(const std::string& path, RefusedPhoto::Cause cause, Notice reason) {
  result_.refused.push_back({escape_invalid_utf8(path), cause, std::move(reason)});
}

void FolderScan::report_empty_class(const std::string& path) { result_.empty_classes.push_back(escape_invalid_utf8(path)); }

void FolderScan::report_litter() {
  for (const auto& [name, count] : litter_) report(make_notice<msg::kLitterPassedOver>(count, escape_invalid_utf8(name)));
}

}  // namespace alexnet
