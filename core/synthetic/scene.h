// The parts of synthetic photos: random choices, poses, backgrounds, bicycles and ships.
#pragma once

#include <cstdint>

#include "synthetic/canvas.h"

namespace alexnet {

// A sequence of random choices that depends only on the seed and the photo number.
class SceneRandom {
 public:
  SceneRandom(std::uint64_t seed, std::uint64_t photo) : seed_(seed), photo_(photo) {}

  // Returns a uniform number in [low, high).
  float between(float low, float high);
  // Returns a uniform whole number in 0 … count - 1.
  std::size_t one_of(std::size_t count);
  bool chance(float probability) { return between(0, 1) < probability; }
  // Returns a random color, in 10..245.
  RgbF color();
  // Returns `color` with each channel changed by at most `spread`.
  RgbF near(const RgbF& color, float spread);

 private:
  std::uint64_t seed_, photo_, next_ = 0;
};

// Maps the coordinates of a shape to pixels: scales, rotates and moves it.
struct Pose {
  Point center;
  float scale = 1;   // pixels per unit
  float across = 1;  // factor of x: below 1 for a shape seen at an angle, negative for a mirrored one
  float sine = 0, cosine = 1;

  [[nodiscard]] Point operator()(float x, float y) const {
    const float sx = x * across * scale, sy = y * scale;
    return {center.x + cosine * sx - sine * sy, center.y + sine * sx + cosine * sy};
  }
};
// Returns a random pose: rotated by at most `degrees`, mirrored or not, with a scale of `low` to `high` pixels per unit.
[[nodiscard]] Pose random_pose(SceneRandom& random, Point center, float low, float high, float degrees);

// Draws the sky and the ground, with the same distribution of colors and weather for both classes. Returns the height of the
// horizon, in pixels from the top.
float draw_sky_and_ground(Canvas& canvas, SceneRandom& random);
// Draws land onto the ground: grass, a road, a brick wall, hedges or houses.
void draw_land(Canvas& canvas, SceneRandom& random, float horizon);
// Draws waves, and half of the time a shore at the horizon.
void draw_sea(Canvas& canvas, SceneRandom& random, float horizon);
// Applies exposure, tint, vignette and noise, as a camera would.
void apply_camera_effects(Canvas& canvas, SceneRandom& random);

// Draws a whole scene with a bicycle on land (bicycle.cpp) or a ship at sea (ship.cpp).
void draw_bicycle(Canvas& canvas, SceneRandom& random);
void draw_ship(Canvas& canvas, SceneRandom& random);

}  // namespace alexnet
