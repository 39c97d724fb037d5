#include "app/init_file.h"
#include "interop/import_model.h"

namespace alexnet {

Result<TensorMap> read_init_file(const std::string& path) {
  TRY_VALUE(SharedBytes bytes, map_file(path));
  Result<TensorMap> file = read_tensors(std::move(bytes), CompanionFiles::beside(path));
  if (!file) return with_context(path, std::move(file).error());
  return file;
}

}  // namespace alexnet
