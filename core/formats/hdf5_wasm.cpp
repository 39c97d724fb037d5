#include "formats/hdf5.h"

namespace alexnet {

Result<Hdf5Contents> read_hdf5(ByteSpan, const std::string&) {
  return fail(ErrorKind::kUnsupported, "hdf5", "the browser cannot read Keras files: `alexnet convert` makes one that it can");
}

Result<SharedBytes> to_hdf5(const Hdf5Plan&) {
  return fail(ErrorKind::kUnsupported, "hdf5", "the browser cannot write Keras files");
}

}  // namespace alexnet
