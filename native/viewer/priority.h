// Lowers the priority of computing threads, so that the UI thread stays responsive.
#pragma once

namespace alexnet::viewer {

// Lowers the priority of the calling thread and of threads that it starts later. Has an effect on Linux only, where each thread
// has a priority of its own.
void lower_thread_priority();

}  // namespace alexnet::viewer
