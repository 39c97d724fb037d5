// A tree of folders and files: those of the file system, or those in an archive, which is read in place.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/file.h"

namespace alexnet {

// All functions are thread-safe. Paths have `/` between their names and begin with the path that open_file_tree() was given.
class FileTree {
 public:
  FileTree() = default;
  FileTree(const FileTree&) = delete;
  FileTree& operator=(const FileTree&) = delete;
  virtual ~FileTree() = default;

  // Returns the entries of a folder, sorted by the bytes of their names. Errors: those of list_folder.
  [[nodiscard]] virtual Result<std::vector<FolderEntry>> list(const std::string& folder) const = 0;
  // Returns the content of a file. Errors: those of map_file, and of a damaged archive.
  [[nodiscard]] virtual Result<SharedBytes> read(const std::string& file) const = 0;
};

// Returns the tree of the file system.
[[nodiscard]] std::shared_ptr<const FileTree> file_system();

// Returns the tree to read `path` with: the file system if it is a folder, or the members of an archive (.zip, .tar or .tar.gz,
// recognized by content). Errors: kNotFound; kUnsupported for another file; those of opening the archive (data/archive_tree.h).
[[nodiscard]] Result<std::shared_ptr<const FileTree>> open_file_tree(const std::string& path);

// Returns the path of `name` in `folder`.
[[nodiscard]] std::string joined(const std::string& folder, const std::string& name);

}  // namespace alexnet
