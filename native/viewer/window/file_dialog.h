// The file dialog of the system.
#pragma once

#include <string>
#include <vector>

namespace alexnet::viewer {

// On Linux this runs zenity (GNOME, GTK) or kdialog (KDE); there is no dialog on other systems yet. The window continues to
// draw while the dialog is open.
class FileDialog {
 public:
  enum class Kind { kFiles, kFolder };

  FileDialog() = default;
  ~FileDialog();  // closes an open dialog
  FileDialog(const FileDialog&) = delete;
  FileDialog& operator=(const FileDialog&) = delete;

  // Opens the dialog, unless one is open already. Returns false if the system has none.
  [[nodiscard]] bool open(Kind kind);
  // Returns the chosen paths once the dialog is closed; nothing while it is open or if it was cancelled.
  [[nodiscard]] std::vector<std::string> take_chosen();

 private:
  void close();

  int process_ = -1;
  int output_ = -1;     // the end of the pipe from which the output is read
  std::string chosen_;  // one path on each line
};

}  // namespace alexnet::viewer
