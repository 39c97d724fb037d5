#include "image/reader.h"

#include <algorithm>

#include "image/readers/readers.h"
#include "image/readers/system_readers.h"

namespace alexnet {
namespace {

std::vector<ImageReader> all_readers() {
  std::vector<ImageReader> readers(built_in_readers().begin(), built_in_readers().end());
  if (const auto& system = system_readers()) readers.insert(readers.end(), system->begin(), system->end());
  readers.insert(readers.end(), {kIcoReader, kTgaReader});
  return readers;
}

const ImageReader* find(std::span<const ImageReader> readers, ByteSpan bytes) {
  const auto found = std::ranges::find_if(readers, [&](const ImageReader& one) { return one.recognizes(bytes); });
  return found == readers.end() ? nullptr : &*found;
}

}  // namespace

std::span<const ImageReader> built_in_readers() {
  static const ImageReader readers[] = {kJpegReader, kPngReader, kWebpReader, kGifReader,
                                        kBmpReader,  kPsdReader, kPnmReader,  kHdrReader};
  return readers;
}

std::span<const ImageReader> image_readers() {
  static const std::vector<ImageReader> readers = all_readers();
  return readers;
}

const ImageReader* find_reader(ByteSpan bytes) {
  const ImageReader* reader = find(built_in_readers(), bytes);
  return reader != nullptr ? reader : find(image_readers().first(image_readers().size() - 1), bytes);
}

}  // namespace alexnet
