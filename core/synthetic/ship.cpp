#include <algorithm>
#include <array>
#include <cmath>

#include "synthetic/scene.h"

namespace alexnet {
namespace {

// In its own coordinates, where the hull extends from x = -0.5 to 0.5, the water line is y = 0 and the ship faces right.
struct Ship {
  Canvas& canvas;
  Pose pose;
  float deck;  // height of the hull above the water, as a negative y
  RgbF hull, stripe, superstructure, glass;

  void quad(Point a, Point b, Point c, Point d, const RgbF& color, float opacity = 1) const {
    const std::array<Point, 4> corners = {pose(a.x, a.y), pose(b.x, b.y), pose(c.x, c.y), pose(d.x, d.y)};
    canvas.polygon(corners, color, opacity);
  }
  void block(float left, float right, float top, float bottom, const RgbF& color) const {
    quad({left, top}, {right, top}, {right, bottom}, {left, bottom}, color);
  }
  void stick(Point from, Point to, float thickness, const RgbF& color) const {
    canvas.line(pose(from.x, from.y), pose(to.x, to.y), thickness * pose.scale, color);
  }
};

void draw_hull(const Ship& ship, SceneRandom& random) {
  const float bow = random.between(0.04f, 0.14f), stern = random.between(0, 0.06f), rise = random.between(0, 0.05f);
  const std::array<Point, 6> hull = {ship.pose(-0.5f, ship.deck - rise * 0.5f), ship.pose(0, ship.deck),
                                     ship.pose(0.5f, ship.deck - rise),         ship.pose(0.5f - bow, 0.03f),
                                     ship.pose(-0.5f + stern, 0.03f),           ship.pose(-0.5f, ship.deck * 0.6f)};
  ship.canvas.polygon(hull, ship.hull);
  ship.quad({-0.49f, ship.deck * 0.72f}, {0.47f, ship.deck * 0.72f}, {0.465f, ship.deck * 0.55f}, {-0.49f, ship.deck * 0.55f},
            ship.stripe);
  ship.quad({-0.5f + stern, 0.03f}, {0.5f - bow, 0.03f}, {0.5f - bow * 0.9f, -0.012f}, {-0.5f + stern, -0.012f},
            random.near({140, 44, 40}, 50));
}

void draw_windows(const Ship& ship, float left, float right, float y, float size) {
  float x = left + size;
  while (x < right - size * 0.6f) {
    ship.block(x, x + size, y, y + size, ship.glass);
    x += size * 2;
  }
}

// A motor ship with decks, funnels with smoke, and a mast.
void draw_superstructure(const Ship& ship, SceneRandom& random) {
  float left = random.between(-0.46f, -0.2f), right = random.between(0.05f, 0.34f), bottom = ship.deck;
  for (std::size_t level = 1 + random.one_of(3); level > 0; --level) {
    const float top = bottom - random.between(0.05f, 0.09f);
    ship.block(left, right, top, bottom + 0.005f, random.near(ship.superstructure, 8));
    draw_windows(ship, left, right, top + 0.018f, 0.026f);
    left += random.between(0.01f, 0.07f), right -= random.between(0.02f, 0.09f);
    bottom = top;
  }
  const std::size_t funnels = random.one_of(4);
  const RgbF paint = random.color();
  for (std::size_t i = 0; i < funnels && right - left > 0.1f; ++i) {
    const float x = std::lerp(left + 0.04f, right - 0.04f, (static_cast<float>(i) + 0.5f) / static_cast<float>(funnels));
    const float top = bottom - random.between(0.1f, 0.2f), half = random.between(0.018f, 0.032f);
    ship.quad({x - half - 0.012f, top}, {x + half - 0.012f, top}, {x + half, bottom}, {x - half, bottom}, paint);
    ship.quad({x - half - 0.012f, top}, {x + half - 0.012f, top}, {x + half - 0.008f, top + 0.03f},
              {x - half - 0.008f, top + 0.03f}, {30, 30, 34});
    for (int puff = 0; puff < 5; ++puff) {
      const float far = static_cast<float>(puff);
      ship.canvas.disc(ship.pose(x - 0.05f - 0.06f * far, top - 0.04f - 0.022f * far + random.between(-0.02f, 0.02f)),
                       (0.025f + 0.009f * far) * ship.pose.scale, {150, 150, 154}, 0.4f);
    }
  }
  ship.stick({right - 0.02f, bottom}, {right - 0.03f, bottom - random.between(0.12f, 0.25f)}, 0.01f, {90, 86, 84});
}

// A cargo ship with containers and a bridge at the stern.
void draw_containers(const Ship& ship, SceneRandom& random) {
  const float bridge = random.between(-0.46f, -0.38f), top = ship.deck - random.between(0.16f, 0.26f);
  ship.block(bridge, bridge + 0.13f, top, ship.deck, ship.superstructure);
  draw_windows(ship, bridge, bridge + 0.13f, top + 0.02f, 0.02f);
  ship.block(bridge + 0.03f, bridge + 0.08f, top - 0.06f, top, random.color());
  float x = bridge + 0.15f;
  while (x < 0.34f) {
    for (std::size_t level = 0, levels = 1 + random.one_of(3); level < levels; ++level) {
      const float y = ship.deck - 0.055f * static_cast<float>(level);
      ship.block(x, x + 0.083f, y - 0.051f, y, random.color());
    }
    x += 0.088f;
  }
}

// A sailing ship with one to three masts, each with two triangular sails or with square sails.
void draw_sails(const Ship& ship, SceneRandom& random) {
  const std::size_t masts = 1 + random.one_of(3);
  const RgbF cloth = random.chance(0.7f) ? random.near({236, 232, 220}, 16) : random.color(),
             wood = random.near({96, 70, 48}, 24);
  const bool square = random.chance(0.4f);
  for (std::size_t i = 0; i < masts; ++i) {
    const float x = std::lerp(-0.42f, 0.42f, (static_cast<float>(i) + 0.5f) / static_cast<float>(masts));
    const float reach = 0.4f / static_cast<float>(masts), top = ship.deck - random.between(0.42f, 0.66f);
    ship.stick({x, ship.deck}, {x, top}, 0.016f, wood);
    if (square) {
      for (int sail = 0; sail < 3; ++sail) {
        const float y = std::lerp(top + 0.02f, ship.deck - 0.06f, static_cast<float>(sail) / 3);
        const float y_end = std::lerp(top + 0.02f, ship.deck - 0.06f, static_cast<float>(sail) / 3 + 0.3f);
        const float half = reach * (0.5f + 0.13f * static_cast<float>(sail));
        ship.quad({x - half * 0.9f, y}, {x + half * 0.9f, y}, {x + half, y_end}, {x - half, y_end}, random.near(cloth, 8));
      }
    } else {
      const float low = ship.deck - 0.05f;
      ship.quad({x - 0.012f, top + 0.02f}, {x - 0.012f, top + 0.02f}, {x - 0.012f, low}, {x - reach, low}, cloth);
      const float fore = top + random.between(0.05f, 0.15f);
      ship.quad({x + 0.012f, fore}, {x + 0.012f, fore}, {x + reach * 0.9f, low}, {x + 0.012f, low}, random.near(cloth, 14));
    }
  }
}

// Foam along the water line.
void draw_foam(const Ship& ship, SceneRandom& random) {
  const RgbF foam = {228, 236, 240};
  for (int piece = 0; piece < 22; ++piece) {
    const float x = random.between(-0.62f, 0.56f), y = random.between(0.01f, 0.045f), reach = random.between(0.02f, 0.09f);
    ship.canvas.line(ship.pose(x, y), ship.pose(x + reach, y), random.between(0.006f, 0.018f) * ship.pose.scale, foam, 0.45f);
  }
}

}  // namespace

void draw_ship(Canvas& canvas, SceneRandom& random) {
  const float width = static_cast<float>(canvas.width()), height = static_cast<float>(canvas.height());
  const float horizon = draw_sky_and_ground(canvas, random);
  draw_sea(canvas, random, horizon);
  const float y = std::clamp(horizon + random.between(0.06f, 0.22f) * height, 0.5f * height, 0.82f * height);
  Ship ship{.canvas = canvas,
            .pose = random_pose(random, {width * random.between(0.42f, 0.58f), y}, 0.62f * width, 0.9f * width, 4),
            .deck = -random.between(0.09f, 0.17f)};
  ship.hull = random.color(), ship.stripe = random.color();
  ship.superstructure = random.chance(0.6f) ? random.near({228, 226, 220}, 18) : random.color();
  ship.glass = random.near({60, 80, 104}, 40);
  ship.quad({-0.46f, 0.02f}, {0.44f, 0.02f}, {0.36f, 0.16f}, {-0.4f, 0.16f}, {16, 22, 30}, 0.3f);  // the reflection of the hull
  const std::size_t kind = random.one_of(3);
  if (kind == 0) draw_sails(ship, random);
  draw_hull(ship, random);
  if (kind == 1) draw_superstructure(ship, random);
  if (kind == 2) draw_containers(ship, random);
  draw_foam(ship, random);
}

}  // namespace alexnet
