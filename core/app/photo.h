// Photos as images to display.
#pragma once

#include <string>

#include "base/error.h"
#include "data/photo_names.h"
#include "data/preprocess.h"
#include "image/decode.h"
#include "image/image.h"
#include "image/resize.h"

namespace alexnet {

// Decodes a photo and applies its orientation. Errors: those of map_file and decode, with the path.
[[nodiscard]] Result<DecodedImage> read_photo(const std::string& path, const DecodeOptions& options = {});

// Returns whether a file in a folder counts as a photo: by its name (data/photo_names.h), or, if that has no ending, by its content,
// whose header is read.
[[nodiscard]] bool is_photo_file(const std::string& path);

// Shrinks an image so that no side is longer than `side` pixels, at its aspect ratio. A smaller image is returned unchanged.
// Requires side >= 1. Errors: kOutOfMemory.
[[nodiscard]] Result<Image> fit_within(Image image, std::size_t side);

}  // namespace alexnet
