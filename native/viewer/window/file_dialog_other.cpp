#include "window/file_dialog.h"

namespace alexnet::viewer {

FileDialog::~FileDialog() = default;
bool FileDialog::open(Kind) { return false; }
std::vector<std::string> FileDialog::take_chosen() { return {}; }
void FileDialog::close() {}

}  // namespace alexnet::viewer
