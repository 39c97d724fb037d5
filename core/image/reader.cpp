#include "image/reader.h"

#include "image/readers.h"

namespace alexnet {

std::span<const ImageReader> image_readers() {
  static const ImageReader readers[] = {kJpegReader, kPngReader, kWebpReader, kGifReader, kBmpReader,
                                        kPsdReader,  kPnmReader, kHdrReader,  kTgaReader};
  return readers;
}

}  // namespace alexnet
