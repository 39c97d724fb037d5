// Resizes images with antialiasing. The filter is a triangle whose support grows with the reduction, as in Pillow's BILINEAR
// and torchvision's antialias=True; results are bit-identical (Pillow, src/libImaging/Resample.c: 8-bit channels, 22-bit
// fixed-point weights, one rounding per pass). The horizontal pass is first, as in Pillow 3.3 to 12. Pillow 13 swaps the passes
// if the height shrinks much more than the width, so that its results may then differ by one.
#pragma once

#include "base/error.h"
#include "image/image.h"

namespace alexnet {

// Resizes `region` of `image`, or the whole image, to width x height pixels. The edges of the region are rounded to 32-bit floats, as
// in Pillow. Pixels outside `region` have no influence. Returns
// the same values as Pillow's Image.resize((width, height), BILINEAR, box=region). Errors: kInvalidArgument (a region that is
// not inside the image, a side of 0) and kOutOfMemory.
[[nodiscard]] Result<Image> resize(const Image& image, std::size_t width, std::size_t height, const Region& region);
[[nodiscard]] Result<Image> resize(const Image& image, std::size_t width, std::size_t height);

// The pixels [x, x + width) x [y, y + height) of a resized image.
struct Window {
  std::size_t x = 0;
  std::size_t y = 0;
  std::size_t width = 0;
  std::size_t height = 0;
};
// A resize of which only a part is computed.
struct PartialResize {
  std::size_t width = 0;   // of the whole result
  std::size_t height = 0;  // of the whole result
  Region region;           // of the source image
  Window window;           // of the result
};

// Returns the same pixels as resize() and then a crop to the window, but computes only those. Errors: those of resize, and
// kInvalidArgument for a window that is not inside the result.
[[nodiscard]] Result<Image> resize_part(const Image& image, const PartialResize& plan);

}  // namespace alexnet
