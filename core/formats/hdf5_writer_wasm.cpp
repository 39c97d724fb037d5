#include "formats/hdf5.h"
#include "messages/hdf5.h"

namespace alexnet {

Result<SharedBytes> to_hdf5(const Hdf5FileLayout&) { return fail<msg::kHdf5WriteNotInBrowser>("hdf5"); }

}  // namespace alexnet
