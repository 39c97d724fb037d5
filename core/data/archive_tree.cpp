#include "data/archive_tree.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <string_view>
#include <vector>

#include "base/gzip_header.h"
#include "base/memory.h"
#include "data/tar.h"
#include "formats/gunzip.h"
#include "formats/zip.h"
#include "messages/base.h"

namespace alexnet {
namespace {

constexpr std::uint64_t kMaxMember = std::uint64_t{1} << 30;  // of a photo, in bytes

// Returns the names of a member's path below the archive, without `.` and `..`, joined by `/`.
std::string cleaned(std::string_view member) {
  std::string path;
  while (!member.empty()) {
    const std::size_t end = std::min(member.find('/'), member.size());
    const std::string_view name = member.substr(0, end);
    if (!name.empty() && name != "." && name != "..") {
      if (!path.empty()) path += '/';
      path += name;
    }
    member.remove_prefix(std::min(end + 1, member.size()));
  }
  return path;
}

// The folders of an archive, and where its files are.
class MemberIndex {
 public:
  // `position` is what the archive finds the member by.
  void add(std::string_view member, FolderEntry::Kind kind, std::size_t position) {
    const std::string path = cleaned(member);
    if (path.empty()) return;
    add_folder_of(path);
    entries_[folder_of(path)][name_of(path)] = kind;
    if (kind == FolderEntry::Kind::kFolder) entries_.try_emplace(path);
    if (kind == FolderEntry::Kind::kFile) positions_[path] = position;
  }

  [[nodiscard]] Result<std::vector<FolderEntry>> list(const std::string& path, const std::string& shown) const {
    const auto folder = entries_.find(path);
    if (folder == entries_.end() && !path.empty()) return fail<msg::kNotAFolder>(shown);
    std::vector<FolderEntry> entries;
    if (folder == entries_.end()) return entries;  // of an archive without members
    for (const auto& [name, kind] : folder->second) entries.push_back({.name = name, .kind = kind});
    return entries;
  }

  [[nodiscard]] Result<std::size_t> find(const std::string& path, const std::string& shown) const {
    const auto position = positions_.find(path);
    if (position == positions_.end())
      return fail_as<msg::kFileNotOpened>(ErrorKind::kNotFound, shown, "there is no such file in the archive");
    return position->second;
  }

 private:
  static std::string folder_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? std::string() : path.substr(0, slash);
  }
  static std::string name_of(const std::string& path) { return path.substr(path.rfind('/') + 1); }

  // Archives need not state the folders of their files.
  void add_folder_of(std::string path) {
    while (true) {
      const std::string folder = folder_of(path);
      if (folder.empty()) return;
      const bool is_new = entries_[folder_of(folder)].insert_or_assign(name_of(folder), FolderEntry::Kind::kFolder).second;
      if (!is_new) return;
      path = folder;
    }
  }

  std::map<std::string, std::map<std::string, FolderEntry::Kind>> entries_;  // by folder and name; `` is the archive itself
  std::map<std::string, std::size_t> positions_;                             // of files, by path
};

class ArchiveTree : public FileTree {
 public:
  explicit ArchiveTree(std::string root) : root_(std::move(root)) {}

  [[nodiscard]] Result<std::vector<FolderEntry>> list(const std::string& folder) const override {
    return index_.list(inside(folder), folder);
  }
  [[nodiscard]] Result<SharedBytes> read(const std::string& file) const override {
    TRY_VALUE(const std::size_t position, index_.find(inside(file), file));
    Result<SharedBytes> bytes = read_member(position);
    if (!bytes) return with_context(file, std::move(bytes).error());
    return bytes;
  }

 protected:
  [[nodiscard]] virtual Result<SharedBytes> read_member(std::size_t position) const = 0;
  MemberIndex index_;

 private:
  [[nodiscard]] std::string inside(const std::string& path) const {
    return path.starts_with(root_) ? cleaned(std::string_view(path).substr(root_.size())) : path;
  }
  std::string root_;
};

class ZipTree final : public ArchiveTree {
 public:
  ZipTree(std::string root, SharedBytes file, ZipArchive archive) : ArchiveTree(std::move(root)), file_(std::move(file)) {
    for (const ZipEntry& entry : archive.entries()) {
      std::string path = entry.name;
      if (!path.contains('/')) std::ranges::replace(path, '\\', '/');  // of faulty programs on Windows
      const bool is_folder = path.ends_with('/');
      index_.add(path, is_folder ? FolderEntry::Kind::kFolder : FolderEntry::Kind::kFile, names_.size());
      names_.push_back(entry.name);
    }
    idle_.push_back(std::move(archive));
  }

 private:
  // An archive is not for concurrent use: each thread takes one that is idle, or opens another.
  [[nodiscard]] Result<SharedBytes> read_member(std::size_t position) const override {
    TRY_VALUE(ZipArchive archive, take());
    Result<SharedBytes> bytes = archive.read(names_[position], kMaxMember);
    const std::scoped_lock lock(mutex_);
    idle_.push_back(std::move(archive));
    return bytes;
  }
  [[nodiscard]] Result<ZipArchive> take() const {
    {
      const std::scoped_lock lock(mutex_);
      if (!idle_.empty()) {
        ZipArchive archive = std::move(idle_.back());
        idle_.pop_back();
        return archive;
      }
    }
    return ZipArchive::open(file_);
  }

  SharedBytes file_;
  std::vector<std::string> names_;
  mutable std::mutex mutex_;
  mutable std::vector<ZipArchive> idle_;
};

class TarTree final : public ArchiveTree {
 public:
  TarTree(std::string root, SharedBytes file, std::vector<TarMember> members)
      : ArchiveTree(std::move(root)), file_(std::move(file)), members_(std::move(members)) {
    for (std::size_t i = 0; i < members_.size(); ++i) index_.add(members_[i].name, kind_of(members_[i].kind), i);
  }

 private:
  static FolderEntry::Kind kind_of(TarMember::Kind kind) {
    if (kind == TarMember::Kind::kOther) return FolderEntry::Kind::kOther;
    return kind == TarMember::Kind::kFolder ? FolderEntry::Kind::kFolder : FolderEntry::Kind::kFile;
  }
  [[nodiscard]] Result<SharedBytes> read_member(std::size_t position) const override {
    const TarMember& member = members_[position];
    const ByteSpan bytes =
        file_.bytes().subspan(static_cast<std::size_t>(member.offset), static_cast<std::size_t>(member.size));
    return SharedBytes(bytes, std::make_shared<const SharedBytes>(file_));
  }

  SharedBytes file_;
  std::vector<TarMember> members_;
};

}  // namespace

bool is_archive(ByteSpan bytes) {
  constexpr std::size_t kTarHeader = 512;
  return is_zip(bytes) || is_tar_archive(bytes) || (is_gzip(bytes) && is_tar_archive(gunzip_beginning(bytes, kTarHeader)));
}

Result<std::shared_ptr<const FileTree>> open_archive_tree(const std::string& path, SharedBytes file) {
  if (is_zip(file.bytes())) {
    Result<ZipArchive> archive = ZipArchive::open(file);
    if (!archive) return with_context(path, std::move(archive).error());
    return std::make_shared<const ZipTree>(path, std::move(file), *std::move(archive));
  }
  if (is_gzip(file.bytes())) {
    Result<SharedBytes> unpacked = gunzip(file.bytes(), system_memory().available / 2);
    if (!unpacked) return with_context(path, std::move(unpacked).error());
    file = *std::move(unpacked);
  }
  Result<std::vector<TarMember>> members = list_tar(file.bytes());
  if (!members) return with_context(path, std::move(members).error());
  return std::make_shared<const TarTree>(path, std::move(file), *std::move(members));
}

}  // namespace alexnet
