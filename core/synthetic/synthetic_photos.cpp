#include "synthetic/synthetic_photos.h"

#include "base/check.h"
#include "synthetic/scene.h"

namespace alexnet {

std::string DrawnPhotos::name(std::size_t index) const { return text("drawn/", classes_[label(index)], '/', number(index)); }

Result<Image> DrawnPhotos::load(std::size_t index) const {
  CHECK(index < size());
  const std::size_t kind = label(index);
  Canvas canvas(options_.side, options_.side);
  Dice dice(options_.seed, number(index) * classes_.size() + kind);
  if (kind == 0) draw_bike(canvas, dice);
  if (kind == 1) draw_ship(canvas, dice);
  take_photo(canvas, dice);
  return canvas.image();
}

}  // namespace alexnet
