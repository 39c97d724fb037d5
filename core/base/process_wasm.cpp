#include "base/process.h"

namespace alexnet {

ProcessName process_name() { return {"browser", 1}; }
std::string program_folder() { return {}; }

}  // namespace alexnet
