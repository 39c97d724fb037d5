#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "window/file_dialog.h"

namespace alexnet::viewer {
namespace {

using Arguments = std::vector<const char*>;

// Both programs print one path on each line.
Arguments zenity(FileDialog::Kind kind) {
  if (kind == FileDialog::Kind::kFolder) return {"zenity", "--file-selection", "--directory", "--multiple", "--separator=\n"};
  return {"zenity", "--file-selection", "--multiple", "--separator=\n"};
}

Arguments kdialog(FileDialog::Kind kind) {
  if (kind == FileDialog::Kind::kFolder) return {"kdialog", "--getexistingdirectory", "."};
  return {"kdialog", "--getopenfilename", ".", "--multiple", "--separate-output"};
}

// Starts a program with its output redirected. Returns its process, or -1 if there is no such program.
int start(Arguments arguments, int output) {
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  pid_t process = -1;
  const int failed =
      posix_spawnp(&process, arguments[0], &actions, nullptr, const_cast<char* const*>(arguments.data()), environ);
  posix_spawn_file_actions_destroy(&actions);
  return failed == 0 ? process : -1;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    if (end > begin) lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

}  // namespace

FileDialog::~FileDialog() {
  if (process_ < 0) return;
  kill(process_, SIGTERM);
  close();
}

bool FileDialog::open(Kind kind) {
  if (process_ >= 0) return true;
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return false;
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  for (const auto& program : {zenity, kdialog})
    if (process_ < 0) process_ = start(program(kind), ends[1]);
  ::close(ends[1]);
  output_ = ends[0];
  if (process_ < 0) ::close(output_);
  return process_ >= 0;
}

std::vector<std::string> FileDialog::take_chosen() {
  if (process_ < 0) return {};
  std::array<char, 4096> piece;
  ssize_t size = 0;
  while ((size = read(output_, piece.data(), piece.size())) > 0) chosen_.append(piece.data(), static_cast<std::size_t>(size));
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return {};  // the dialog is still open
  close();
  return lines_of(std::exchange(chosen_, {}));
}

void FileDialog::close() {
  ::close(output_);
  waitpid(process_, nullptr, 0);
  process_ = -1;
}

}  // namespace alexnet::viewer
