// The fraction of its size at which a JPEG is decoded. The inverse cosine transform of libjpeg-turbo can return the means of 2 x 2,
// 4 x 4 or 8 x 8 pixels in less time than the pixels.
#pragma once

#include <cstddef>
#include <span>

namespace alexnet {

// The horizontal and vertical sampling factors of a component (ITU-T T.81, A.1.1), 1 to 4.
struct JpegSampling {
  int horizontal = 1;
  int vertical = 1;
};

struct JpegScale {
  std::size_t divisor = 1;  // one pixel of the result is the mean of divisor x divisor pixels: 1, 2, 4 or 8
  std::size_t box = 1;      // of these, the reader averages box x box pixels, and the library the rest
  bool smooth = true;       // chroma that is stored coarser than the result is interpolated, not repeated
};

// Returns the largest divisor by which the shorter side keeps at least `min_shorter_side` pixels, or 1 if that is 0.
//
// The library reduces a component less than the others where it is stored coarser (chroma), but only by the same factor in both
// directions: 4:2:0 keeps its chroma, and 4:2:2 and 4:4:0 would lose half of it a second time. Those are decoded at a multiple of
// the size and then averaged. The mean of repeated chroma samples is exact, and takes nothing from samples outside the photo.
[[nodiscard]] JpegScale choose_jpeg_scale(std::size_t width, std::size_t height, std::span<const JpegSampling> components,
                                          std::size_t min_shorter_side);

}  // namespace alexnet
