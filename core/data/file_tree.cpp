#include "data/file_tree.h"

#include "data/archive_tree.h"
#include "messages/data.h"

namespace alexnet {
namespace {

class FileSystem final : public FileTree {
 public:
  [[nodiscard]] Result<std::vector<FolderEntry>> list(const std::string& folder) const override { return list_folder(folder); }
  [[nodiscard]] Result<SharedBytes> read(const std::string& file) const override { return map_file(file); }
};

}  // namespace

std::shared_ptr<const FileTree> file_system() {
  static const auto files = std::make_shared<const FileSystem>();
  return files;
}

Result<std::shared_ptr<const FileTree>> open_file_tree(const std::string& path) {
  const Result<std::vector<FolderEntry>> listed = list_folder(path);
  if (listed) return file_system();
  Result<SharedBytes> file = map_file(path);
  if (!file) return std::unexpected(listed.error());
  if (!is_archive(file->bytes())) return fail<msg::kNeitherFolderNorArchive>(path);
  return open_archive_tree(path, std::move(*file));
}

std::string joined(const std::string& folder, const std::string& name) {
  return folder.ends_with('/') ? folder + name : folder + '/' + name;
}

}  // namespace alexnet
