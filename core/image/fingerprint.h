// A number that stands for the pixels of a photo.
#pragma once

#include <cstdint>

#include "image/reader.h"

namespace alexnet {

// Returns 64 bits that depend on the size and on every pixel as it is stored, before the orientation and a color profile are
// applied: composed over white and with gray as RGB, so that files without loss of the same pixels have the same fingerprint
// whatever their name and format. Different pixels have the same one with a probability of about 2^-64, unless someone constructs
// them: it is no cryptographic hash. Requires the pixels of the full size, because a JPEG that is decoded at a fraction of its size
// has others. Never 0.
[[nodiscard]] std::uint64_t fingerprint(const DecodedPixels& pixels);

}  // namespace alexnet
