#include "base/folder_lock.h"
#include "base/messages.h"

namespace alexnet {

Result<FolderLock> FolderLock::acquire(const std::string& folder) { return fail<msg::kFilesUnsupported>(folder); }

}  // namespace alexnet
