#include <dirent.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <functional>
#include <mutex>
#include <regex>

#include "base/catch_bad_alloc.h"
#include "base/file.h"
#include "base/messages.h"

namespace alexnet {
namespace {

// The error of the system call that has just failed, from errno.
template <const ErrorMessage& kMessage>
std::unexpected<Error> system_error(const std::string& path) {
  const int code = errno;
  const ErrorKind kind = code == ENOENT || code == ENOTDIR ? ErrorKind::kNotFound
                         : code == ENOMEM                  ? ErrorKind::kOutOfMemory
                                                           : ErrorKind::kUnreadable;
  return fail_as<kMessage>(kind, path, std::strerror(code));
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  [[nodiscard]] int number() const { return number_; }
  // Closes the file now. Returns whether that succeeded.
  [[nodiscard]] bool finish() { return close(std::exchange(number_, -1)) == 0; }

 private:
  int number_;
};

struct OpenFile {
  Descriptor descriptor;
  std::size_t size;
};

Result<OpenFile> open_for_reading(const std::string& path) {
  Descriptor descriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (descriptor.number() < 0) return system_error<msg::kFileNotOpened>(path);
  struct stat info{};
  if (fstat(descriptor.number(), &info) != 0) return system_error<msg::kFileNotExamined>(path);
  if (S_ISDIR(info.st_mode)) return fail<msg::kFileIsFolder>(path);
  if (!S_ISREG(info.st_mode)) return fail<msg::kFileNotRegular>(path);
  return OpenFile{std::move(descriptor), static_cast<std::size_t>(info.st_size)};
}

Status write_all(int descriptor, ByteSpan bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return system_error<msg::kFileNotWritten>(path);
    }
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

Status write_and_flush(Descriptor file, std::span<const ByteSpan> parts, const std::string& path) {
  for (const ByteSpan part : parts) TRY(write_all(file.number(), part, path));
  if (fsync(file.number()) != 0) return system_error<msg::kFileNotFlushed>(path);
  if (!file.finish()) return system_error<msg::kFileNotClosed>(path);
  return {};
}

// Returns the id of the process that wrote this temporary file of write_file(); 0 if it is no such file.
pid_t writer_of(const std::string& name) {
  static const std::regex pattern(R"(.+\.(\d{1,9})\.part)");
  std::smatch number;
  return std::regex_match(name, number, pattern) ? std::stoi(number[1]) : 0;
}

// rename() fails if the target is a folder, but it would replace a device.
Status check_replaceable(const std::string& path) {
  struct stat info{};
  if (stat(path.c_str(), &info) != 0) return {};  // it does not exist, or writing will report the error
  if (S_ISDIR(info.st_mode)) return fail<msg::kWriteToFolder>(path);
  if (!S_ISREG(info.st_mode)) return fail<msg::kWriteToNonRegularFile>(path);
  return {};
}

Result<std::vector<std::uint8_t>> read_all(const OpenFile& file, const std::string& path) {
  std::vector<std::uint8_t> bytes(file.size);
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t count = read(file.descriptor.number(), bytes.data() + filled, bytes.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_error<msg::kFileNotRead>(path);
    if (count == 0) break;  // the file was truncated meanwhile
    filled += static_cast<std::size_t>(count);
  }
  bytes.resize(filled);
  return bytes;
}

// The mapped files of the process: madvise() may be told only of their pages, since others would lose their content.
class MappedFiles {
 public:
  void add(ByteSpan bytes) {
    const std::lock_guard lock(mutex_);
    files_.push_back(bytes);
  }
  void remove(ByteSpan bytes) {
    const std::lock_guard lock(mutex_);
    std::erase_if(files_, [&](ByteSpan one) { return one.data() == bytes.data(); });
  }
  // Releases the pages that lie in both `bytes` and a file.
  void release(ByteSpan bytes) {
    const std::size_t page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    const std::lock_guard lock(mutex_);  // until the end, so that the file stays mapped
    for (const ByteSpan file : files_) {
      const std::uint8_t* start = std::max(bytes.data(), file.data(), std::less());
      const auto first = reinterpret_cast<std::uintptr_t>(start);
      const auto last =
          reinterpret_cast<std::uintptr_t>(std::min(bytes.data() + bytes.size(), file.data() + file.size(), std::less()));
      const std::uintptr_t begin = (first + page - 1) / page * page, end = last / page * page;
      if (begin < end) madvise(const_cast<std::uint8_t*>(start) + (begin - first), end - begin, MADV_DONTNEED);
    }
  }

 private:
  std::mutex mutex_;
  std::vector<ByteSpan> files_;
};

MappedFiles& mapped_files() {
  static MappedFiles& files = *new MappedFiles;  // never destroyed, since mapped files may be released at exit
  return files;
}

struct CloseFolder {
  void operator()(DIR* folder) const { closedir(folder); }
};

// Most systems report the type along with the name, which saves a call of fstatat() per photo.
mode_t mode_from(DIR* folder, const dirent& entry) {
  if (entry.d_type != DT_UNKNOWN) return DTTOIF(entry.d_type);
  struct stat info{};
  return fstatat(dirfd(folder), entry.d_name, &info, AT_SYMLINK_NOFOLLOW) == 0 ? info.st_mode : 0;
}

FolderEntry examine(DIR* folder, const dirent& entry) {
  mode_t mode = mode_from(folder, entry);
  FolderEntry result{entry.d_name, FolderEntry::Kind::kOther, S_ISLNK(mode)};
  if (result.is_link) {
    struct stat info{};
    mode = fstatat(dirfd(folder), entry.d_name, &info, 0) == 0 ? info.st_mode : 0;
  }
  if (S_ISREG(mode)) result.kind = FolderEntry::Kind::kFile;
  if (S_ISDIR(mode)) result.kind = FolderEntry::Kind::kFolder;
  return result;
}

}  // namespace

Result<std::vector<std::uint8_t>> read_file(const std::string& path, std::size_t limit) {
  TRY_VALUE(const OpenFile file, open_for_reading(path));
  if (file.size > limit) return fail<msg::kFileTooLarge>(path, file.size, limit);
  return catch_bad_alloc(path, [&] { return read_all(file, path); });
}

Status write_file(const std::string& path, std::span<const ByteSpan> parts) {
  TRY(check_replaceable(path));
  // The process id distinguishes the temporary files of processes that write the same file.
  const std::string temporary = str_cat(path, ".", getpid(), ".part");
  Descriptor file(open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (file.number() < 0) return system_error<msg::kFileNotCreated>(path);
  Status written = write_and_flush(std::move(file), parts, path);
  if (written && rename(temporary.c_str(), path.c_str()) != 0) written = system_error<msg::kFileNotReplaced>(path);
  if (!written) unlink(temporary.c_str());
  return written;
}

Status remove_unfinished_files(const std::string& folder) {
  TRY_VALUE(const std::vector<FolderEntry> entries, list_folder(folder));
  for (const FolderEntry& entry : entries) {
    const pid_t writer = writer_of(entry.name);
    if (writer > 0 && kill(writer, 0) != 0 && errno == ESRCH) TRY(remove_file(folder + "/" + entry.name));
  }
  return {};
}

struct AppendFile::State {
  Descriptor descriptor;
  std::string path;
};

AppendFile::AppendFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
AppendFile::AppendFile(AppendFile&&) noexcept = default;
AppendFile& AppendFile::operator=(AppendFile&&) noexcept = default;
AppendFile::~AppendFile() = default;

Result<AppendFile> AppendFile::open(const std::string& path) {
  TRY(check_replaceable(path));
  Descriptor descriptor(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
  if (descriptor.number() < 0) return system_error<msg::kFileNotCreated>(path);
  return AppendFile(std::make_unique<State>(std::move(descriptor), path));
}

Status AppendFile::append(ByteSpan bytes) {
  const int number = state_->descriptor.number();
  struct stat before{};
  if (fstat(number, &before) != 0) return system_error<msg::kFileNotExamined>(state_->path);
  Status written = write_all(number, bytes, state_->path);
  // If ftruncate() fails too, the error of write_all() is the one to report.
  if (!written) std::ignore = ftruncate(number, before.st_size);
  return written;
}

Status make_folder(const std::string& path) {
  std::error_code code;
  std::filesystem::create_directories(path, code);
  if (code) return fail<msg::kFolderNotCreated>(path, code.message());
  if (!std::filesystem::is_directory(path, code)) return fail<msg::kFolderNameTaken>(path);
  return {};
}

Status remove_file(const std::string& path) {
  if (unlink(path.c_str()) == 0 || errno == ENOENT) return {};
  return system_error<msg::kFileNotRemoved>(path);
}

Result<SharedBytes> map_file(const std::string& path) {
  TRY_VALUE(const OpenFile file, open_for_reading(path));
  if (file.size == 0) return SharedBytes();
  void* address = mmap(nullptr, file.size, PROT_READ, MAP_PRIVATE, file.descriptor.number(), 0);
  if (address == MAP_FAILED) return system_error<msg::kFileNotMapped>(path);
  madvise(address, file.size, MADV_WILLNEED);
  const ByteSpan bytes(static_cast<const std::uint8_t*>(address), file.size);
  mapped_files().add(bytes);
  return SharedBytes(bytes, std::shared_ptr<const void>(address, [bytes](const void* mapped) {
                       mapped_files().remove(bytes);
                       munmap(const_cast<void*>(mapped), bytes.size());
                     }));
}

void release_mapped_pages(ByteSpan bytes) { mapped_files().release(bytes); }

Result<std::vector<FolderEntry>> list_folder(const std::string& path) {
  const std::unique_ptr<DIR, CloseFolder> folder(opendir(path.c_str()));
  if (folder == nullptr && errno == ENOTDIR) return fail<msg::kNotAFolder>(path);
  if (folder == nullptr) return system_error<msg::kFileNotOpened>(path);
  std::vector<FolderEntry> entries;
  errno = 0;
  while (const dirent* entry = readdir(folder.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") entries.push_back(examine(folder.get(), *entry));
    errno = 0;  // readdir() returns nullptr both at the end and on an error, and sets errno on an error only
  }
  if (errno != 0) return system_error<msg::kFolderNotListed>(path);
  std::ranges::sort(entries, {}, &FolderEntry::name);
  return entries;
}

}  // namespace alexnet
