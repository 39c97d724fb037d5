#include "image/reader.h"

#include "image/readers.h"

namespace alexnet {

// CMake defines which libraries of the system are used (core/cmake/image_libraries.cmake).
std::span<const ImageReader> image_readers() {
  static const ImageReader readers[] = {kJpegReader, kPngReader, kWebpReader,
#if ALEXNET_HAS_AVIF
                                        kAvifReader,
#endif
#if ALEXNET_HAS_HEIF
                                        kHeicReader,
#endif
#if ALEXNET_HAS_RAW
                                        kRawReader,  // before TIFF, whose structure raw files have
#endif
#if ALEXNET_HAS_TIFF
                                        kTiffReader,
#endif
#if ALEXNET_HAS_JXL
                                        kJxlReader,
#endif
#if ALEXNET_HAS_JP2
                                        kJp2Reader,
#endif
                                        kIcoReader,  kGifReader, kBmpReader,  kPsdReader, kPnmReader, kHdrReader, kTgaReader};
  return readers;
}

}  // namespace alexnet
