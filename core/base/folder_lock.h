// A lock on a folder: folder_lock_posix.cpp. WebAssembly has no files (folder_lock_wasm.cpp).
#pragma once

#include <memory>
#include <string>

#include "base/error.h"

namespace alexnet {

// While an object of this class exists, no other one, also of another process, can be made for the same folder. The lock ends with the
// process, however that ends.
class FolderLock {
 public:
  // Locks an existing folder by the file `.lock` in it, which is removed at the end, unless the process is killed. Where the file
  // system has no locks, the lock is not exclusive. Errors: kUnreadable if the folder is locked or the file cannot be written,
  // kNotFound without the folder.
  [[nodiscard]] static Result<FolderLock> acquire(const std::string& folder);
  // Returns whether an object of this class, also of another process, locks the folder now.
  [[nodiscard]] static bool is_locked(const std::string& folder);

 private:
  explicit FolderLock(std::shared_ptr<const void> file) : file_(std::move(file)) {}
  std::shared_ptr<const void> file_;  // locked
};

}  // namespace alexnet
