#include "messages.h"
#include "window/clipboard.h"

namespace alexnet::viewer {

Result<std::vector<std::uint8_t>> read_clipboard_image() { return fail<msg::kClipboardUnsupported>("paste"); }

}  // namespace alexnet::viewer
