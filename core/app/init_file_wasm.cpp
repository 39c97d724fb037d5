#include "app/init_file.h"
#include "base/file.h"

namespace alexnet {

Result<TensorMap> read_init_file(const std::string& path) { return std::unexpected(map_file(path).error()); }

}  // namespace alexnet
