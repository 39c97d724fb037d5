#include "synthetic/synthetic_photos.h"

#include "base/check.h"
#include "synthetic/scene.h"

namespace alexnet {

std::string SyntheticPhotos::name(std::size_t index) const {
  return str_cat("drawn/", classes_[label(index)], '/', number(index));
}

Result<Image> SyntheticPhotos::load_photo(std::size_t index, const DecodeOptions&) const {
  CHECK(index < size());
  const std::size_t kind = label(index);
  Canvas canvas(options_.side, options_.side);
  SceneRandom random(options_.seed, number(index) * classes_.size() + kind);
  if (kind == 0) draw_bicycle(canvas, random);
  if (kind == 1) draw_ship(canvas, random);
  apply_camera_effects(canvas, random);
  return canvas.image();
}

}  // namespace alexnet
