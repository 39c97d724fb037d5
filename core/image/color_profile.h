// Converts the pixels of a file from its ICC color profile to sRGB with Little CMS, 8 bits a channel throughout. The rendering
// intent is perceptual, the default of Pillow's ImageCms and what profiles are made for; black points are compensated only where
// version 4 of the format asks for it. Against the exact formula of a profile of primaries and curves, such as Display P3, the
// largest difference is one level. (The 16-bit integers of Little CMS are coarser: they go through a table.) RGB and CMYK give the
// values of Pillow 13's ImageCms; gray is exact where ImageCms interpolates between 33 values.
#pragma once

#include <string>

#include "base/error.h"
#include "image/reader.h"

namespace alexnet {

// Converts `pixels` as pixels.icc_profile describes them, and removes the profile; opacity is kept. kGray and kCmyk become kRgb, and
// kGrayAlpha becomes kRgba, where values change. Gray pixels with a profile for RGB are taken for equal red, green and blue, as
// browsers do. Returns the profile's own name, such as "Display P3"; empty if the values stay as they are, because there is no
// profile or it is that of sRGB: nowhere more than one level from it, by what it computes and not by its name. A profile that is
// damaged, or for another kind of pixels, is ignored with a warning in pixels.warnings. Thread-safe. Errors: kOutOfMemory.
[[nodiscard]] Result<std::string> convert_to_srgb(DecodedPixels& pixels);

}  // namespace alexnet
