// The members of an archive as a tree of files. Nothing is written to the disk: the names of members are only labels, so that one
// such as `../../x` reaches nothing outside.
#pragma once

#include <memory>
#include <string>

#include "base/error.h"
#include "base/file.h"
#include "data/file_tree.h"

namespace alexnet {

// Returns whether the bytes begin like an archive that open_archive_tree() reads.
[[nodiscard]] bool is_archive(ByteSpan bytes);

// Opens an archive at `path`, whose members have paths that begin with it. A .zip is unpacked member by member; the members of a
// .tar are parts of `file`; a .tar.gz is unpacked into memory first, at most half of what is free. Not trusted: the sizes that an archive states are checked against its length or its possible content.
// Of members with the same path the last one counts. Links are entries of the kind kOther. Errors: kBadFormat for a damaged
// archive, kUnsupported for an encrypted one, kTooLarge; kUnsupported for a .zip or .tar.gz in WebAssembly.
[[nodiscard]] Result<std::shared_ptr<const FileTree>> open_archive_tree(const std::string& path, SharedBytes file);

}  // namespace alexnet
