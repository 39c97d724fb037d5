#include "image/readers/shared_readers.h"

#include <iterator>

#include "image/readers/readers.h"

namespace alexnet {
namespace {
const ImageReader* jpeg_reader = nullptr;
}  // namespace

const ImageReader& program_jpeg_reader() { return *jpeg_reader; }

// CMake defines which libraries there are (core/cmake/image_libraries.cmake).
extern "C" __attribute__((visibility("default"))) SharedReaders alexnet_shared_image_readers(const ImageReader& jpeg) {
  jpeg_reader = &jpeg;
  static const ImageReader readers[] = {
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
  };
  return {readers, std::size(readers)};
}

}  // namespace alexnet
