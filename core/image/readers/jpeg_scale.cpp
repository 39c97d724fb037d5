#include "image/readers/jpeg_scale.h"

#include <algorithm>

namespace alexnet {
namespace {

constexpr int kBlock = 8;  // pixels of a side of a block of coefficients

// Returns whether, at 1/divisor of the size, box x box decoded pixels have at least one sample of the component in each direction.
bool keeps_resolution(const JpegSampling& component, const JpegSampling& largest, std::size_t divisor, std::size_t box) {
  const int block = kBlock / static_cast<int>(divisor);  // decoded pixels of a block of the finest component
  const int columns = largest.horizontal * block, rows = largest.vertical * block;
  int own = block;  // decoded samples of a block of this component, as jpeg_calc_output_dimensions() chooses them
  while (own < kBlock && columns % (component.horizontal * own * 2) == 0 && rows % (component.vertical * own * 2) == 0)
    own *= 2;
  const int averaged = static_cast<int>(box);
  return averaged * component.horizontal * own >= columns && averaged * component.vertical * own >= rows;
}

}  // namespace

JpegScale choose_jpeg_scale(std::size_t width, std::size_t height, std::span<const JpegSampling> components,
                            std::size_t min_shorter_side) {
  JpegScale scale;
  if (min_shorter_side == 0) return scale;
  const std::size_t shorter = std::min(width, height);
  while (scale.divisor < kBlock && shorter / (scale.divisor * 2) >= min_shorter_side) scale.divisor *= 2;
  JpegSampling largest;
  for (const JpegSampling& component : components) {
    largest.horizontal = std::max(largest.horizontal, component.horizontal);
    largest.vertical = std::max(largest.vertical, component.vertical);
  }
  const auto keeps_color = [&] {
    return std::ranges::all_of(components, [&](const JpegSampling& component) {
      return keeps_resolution(component, largest, scale.divisor / scale.box, scale.box);
    });
  };
  while (scale.box < scale.divisor && !keeps_color()) scale.box *= 2;
  scale.smooth = scale.box == 1 || !keeps_color();
  return scale;
}

}  // namespace alexnet
