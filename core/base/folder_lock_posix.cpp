#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/folder_lock.h"
#include "base/messages.h"

namespace alexnet {
namespace {

// The lock ends when the file is closed, however the process ends. The file is removed first, while it is locked.
class LockFile {
 public:
  LockFile(std::string path, int file) : path_(std::move(path)), file_(file) {}
  LockFile(const LockFile&) = delete;
  LockFile& operator=(const LockFile&) = delete;
  ~LockFile() {
    unlink(path_.c_str());
    close(file_);
  }

 private:
  std::string path_;
  int file_;
};

std::string first_line(int file) {
  std::array<char, 64> text{};
  const ssize_t size = pread(file, text.data(), text.size(), 0);
  const std::string line(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  return line.substr(0, line.find('\n'));
}

// Tells people which process it is. The lock does not depend on it, so errors are ignored.
void write_process_number(int file) {
  const std::string line = std::to_string(getpid()) + '\n';
  if (ftruncate(file, 0) == 0) (void)!pwrite(file, line.data(), line.size(), 0);
}

// Whoever held the lock may have removed the file between its opening and its locking.
bool is_still_at(const std::string& path, int file) {
  struct stat opened{};
  struct stat present{};
  return fstat(file, &opened) == 0 && stat(path.c_str(), &present) == 0 && opened.st_dev == present.st_dev &&
         opened.st_ino == present.st_ino;
}

}  // namespace

Result<FolderLock> FolderLock::acquire(const std::string& folder) {
  const std::string path = folder + "/.lock";
  while (true) {
    const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (file < 0)
      return fail_as<msg::kFileNotWritten>(errno == ENOENT ? ErrorKind::kNotFound : ErrorKind::kUnreadable, folder,
                                           std::strerror(errno));
    if (flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
      const std::string process = first_line(file);
      close(file);
      return fail<msg::kFolderLocked>(folder, process);
    }
    if (is_still_at(path, file)) {
      write_process_number(file);
      return FolderLock(std::make_shared<LockFile>(path, file));
    }
    close(file);
  }
}

bool FolderLock::is_locked(const std::string& folder) {
  const int file = open((folder + "/.lock").c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  const bool is_free = flock(file, LOCK_SH | LOCK_NB) == 0 || errno != EWOULDBLOCK;
  close(file);
  return !is_free;
}

}  // namespace alexnet
