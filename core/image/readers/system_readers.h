// The readers that use libraries of the system: AVIF, HEIC, TIFF, JPEG XL, JPEG 2000 and the previews of raw files. They lie in a shared
// library of their own, libalexnet_image_readers.so, which is loaded with the first file that no other reader recognizes: the system's
// libraries and what they need in turn are some seventy, and loading them would double the time that the program takes to start.
#pragma once

#include <span>

#include "image/reader.h"

namespace alexnet {

// Returns them in the order in which they are tried; none if this build has none. The shared library is looked for in the program's
// folder, then in ../lib beside it, and stays loaded. Fails with kUnsupported if it cannot be loaded; the first result is kept.
// Thread-safe.
[[nodiscard]] const Result<std::span<const ImageReader>>& system_readers();

}  // namespace alexnet
