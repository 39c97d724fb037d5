#include "data/archive_tree.h"

#include <string>

#include "base/check.h"

namespace alexnet {
namespace {

// Reads every file below a folder.
void read_all(const FileTree& tree, const std::string& folder, int depth) {
  const auto entries = tree.list(folder);
  CHECK(entries.has_value());
  if (depth == 0) return;
  for (const FolderEntry& entry : *entries) {
    const std::string path = joined(folder, entry.name);
    if (entry.kind == FolderEntry::Kind::kFolder) read_all(tree, path, depth - 1);
    if (entry.kind == FolderEntry::Kind::kFile) static_cast<void>(tree.read(path).has_value());
  }
}

}  // namespace
}  // namespace alexnet

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto tree = alexnet::open_archive_tree("photos", alexnet::SharedBytes(std::vector<std::uint8_t>(data, data + size)));
  if (tree) alexnet::read_all(**tree, "photos", 8);
  return 0;
}
