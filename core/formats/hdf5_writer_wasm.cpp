#include "formats/hdf5.h"

namespace alexnet {

Result<SharedBytes> to_hdf5(const Hdf5FileLayout&) {
  return fail(ErrorKind::kUnsupported, "hdf5", "the browser cannot write Keras files");
}

}  // namespace alexnet
