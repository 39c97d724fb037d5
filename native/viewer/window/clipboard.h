// Images and files in the clipboard of the system. GLFW knows only its text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace alexnet::viewer {

// Returns the bytes of the image in the clipboard, in the first of the formats PNG, JPEG, WebP and BMP that it offers. On Linux this runs
// wl-paste (Wayland) or xclip (X11) and waits for it, so that it must not be called on the UI thread. Errors: kUnsupported if neither
// is installed, with what to install, and on other systems; kNotFound if there is no image.
[[nodiscard]] Result<std::vector<std::uint8_t>> read_clipboard_image();

// Returns the paths that a text of the clipboard names, one on each line, as file managers copy them: plain paths, in quotes or as
// file:// URIs. Empty if a line is none, or if there is no such file.
[[nodiscard]] std::vector<std::string> paths_in_text(std::string_view text);

}  // namespace alexnet::viewer
