#include "synthetic/scene.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "base/rng.h"
#include "data/random_streams.h"

namespace alexnet {
namespace {

struct Weather {
  RgbF high, low;  // of the sky
  RgbF ground;     // land or water
};

constexpr Weather kWeathers[] = {
    {{92, 150, 218}, {190, 218, 240}, {60, 110, 160}},    // noon
    {{110, 140, 170}, {205, 210, 214}, {112, 122, 124}},  // overcast
    {{70, 80, 140}, {244, 170, 110}, {96, 84, 104}},      // dusk
    {{140, 196, 214}, {236, 238, 214}, {84, 132, 92}},    // spring
    {{24, 34, 72}, {70, 84, 126}, {34, 44, 70}},          // night
    {{206, 188, 160}, {240, 226, 200}, {150, 128, 96}},   // haze
};

// A hash of a pixel position, uniform in [0, 1).
float grain(std::uint32_t x, std::uint32_t y, std::uint32_t salt) {
  std::uint32_t value = x * 0x9E3779B1u ^ y * 0x85EBCA77u ^ salt * 0xC2B2AE3Du;
  value = (value ^ value >> 15) * 0x2C1B3C6Du;
  value = (value ^ value >> 12) * 0x297A2D39u;
  return static_cast<float>((value ^ value >> 15) >> 8) * 0x1p-24f;
}

// Bilinear interpolation of grain() between whole coordinates.
float smooth_grain(float x, float y, std::uint32_t salt) {
  const float fx = std::floor(x), fy = std::floor(y);
  const auto ix = static_cast<std::uint32_t>(static_cast<std::int32_t>(fx)),
             iy = static_cast<std::uint32_t>(static_cast<std::int32_t>(fy));
  const float upper = std::lerp(grain(ix, iy, salt), grain(ix + 1, iy, salt), x - fx);
  const float lower = std::lerp(grain(ix, iy + 1, salt), grain(ix + 1, iy + 1, salt), x - fx);
  return std::lerp(upper, lower, y - fy);
}

RgbF brighter(const RgbF& color, float by) { return {color.red + by, color.green + by, color.blue + by}; }

std::uint32_t salt_of(SceneRandom& random) { return static_cast<std::uint32_t>(random.one_of(1 << 24)); }

void draw_clouds(Canvas& canvas, SceneRandom& random, float horizon, const RgbF& color) {
  const float unit = static_cast<float>(canvas.width()) / 256;
  for (std::size_t cloud = random.one_of(5); cloud > 0; --cloud) {
    const Point center{random.between(0, 256) * unit, random.between(0.05f, 0.7f) * horizon};
    const RgbF white = mixed(color, {255, 255, 255}, random.between(0.3f, 0.8f));
    for (int puff = 0; puff < 6; ++puff) {
      const Point at{center.x + random.between(-24, 24) * unit, center.y + random.between(-5, 5) * unit};
      canvas.disc(at, random.between(5, 13) * unit, white, 0.55f);
    }
  }
}

}  // namespace

float SceneRandom::between(float low, float high) {
  return low + (high - low) * random_uniform(seed_, kSyntheticStream + photo_, next_++);
}

std::size_t SceneRandom::one_of(std::size_t count) {
  return std::min(static_cast<std::size_t>(between(0, static_cast<float>(count))), count - 1);
}

RgbF SceneRandom::color() {
  RgbF color{between(20, 235), between(20, 235), between(20, 235)};
  const float gray = (color.red + color.green + color.blue) / 3, vivid = between(0.5f, 1.4f);
  const auto spread = [&](float value) { return std::clamp(gray + (value - gray) * vivid, 10.0f, 245.0f); };
  return {spread(color.red), spread(color.green), spread(color.blue)};
}

RgbF SceneRandom::near(const RgbF& color, float spread) {
  return {color.red + between(-spread, spread), color.green + between(-spread, spread), color.blue + between(-spread, spread)};
}

Pose random_pose(SceneRandom& random, Point center, float low, float high, float degrees) {
  const float angle = random.between(-degrees, degrees) * std::numbers::pi_v<float> / 180;
  Pose pose{.center = center, .scale = random.between(low, high), .across = random.between(0.72f, 1.05f)};
  if (random.chance(0.5f)) pose.across = -pose.across;
  pose.sine = std::sin(angle), pose.cosine = std::cos(angle);
  return pose;
}

float draw_sky_and_ground(Canvas& canvas, SceneRandom& random) {
  const Weather& weather = kWeathers[random.one_of(std::size(kWeathers))];
  const RgbF high = random.near(weather.high, 20), low = random.near(weather.low, 20), ground = random.near(weather.ground, 35);
  const float height = static_cast<float>(canvas.height()), horizon = random.between(0.3f, 0.62f) * height;
  canvas.shade([&](Point p, const RgbF&) {
    if (p.y < horizon) return mixed(high, low, p.y / horizon);
    return brighter(ground, 22 - 40 * (p.y - horizon) / (height - horizon));
  });
  if (random.chance(0.5f)) {
    const Point sun{random.between(0.05f, 0.95f) * static_cast<float>(canvas.width()), random.between(0.1f, 0.9f) * horizon};
    const float radius = random.between(0.03f, 0.07f) * height;
    canvas.disc(sun, radius * 1.7f, {255, 240, 200}, 0.25f);
    canvas.disc(sun, radius, {255, 244, 214}, 0.95f);
  }
  draw_clouds(canvas, random, horizon, low);
  // The ground covers what is below the horizon, such as half of a low sun.
  canvas.shade([&](Point p, const RgbF& color) {
    return p.y < horizon ? color : brighter(ground, 22 - 40 * (p.y - horizon) / (height - horizon));
  });
  return horizon;
}

void draw_land(Canvas& canvas, SceneRandom& random, float horizon) {
  const float height = static_cast<float>(canvas.height()), unit = height / 256;
  const std::uint32_t salt = salt_of(random);
  const std::size_t kind = random.one_of(4);
  const RgbF wall = mixed(random.color(), {120, 112, 106}, 0.4f), joint = mixed(wall, {225, 220, 210}, 0.6f);
  const float brick = random.between(9, 18) * unit, roughness = random.between(10, 42);
  canvas.shade([&](Point p, const RgbF& color) {
    const float deep = (p.y - horizon) / (height - horizon);  // 0 far, 1 near
    if (kind == 0 && deep >= 0) {                             // grass: upright streaks
      return brighter(
          color,
          roughness * (grain(static_cast<std::uint32_t>(p.x / unit), static_cast<std::uint32_t>(p.y / unit / 5), salt) - 0.5f));
    }
    if (kind == 1 && deep >= 0) {  // a road: asphalt with a line along it
      const bool line = std::abs(deep - 0.16f) < 0.025f && std::fmod(p.x / unit, 60.0f) < 38;
      if (line) return RgbF{226, 222, 205};
      return brighter(mixed(color, {96, 96, 100}, 0.5f),
                      roughness * (smooth_grain(p.x / unit / 2, p.y / unit / 2, salt) - 0.5f));
    }
    if (kind == 2 && deep < 0.25f) {  // a wall of bricks
      const float course = std::floor(p.y / brick), along = std::fmod(p.x + std::fmod(course, 2.0f) * brick, brick * 2);
      const bool is_joint = p.y - course * brick < 1.6f * unit || along < 1.6f * unit;
      const float shade = 26 * (grain(static_cast<std::uint32_t>((p.x + std::fmod(course, 2.0f) * brick) / brick / 2),
                                      static_cast<std::uint32_t>(course), salt) -
                                0.5f);
      return is_joint ? joint : brighter(wall, shade);
    }
    if (kind == 3 && deep < 0) {  // hedges or houses, out of focus
      const float top = horizon * (0.35f + 0.5f * smooth_grain(p.x / unit / 30, 0, salt));
      if (p.y > top) return mixed(color, wall, 0.75f);
    }
    return brighter(color, roughness * (smooth_grain(p.x / unit / 3, p.y / unit / 3, salt) - 0.5f));
  });
}

void draw_sea(Canvas& canvas, SceneRandom& random, float horizon) {
  const float height = static_cast<float>(canvas.height()), unit = height / 256;
  const std::uint32_t salt = salt_of(random);
  const float roughness = random.between(14, 46);
  const RgbF shore = mixed(random.color(), {110, 114, 110}, 0.5f);
  const bool has_shore = random.chance(0.45f);
  const float shore_height = random.between(0.08f, 0.45f) * horizon;
  canvas.shade([&](Point p, const RgbF& color) {
    if (p.y < horizon) {
      const float top = horizon - shore_height * (0.2f + 0.8f * smooth_grain(p.x / unit / 45, 3, salt));
      return has_shore && p.y > top ? mixed(color, shore, 0.6f) : color;
    }
    const float deep = (p.y - horizon) / unit;
    const float wave = smooth_grain(p.x / unit / (5 + deep * 0.12f), deep / (0.8f + deep * 0.022f), salt);
    return brighter(color, roughness * (wave - 0.5f) + (wave > 0.86f ? 30.0f : 0.0f));
  });
}

void apply_camera_effects(Canvas& canvas, SceneRandom& random) {
  const float width = static_cast<float>(canvas.width()), height = static_cast<float>(canvas.height());
  const float exposure = random.between(0.78f, 1.18f), vignette = random.between(0, 0.3f), noise = random.between(2, 16);
  const RgbF tint = random.near({1, 1, 1}, 0.08f);
  const std::uint32_t salt = salt_of(random);
  canvas.shade([&](Point p, const RgbF& color) {
    const float dx = p.x / width - 0.5f, dy = p.y / height - 0.5f;
    const float light = exposure * (1 - vignette * 2 * (dx * dx + dy * dy));
    const auto x = static_cast<std::uint32_t>(p.x), y = static_cast<std::uint32_t>(p.y);
    const float speck = noise * (grain(x, y, salt) + grain(x, y, salt + 1) - 1);
    return RgbF{color.red * light * tint.red + speck, color.green * light * tint.green + speck,
                color.blue * light * tint.blue + speck};
  });
}

}  // namespace alexnet
