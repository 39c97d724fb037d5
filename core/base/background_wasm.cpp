#include "base/background.h"

namespace alexnet {

std::unique_ptr<Background> Background::start(std::function<void()>) { return nullptr; }

}  // namespace alexnet
