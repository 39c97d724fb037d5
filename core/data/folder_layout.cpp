#include "data/folder_layout.h"

#include <algorithm>

#include "base/utf8.h"
#include "data/class_name.h"
#include "data/photo_names.h"
#include "messages/data.h"

namespace alexnet {
namespace {

using Kind = FolderEntry::Kind;

constexpr int kMaxNesting = 16;  // ends where links lead in a circle

struct Candidate {
  std::string name;
  std::string path;
};
using SetFolders = std::array<std::optional<Candidate>, kSplits.size()>;

bool is_photo(const FolderEntry& entry) { return entry.kind == Kind::kFile && photo_name(entry.name) == PhotoName::kPhoto; }

Result<SetFolders> set_folders(FolderScan& scan, const std::string& root, const std::vector<FolderEntry>& entries) {
  SetFolders folders;
  for (const FolderEntry& entry : entries) {
    const std::optional<Split> split = split_named(entry.name);
    if (entry.kind != Kind::kFolder || !split) continue;
    const std::string path = joined(root, entry.name);
    TRY_VALUE(const bool holds_classes, scan.holds_folders(path));
    if (!holds_classes) continue;
    std::optional<Candidate>& folder = folders[index_of(*split)];
    if (folder) return fail<msg::kPhotoFolderSetTwice>(root, folder->path, path);
    folder = Candidate{entry.name, path};
  }
  return folders;
}

bool has_any(const SetFolders& folders) {
  return std::ranges::any_of(folders, [](const auto& folder) { return folder.has_value(); });
}

// Returns the only folder in a folder without photos, if that holds folders itself.
Result<std::optional<std::string>> only_folder(FolderScan& scan, const std::string& folder,
                                               const std::vector<FolderEntry>& entries) {
  std::optional<std::string> only;
  for (const FolderEntry& entry : entries) {
    if (is_photo(entry) || (entry.kind == Kind::kFolder && only)) return std::nullopt;
    if (entry.kind == Kind::kFolder) only = joined(folder, entry.name);
  }
  if (!only) return std::nullopt;
  TRY_VALUE(const bool holds_folders, scan.holds_folders(*only));
  return holds_folders ? only : std::nullopt;
}

// Goes into folders of one folder, from a folder of class folders. `stays` are class names that are not gone into.
Result<std::string> go_into(FolderScan& scan, const std::string& folder, const std::vector<std::string>& stays) {
  std::string inner = folder;
  for (int depth = 0; depth < kMaxNesting; ++depth) {
    TRY_VALUE(const std::vector<FolderEntry> entries, scan.list(inner));
    TRY_VALUE(const std::optional<std::string> only, only_folder(scan, inner, entries));
    if (!only || std::ranges::find(stays, class_name(only->substr(only->rfind('/') + 1))) != stays.end()) break;
    inner = *only;
  }
  if (inner != folder) scan.report(make_notice<msg::kPhotoFolderEntered>(escape_invalid_utf8(inner)));
  return inner;
}

Result<std::vector<std::string>> class_names(FolderScan& scan, const std::string& folder) {
  TRY_VALUE(const std::vector<FolderEntry> entries, scan.list(folder));
  std::vector<std::string> names;
  for (const FolderEntry& entry : entries)
    if (entry.kind == Kind::kFolder) names.push_back(class_name(entry.name));
  return names;
}

// What the folders beside those of sets are, where no folder is for training.
enum class Beside { kNothing, kTrainingClasses, kOthers };

Result<Beside> folders_beside(FolderScan& scan, const std::vector<FolderEntry>& entries, const SetFolders& sets) {
  std::vector<std::string> beside;
  for (const FolderEntry& entry : entries)
    if (entry.kind == Kind::kFolder && !split_named(entry.name)) beside.push_back(class_name(entry.name));
  if (beside.empty()) return Beside::kNothing;
  for (const auto& set : sets) {
    if (!set) continue;
    TRY_VALUE(const std::vector<std::string> names, class_names(scan, set->path));
    const bool shares =
        std::ranges::any_of(names, [&](const std::string& name) { return std::ranges::find(beside, name) != beside.end(); });
    if (shares) return Beside::kTrainingClasses;
  }
  return Beside::kOthers;
}

std::string list_sets(const SetFolders& sets) {
  std::string names;
  for (const auto& set : sets) {
    if (!set) continue;
    if (!names.empty()) names += ", ";
    names += escape_invalid_utf8(set->name);
  }
  return names;
}

// Reports what is beside the folders of sets.
void report_unused(FolderScan& scan, const std::string& root, const std::vector<FolderEntry>& entries, const SetFolders& sets) {
  for (const FolderEntry& entry : entries) {
    const bool is_set = std::ranges::any_of(sets, [&](const auto& set) { return set.has_value() && set->name == entry.name; });
    if (is_set || (entry.kind != Kind::kFolder && !is_photo(entry))) continue;
    const bool is_set_name = entry.kind == Kind::kFolder && split_named(entry.name).has_value();
    scan.refuse(joined(root, entry.name), RefusedPhoto::Cause::kUnused,
                is_set_name ? make_notice<msg::kSetWithoutClasses>() : make_notice<msg::kPhotoOutsideSets>(list_sets(sets)));
  }
}

Result<FolderLayout> layout_of_sets(FolderScan& scan, const std::string& root, const std::vector<FolderEntry>& entries,
                                    const SetFolders& sets, bool has_training_classes) {
  FolderLayout layout;
  std::vector<std::string> training_classes;
  for (const Split split : kSplits) {
    const std::optional<Candidate>& set = sets[index_of(split)];
    if (!set) continue;
    layout.has_set[index_of(split)] = true;
    TRY_VALUE(const std::string folder, go_into(scan, set->path, training_classes));
    layout.folders[index_of(split)] = folder;
    if (split == Split::kTraining) {
      TRY_VALUE(training_classes, class_names(scan, folder));
    }
  }
  if (!has_training_classes) {
    report_unused(scan, root, entries, sets);
    return layout;
  }
  layout.folders[index_of(Split::kTraining)] = root;
  for (const auto& set : sets)
    if (set) layout.not_classes.push_back(set->name);
  return layout;
}

}  // namespace

Result<FolderLayout> find_layout(FolderScan& scan, const std::string& root) {
  std::string folder = root;
  std::vector<FolderEntry> entries;
  SetFolders sets;
  for (int depth = 0; depth <= kMaxNesting; ++depth) {
    TRY_VALUE(entries, scan.list(folder));
    TRY_VALUE(sets, set_folders(scan, folder, entries));
    if (has_any(sets)) break;
    TRY_VALUE(const std::optional<std::string> only, only_folder(scan, folder, entries));
    if (!only) break;
    folder = *only;
  }
  if (folder != root) scan.report(make_notice<msg::kPhotoFolderEntered>(escape_invalid_utf8(folder)));
  if (sets[index_of(Split::kTraining)]) return layout_of_sets(scan, folder, entries, sets, false);
  if (has_any(sets)) {
    TRY_VALUE(const Beside beside, folders_beside(scan, entries, sets));
    const auto count = std::ranges::count_if(sets, [](const auto& set) { return set.has_value(); });
    if (beside != Beside::kOthers || count > 1)
      return layout_of_sets(scan, folder, entries, sets, beside == Beside::kTrainingClasses);
  }
  FolderLayout layout;
  layout.folders[index_of(Split::kTraining)] = folder;
  return layout;
}

}  // namespace alexnet
