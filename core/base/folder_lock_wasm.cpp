#include "base/folder_lock.h"
#include "base/messages.h"

namespace alexnet {

Result<FolderLock> FolderLock::acquire(const std::string& folder) { return fail<msg::kFilesUnsupported>(folder); }

bool FolderLock::is_locked(const std::string&) { return false; }

}  // namespace alexnet
