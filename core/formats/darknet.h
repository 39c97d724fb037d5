// Reads weights of Darknet (`.weights`) with the network that they belong to (`.cfg`).
#pragma once

#include "base/error.h"
#include "base/file.h"
#include "formats/companion_files.h"
#include "formats/foreign_network.h"

namespace alexnet {

// Whether the bytes begin as weights of Darknet 0.1 to 0.9 do.
[[nodiscard]] bool is_darknet_weights(ByteSpan bytes);

// Reads the weights; the .cfg file is the one of the same name among `companions`, or the only one. A layer that does not run here
// becomes one of the kind kOther. kBadFormat if the two files do not agree; the errors of CompanionFiles::open_by_ending().
[[nodiscard]] Result<ForeignNetwork> read_darknet(SharedBytes file, const CompanionFiles& companions);

}  // namespace alexnet
