#include "base/process.h"

namespace alexnet {

ProcessName process_name() { return {"browser", 1}; }

}  // namespace alexnet
