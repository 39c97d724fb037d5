// The system's own dialog for choosing files.
#pragma once

#include <string>
#include <vector>

namespace alexnet::viewer {

// Linux has it as programs: zenity (GNOME, GTK) or kdialog (KDE). The window goes on drawing while one is open.
class FileDialog {
 public:
  enum class Kind { kFiles, kFolder };

  FileDialog() = default;
  ~FileDialog();  // closes it
  FileDialog(const FileDialog&) = delete;
  FileDialog& operator=(const FileDialog&) = delete;

  // False where there is none. One that is open already stays.
  [[nodiscard]] bool open(Kind kind);
  // Paths, once they are chosen; nothing as long as it is open, and where it was closed without a choice.
  [[nodiscard]] std::vector<std::string> take_chosen();

 private:
  void close();

  int process_ = -1;
  int output_ = -1;     // the pipe's end to read from
  std::string chosen_;  // a path a line
};

}  // namespace alexnet::viewer
