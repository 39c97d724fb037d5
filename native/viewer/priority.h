// The window comes first: threads that compute give way to the one that draws.
#pragma once

namespace alexnet::viewer {

// The calling thread, and those that it starts from now on, give way to others. Where the system knows of no such thing for
// threads (but Linux), nothing happens.
void give_way();

}  // namespace alexnet::viewer
