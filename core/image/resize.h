// Resizes images, by default as Pillow's BILINEAR and torchvision's antialias=True do. The two methods with antialiasing are
// bit-identical to Pillow 13 (src/libImaging/Resample.c: 8-bit channels, 22-bit fixed-point weights, one rounding per pass). The
// horizontal pass is first, unless the height shrinks by more than twice as many pixels as the width. In Pillow 3.3 to 12 it is always
// first, so that their results may then differ by one.
#pragma once

#include <cstdint>
#include <vector>

#include "base/error.h"
#include "image/image.h"

namespace alexnet {

enum class Interpolation : std::uint8_t {
  kNearest,  // the pixel at the center: Pillow's NEAREST, and tf.image.resize "nearest" but for its float rounding
  kBilinear,  // of four pixels, whatever the reduction: tf.image.resize "bilinear", rounded to 8 bits (resize_to_floats() does not)
  kBilinearAntialiased,  // a triangle whose support grows with the reduction: Pillow's BILINEAR
  kBicubic,              // a cubic with a = -0.5 whose support grows with the reduction: Pillow's BICUBIC
};

// Resizes `region` of `image`, or what the photo covers of it, to width x height pixels. The edges of the region are rounded to 32-bit floats, as
// in Pillow. Pixels beside the region have the influence that the filter gives them. Returns the same values as Pillow's
// Image.resize((width, height), BILINEAR, box=region), and likewise for the other methods. Errors: kInvalidArgument (a region that is
// not inside the image, a side of 0) and kOutOfMemory.
[[nodiscard]] Result<Image> resize(const Image& image, std::size_t width, std::size_t height, const Region& region,
                                   Interpolation interpolation = Interpolation::kBilinearAntialiased);
[[nodiscard]] Result<Image> resize(const Image& image, std::size_t width, std::size_t height,
                                   Interpolation interpolation = Interpolation::kBilinearAntialiased);

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
  Interpolation interpolation = Interpolation::kBilinearAntialiased;
};

// Returns the same pixels as resize() and then a crop to the window, but computes only those. Errors: those of resize, and
// kInvalidArgument for a window that is not inside the result.
[[nodiscard]] Result<Image> resize_part(const Image& image, const PartialResize& plan);

// The same with kBilinear, whatever the plan says, without rounding: values [y][x][c] in 0..255. TensorFlow and Caffe give such
// values to their networks. The same errors.
[[nodiscard]] Result<std::vector<float>> resize_to_floats(const Image& image, const PartialResize& plan);

}  // namespace alexnet
