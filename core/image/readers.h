// The readers of this build, one for each format; image/reader.cpp lists them in the order in which they are tried.
#pragma once

#include "image/reader.h"

namespace alexnet {

extern const ImageReader kJpegReader, kPngReader, kWebpReader, kIcoReader, kGifReader, kBmpReader, kPsdReader, kPnmReader,
    kHdrReader, kTgaReader;

// Native only, and only where their libraries are.
extern const ImageReader kAvifReader, kHeicReader, kTiffReader, kRawReader, kJxlReader, kJp2Reader;

}  // namespace alexnet
