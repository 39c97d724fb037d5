// The readers of this build, one for each format; image/reader.cpp and image/readers/shared_readers.cpp list them in the order in which they
// are tried.
#pragma once

#include "image/reader.h"

namespace alexnet {

extern const ImageReader kJpegReader, kPngReader, kWebpReader, kIcoReader, kGifReader, kBmpReader, kPsdReader, kPnmReader,
    kHdrReader, kTgaReader;

// Native only, only where their libraries are, and only inside the shared library of image/readers/system_readers.h.
extern const ImageReader kAvifReader, kHeicReader, kTiffReader, kRawReader, kJxlReader, kJp2Reader;

// Those whose code is in every build, ICO and TGA left out, whose files do not begin with a signature of their own.
[[nodiscard]] std::span<const ImageReader> built_in_readers();

}  // namespace alexnet
