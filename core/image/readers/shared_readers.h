// What the shared library of readers and the program that loads it agree on. Both come from one build.
#pragma once

#include <cstddef>

#include "image/reader.h"

namespace alexnet {

struct SharedReaders {
  const ImageReader* readers;
  std::size_t count;
};

inline constexpr char kSharedReadersFile[] = "libalexnet_image_readers.so";
// The only function that the library exports, of type GetSharedReaders. `jpeg` is what decodes previews inside raw files.
inline constexpr char kSharedReadersFunction[] = "alexnet_shared_image_readers";
using GetSharedReaders = SharedReaders (*)(const ImageReader& jpeg);

// Inside the library: returns the program's reader of JPEG.
[[nodiscard]] const ImageReader& program_jpeg_reader();

}  // namespace alexnet
