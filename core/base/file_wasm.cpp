#include "base/file.h"

#include "base/messages.h"

namespace alexnet {
namespace {
std::unexpected<Error> no_files(const std::string& path) { return fail<msg::kFilesUnsupported>(path); }
}  // namespace

Result<std::vector<std::uint8_t>> read_file(const std::string& path, std::size_t) { return no_files(path); }
Status write_file(const std::string& path, std::span<const ByteSpan>) { return no_files(path); }
Status remove_unfinished_files(const std::string& folder) { return no_files(folder); }
Status make_folder(const std::string& path) { return no_files(path); }
Status remove_file(const std::string& path) { return no_files(path); }

struct AppendFile::State {};
AppendFile::AppendFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
AppendFile::AppendFile(AppendFile&&) noexcept = default;
AppendFile& AppendFile::operator=(AppendFile&&) noexcept = default;
AppendFile::~AppendFile() = default;
Result<AppendFile> AppendFile::open(const std::string& path) { return no_files(path); }
Status AppendFile::append(ByteSpan) { return no_files(""); }

Result<SharedBytes> map_file(const std::string& path) { return no_files(path); }
void release_mapped_pages(ByteSpan) {}
Result<std::vector<FolderEntry>> list_folder(const std::string& path) { return no_files(path); }

}  // namespace alexnet
