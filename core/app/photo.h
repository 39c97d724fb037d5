// A photo's file as pixels, for those who show it.
#pragma once

#include <string>

#include "base/error.h"
#include "data/image.h"
#include "data/preprocess.h"
#include "data/resize.h"

namespace alexnet {

// As a person sees it. The errors of map_file and decode, with the path.
[[nodiscard]] Result<Image> read_photo(const std::string& path);

// Whether a file is a photo by the end of its name, in any case: .jpg, .jpeg, .png, .bmp, .gif, .psd, .tga, .ppm, .pgm, .hdr.
[[nodiscard]] bool is_photo_name(const std::string& path);

// No side longer than `side` (at least 1), the aspect kept; a photo that is smaller already stays as it is. kOutOfMemory.
[[nodiscard]] Result<Image> fit_within(Image image, std::size_t side);

}  // namespace alexnet
