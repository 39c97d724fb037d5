// Resampling with antialiasing: a triangle filter whose support grows with the reduction, as Pillow's BILINEAR and
// torchvision's antialias=True do (Pillow, src/libImaging/Resample.c: 8-bit channels, 22-bit fixed-point weights, one rounding
// per pass). The horizontal pass comes first, as in Pillow 3.3 to 12; Pillow 13 turns the order round where the height shrinks
// much more than the width, and then differs in the last bit here and there.
#pragma once

#include "base/error.h"
#include "data/image.h"

namespace alexnet {

// A part of an image, in its pixels; may begin and end between pixels. Its edges count as 32-bit floats, as Pillow's do.
struct Region {
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;

  friend bool operator==(const Region&, const Region&) = default;
};

// `region` of `image` at the size width x height; pixels outside `region` are not looked at. The same numbers as Pillow's
// Image.resize((width, height), BILINEAR, box=region). kOutOfMemory, or kInvalidArgument for a region outside the image or a
// size of nothing.
[[nodiscard]] Result<Image> resize(const Image& image, std::size_t width, std::size_t height, const Region& region);
[[nodiscard]] Result<Image> resize(const Image& image, std::size_t width, std::size_t height);

// A resize of which only a part is wanted: the pixels [x, x + width) x [y, y + height) of the result.
struct Window {
  std::size_t x = 0;
  std::size_t y = 0;
  std::size_t width = 0;
  std::size_t height = 0;
};
struct PartialResize {
  std::size_t width = 0;  // of the whole result
  std::size_t height = 0;
  Region region;
  Window window;
};

// The same pixels as resize() followed by a crop to the window, without the work for the others. The same errors, and
// kInvalidArgument for a window outside the result.
[[nodiscard]] Result<Image> resize_part(const Image& image, const PartialResize& plan);

}  // namespace alexnet
