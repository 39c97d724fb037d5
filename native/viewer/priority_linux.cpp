#include <sys/resource.h>

#include "priority.h"

namespace alexnet::viewer {

// On Linux each thread has its own niceness, which threads that it starts inherit.
void lower_thread_priority() {
  constexpr int kNicer = 10;
  (void)setpriority(PRIO_PROCESS, 0, kNicer);  // fails only if the niceness is higher already
}

}  // namespace alexnet::viewer
