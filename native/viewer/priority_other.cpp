#include "priority.h"

namespace alexnet::viewer {

void give_way() {}

}  // namespace alexnet::viewer
