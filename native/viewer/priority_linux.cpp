#include <sys/resource.h>

#include "priority.h"

namespace alexnet::viewer {

// On Linux a thread has a niceness of its own, and hands it on to those it starts.
void give_way() {
  constexpr int kNicer = 10;
  (void)setpriority(PRIO_PROCESS, 0, kNicer);  // refused only where it is as nice already
}

}  // namespace alexnet::viewer
