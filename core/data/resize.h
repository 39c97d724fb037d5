// Resampling with antialiasing: a triangle filter whose support grows with the reduction, as Pillow's BILINEAR and
// torchvision's antialias=True do (Pillow, src/libImaging/Resample.c: 8-bit channels, 22-bit fixed-point weights, one rounding
// per pass).
#pragma once

#include "base/error.h"
#include "data/image.h"

namespace alexnet {

// A part of an image, in its pixels; may begin and end between pixels.
struct Region {
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;
};

// `region` of `image` at the size width x height; pixels outside `region` are not looked at. The same numbers as Pillow's
// Image.resize((width, height), BILINEAR, box=region). kOutOfMemory, or kInvalidArgument for a region outside the image.
[[nodiscard]] Result<Image> resize(const Image& image, std::size_t width, std::size_t height, const Region& region);
[[nodiscard]] Result<Image> resize(const Image& image, std::size_t width, std::size_t height);

}  // namespace alexnet
