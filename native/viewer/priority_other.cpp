#include "priority.h"

namespace alexnet::viewer {

void lower_thread_priority() {}

}  // namespace alexnet::viewer
