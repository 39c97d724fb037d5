#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fcntl.h>
#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>

#include "messages.h"
#include "window/clipboard.h"

namespace alexnet::viewer {
namespace {

using Arguments = std::vector<const char*>;
using Bytes = std::vector<std::uint8_t>;

constexpr std::array kImageTypes = {"image/png", "image/jpeg", "image/webp", "image/bmp"};  // in the order of preference

// A program that prints the clipboard.
struct Reader {
  Arguments list;                       // prints the offered types, one on each line
  Arguments (*read)(const char* type);  // prints the clipboard as that type
};
const Reader kWayland = {{"wl-paste", "--list-types"},
                         [](const char* type) { return Arguments{"wl-paste", "--no-newline", "--type", type}; }};
const Reader kX11 = {{"xclip", "-selection", "clipboard", "-t", "TARGETS", "-o"},
                     [](const char* type) { return Arguments{"xclip", "-selection", "clipboard", "-t", type, "-o"}; }};

struct Output {
  Bytes bytes;
  bool succeeded = false;
};

Bytes read_all(int file) {
  Bytes bytes;
  std::array<std::uint8_t, 1 << 16> piece;
  for (ssize_t size = 0; (size = read(file, piece.data(), piece.size())) > 0;)
    bytes.insert(bytes.end(), piece.begin(), piece.begin() + size);
  return bytes;
}

// Runs a program without its error messages. Nothing if there is no such program.
std::optional<Output> run(Arguments arguments) {
  arguments.push_back(nullptr);
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return {};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t process = -1;
  const int failed =
      posix_spawnp(&process, arguments[0], &actions, nullptr, const_cast<char* const*>(arguments.data()), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  std::optional<Output> output;
  if (failed == 0) {
    output = Output{.bytes = read_all(ends[0])};
    int status = 0;
    waitpid(process, &status, 0);
    output->succeeded = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }
  close(ends[0]);
  return output;
}

bool offers(const Output& list, std::string_view type) {
  const std::string_view text(reinterpret_cast<const char*>(list.bytes.data()), list.bytes.size());
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    if (text.substr(begin, end - begin) == type) return true;
    begin = end + 1;
  }
  return false;
}

}  // namespace

Result<std::vector<std::uint8_t>> read_clipboard_image() {
  std::vector<const Reader*> readers = {&kX11};
  if (std::getenv("WAYLAND_DISPLAY") != nullptr) readers.insert(readers.begin(), &kWayland);
  bool is_installed = false;
  for (const Reader* reader : readers) {
    const std::optional<Output> types = run(reader->list);
    if (!types) continue;
    is_installed = true;
    for (const char* type : kImageTypes) {
      if (!offers(*types, type)) continue;
      if (std::optional<Output> image = run(reader->read(type)); image && image->succeeded && !image->bytes.empty())
        return std::move(image->bytes);
    }
  }
  if (!is_installed) return fail<msg::kClipboardPrograms>("paste");
  return fail<msg::kClipboardNoImage>("paste");
}

}  // namespace alexnet::viewer
