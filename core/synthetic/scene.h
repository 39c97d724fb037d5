// What the drawn photos are made of: random choices, a pose, the land or sea behind, a bicycle, a ship.
#pragma once

#include <cstdint>

#include "synthetic/canvas.h"

namespace alexnet {

// Random choices one after the other; which ones depends on seed and photo alone.
class SceneRandom {
 public:
  SceneRandom(std::uint64_t seed, std::uint64_t photo) : seed_(seed), photo_(photo) {}

  float between(float low, float high);
  // 0 … count - 1
  std::size_t one_of(std::size_t count);
  bool chance(float probability) { return between(0, 1) < probability; }
  // Any color, or one near `color`.
  RgbF color();
  RgbF near(const RgbF& color, float spread);

 private:
  std::uint64_t seed_, photo_, next_ = 0;
};

// From the shape's own units to pixels: stretched, turned, moved.
struct Pose {
  Point center;
  float scale = 1;   // pixels to the unit
  float across = 1;  // factor of x: below 1 seen at an angle, negative looking the other way
  float sine = 0, cosine = 1;

  [[nodiscard]] Point operator()(float x, float y) const {
    const float sx = x * across * scale, sy = y * scale;
    return {center.x + cosine * sx - sine * sy, center.y + sine * sx + cosine * sy};
  }
};
// Within `degrees` of upright, looking either way, `low` to `high` pixels to the unit.
[[nodiscard]] Pose random_pose(SceneRandom& random, Point center, float low, float high, float degrees);

// Sky above, land or water below, of the same colors and weather for whatever stands before them. Returns where they meet, in
// pixels from the top.
float draw_sky_and_ground(Canvas& canvas, SceneRandom& random);
// Whatever stands on land: grass, a road, a wall, or nothing but noise.
void draw_land(Canvas& canvas, SceneRandom& random, float horizon);
void draw_sea(Canvas& canvas, SceneRandom& random, float horizon);
// The camera's: vignette, exposure and noise.
void apply_camera_effects(Canvas& canvas, SceneRandom& random);

void draw_bike(Canvas& canvas, SceneRandom& random);  // drawn_bike.cpp
void draw_ship(Canvas& canvas, SceneRandom& random);  // drawn_ship.cpp

}  // namespace alexnet
