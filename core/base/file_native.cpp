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
#include <regex>

#include "base/catch_bad_alloc.h"
#include "base/file.h"

namespace alexnet {
namespace {

std::unexpected<Error> system_error(const std::string& path, const char* doing) {
  const int code = errno;
  const ErrorKind kind = code == ENOENT || code == ENOTDIR ? ErrorKind::kNotFound
                         : code == ENOMEM                  ? ErrorKind::kOutOfMemory
                                                           : ErrorKind::kUnreadable;
  return fail(kind, path, doing, ": ", std::strerror(code));
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
  // Closes now, for those who must know whether it went well.
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
  if (descriptor.number() < 0) return system_error(path, "cannot be opened");
  struct stat about{};
  if (fstat(descriptor.number(), &about) != 0) return system_error(path, "cannot be examined");
  if (S_ISDIR(about.st_mode)) return fail(ErrorKind::kUnreadable, path, "is a folder, not a file");
  if (!S_ISREG(about.st_mode)) return fail(ErrorKind::kUnreadable, path, "is not a regular file");
  return OpenFile{std::move(descriptor), static_cast<std::size_t>(about.st_size)};
}

Status write_all(int descriptor, ByteSpan bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return system_error(path, "cannot be written");
    }
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

Status write_and_flush(Descriptor file, std::span<const ByteSpan> parts, const std::string& path) {
  for (const ByteSpan part : parts) TRY(write_all(file.number(), part, path));
  if (fsync(file.number()) != 0) return system_error(path, "cannot be flushed to the disk");
  if (!file.finish()) return system_error(path, "cannot be closed");
  return {};
}

// The process that writes or wrote a file under this name of its own, else 0.
pid_t writer_of(const std::string& name) {
  static const std::regex pattern(R"(.+\.(\d{1,9})\.part)");
  std::smatch number;
  return std::regex_match(name, number, pattern) ? std::stoi(number[1]) : 0;
}

// Renaming onto a folder fails, but onto a device it would replace the device.
Status check_replaceable(const std::string& path) {
  struct stat about{};
  if (stat(path.c_str(), &about) != 0) return {};  // nothing there, or the system will say so when we write
  if (S_ISDIR(about.st_mode)) return fail(ErrorKind::kUnreadable, path, "cannot be written: it is a folder");
  if (!S_ISREG(about.st_mode)) return fail(ErrorKind::kUnreadable, path, "cannot be written: it is not a regular file");
  return {};
}

Result<std::vector<std::uint8_t>> read_all(const OpenFile& file, const std::string& path) {
  std::vector<std::uint8_t> bytes(file.size);
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got = read(file.descriptor.number(), bytes.data() + filled, bytes.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_error(path, "cannot be read");
    if (got == 0) break;  // it shrank while we read
    filled += static_cast<std::size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

struct CloseFolder {
  void operator()(DIR* folder) const { closedir(folder); }
};

// Most systems say it with the name, which saves a call for each of 10,000 photos.
mode_t mode_of(DIR* folder, const dirent& entry) {
  if (entry.d_type != DT_UNKNOWN) return DTTOIF(entry.d_type);
  struct stat about{};
  return fstatat(dirfd(folder), entry.d_name, &about, AT_SYMLINK_NOFOLLOW) == 0 ? about.st_mode : 0;
}

FolderEntry examine(DIR* folder, const dirent& entry) {
  mode_t mode = mode_of(folder, entry);
  FolderEntry result{entry.d_name, FolderEntry::Kind::kOther, S_ISLNK(mode)};
  if (result.is_link) {
    struct stat about{};
    mode = fstatat(dirfd(folder), entry.d_name, &about, 0) == 0 ? about.st_mode : 0;
  }
  if (S_ISREG(mode)) result.kind = FolderEntry::Kind::kFile;
  if (S_ISDIR(mode)) result.kind = FolderEntry::Kind::kFolder;
  return result;
}

}  // namespace

Result<std::vector<std::uint8_t>> read_file(const std::string& path, std::size_t limit) {
  TRY_VALUE(const OpenFile file, open_for_reading(path));
  if (file.size > limit) return fail(ErrorKind::kTooLarge, path, "has ", file.size, " bytes, the limit is ", limit);
  return catch_bad_alloc(path, [&] { return read_all(file, path); });
}

Status write_file(const std::string& path, std::span<const ByteSpan> parts) {
  TRY(check_replaceable(path));
  // The process id keeps two writers of the same file apart.
  const std::string temporary = str_cat(path, ".", getpid(), ".part");
  Descriptor file(open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (file.number() < 0) return system_error(path, "cannot be created");
  Status written = write_and_flush(std::move(file), parts, path);
  if (written && rename(temporary.c_str(), path.c_str()) != 0) written = system_error(path, "cannot be replaced");
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
  if (descriptor.number() < 0) return system_error(path, "cannot be created");
  return AppendFile(std::make_unique<State>(std::move(descriptor), path));
}

Status AppendFile::append(ByteSpan bytes) {
  const int number = state_->descriptor.number();
  struct stat before{};
  if (fstat(number, &before) != 0) return system_error(state_->path, "cannot be examined");
  Status written = write_all(number, bytes, state_->path);
  // The error that counts is the first one.
  if (!written) std::ignore = ftruncate(number, before.st_size);
  return written;
}

Status make_folder(const std::string& path) {
  std::error_code code;
  std::filesystem::create_directories(path, code);
  if (code || !std::filesystem::is_directory(path, code))
    return fail(ErrorKind::kUnreadable, path, "cannot be made a folder: ", code ? code.message() : "a file is in the way");
  return {};
}

Status remove_file(const std::string& path) {
  if (unlink(path.c_str()) == 0 || errno == ENOENT) return {};
  return system_error(path, "cannot be removed");
}

Result<SharedBytes> map_file(const std::string& path) {
  TRY_VALUE(const OpenFile file, open_for_reading(path));
  if (file.size == 0) return SharedBytes();
  void* address = mmap(nullptr, file.size, PROT_READ, MAP_PRIVATE, file.descriptor.number(), 0);
  if (address == MAP_FAILED) return system_error(path, "cannot be mapped");
  madvise(address, file.size, MADV_WILLNEED);
  const std::size_t size = file.size;
  return SharedBytes(
      ByteSpan(static_cast<const std::uint8_t*>(address), size),
      std::shared_ptr<const void>(address, [size](const void* mapped) { munmap(const_cast<void*>(mapped), size); }));
}

Result<std::vector<FolderEntry>> list_folder(const std::string& path) {
  const std::unique_ptr<DIR, CloseFolder> folder(opendir(path.c_str()));
  if (folder == nullptr && errno == ENOTDIR) return fail(ErrorKind::kUnreadable, path, "is not a folder");
  if (folder == nullptr) return system_error(path, "cannot be opened");
  std::vector<FolderEntry> entries;
  errno = 0;
  while (const dirent* entry = readdir(folder.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") entries.push_back(examine(folder.get(), *entry));
    errno = 0;  // it tells the end from a fault
  }
  if (errno != 0) return system_error(path, "cannot be listed");
  std::ranges::sort(entries, {}, &FolderEntry::name);
  return entries;
}

}  // namespace alexnet
