#include <array>
#include <cmath>
#include <numbers>

#include "synthetic/scene.h"

namespace alexnet {
namespace {

// In its own coordinates, where the hubs are at (-0.5, 0) and (0.5, 0) and the bicycle faces right.
struct Bike {
  Canvas& canvas;
  Pose pose;
  float wheel;  // radius
  RgbF frame, tire, metal, saddle;
  float tube;  // thickness
  Point crank, seat, head_top, head_bottom, bar;

  void tube_between(Point from, Point to, float thickness, const RgbF& color) const {
    canvas.line(pose(from.x, from.y), pose(to.x, to.y), thickness * pose.scale, color);
  }
};

// A circle, or part of it from `from` to `to` (in turns), made of short lines: the pose of the bicycle makes it an ellipse.
void draw_hoop(const Bike& bike, Point hub, float radius, float thickness, const RgbF& color, float from = 0, float to = 1) {
  constexpr int kPieces = 48;
  const auto at = [&](int piece) {
    const float angle = 2 * std::numbers::pi_v<float> * std::lerp(from, to, static_cast<float>(piece) / kPieces);
    return Point{hub.x + radius * std::cos(angle), hub.y + radius * std::sin(angle)};
  };
  for (int piece = 0; piece < kPieces; ++piece) bike.tube_between(at(piece), at(piece + 1), thickness, color);
}

void draw_wheel(const Bike& bike, Point hub, std::size_t spokes, float turned, bool mudguard) {
  for (std::size_t spoke = 0; spoke < spokes; ++spoke) {
    const float angle = turned + 2 * std::numbers::pi_v<float> * static_cast<float>(spoke) / static_cast<float>(spokes);
    const Point rim{hub.x + bike.wheel * std::cos(angle), hub.y + bike.wheel * std::sin(angle)};
    bike.tube_between(hub, rim, 0.008f, bike.metal);
  }
  draw_hoop(bike, hub, bike.wheel * 0.93f, 0.018f, bike.metal);
  draw_hoop(bike, hub, bike.wheel, bike.tube * 0.9f, bike.tire);
  bike.tube_between(hub, hub, 0.05f, bike.metal);
  if (mudguard) draw_hoop(bike, hub, bike.wheel + 0.045f, 0.022f, bike.frame, 0.52f, 0.92f);
}

void draw_frame(const Bike& bike, bool step_through) {
  const Point rear{-0.5f, 0}, front{0.5f, 0};
  const float thin = bike.tube * 0.7f;
  bike.tube_between(rear, bike.crank, thin, bike.frame);
  bike.tube_between(rear, {bike.seat.x * 0.8f + bike.crank.x * 0.2f, bike.seat.y * 0.8f + bike.crank.y * 0.2f}, thin,
                    bike.frame);
  bike.tube_between(bike.crank, bike.seat, bike.tube, bike.frame);
  bike.tube_between(bike.crank, bike.head_bottom, bike.tube, bike.frame);
  const Point upper = step_through ? Point{(bike.crank.x + bike.seat.x) / 2, (bike.crank.y + bike.seat.y) / 2}
                                   : Point{bike.seat.x, bike.seat.y + 0.05f};
  bike.tube_between(upper, bike.head_top, bike.tube * 0.9f, bike.frame);
  bike.tube_between(bike.head_top, bike.head_bottom, bike.tube, bike.frame);
  bike.tube_between(bike.head_bottom, front, thin, bike.frame);
}

void draw_handlebar(const Bike& bike, std::size_t kind) {
  const Point stem = bike.bar;
  bike.tube_between(bike.head_top, stem, bike.tube * 0.7f, bike.metal);
  if (kind == 0) {  // drops
    const Point ahead{stem.x + 0.11f, stem.y + 0.01f}, low{stem.x + 0.1f, stem.y + 0.13f}, back{stem.x + 0.01f, stem.y + 0.14f};
    bike.tube_between(stem, ahead, 0.03f, bike.saddle);
    bike.tube_between(ahead, low, 0.03f, bike.saddle);
    bike.tube_between(low, back, 0.03f, bike.saddle);
  } else if (kind == 1) {  // straight, seen from the side
    bike.tube_between(stem, {stem.x + 0.05f, stem.y - 0.02f}, 0.045f, bike.saddle);
  } else {  // swept back
    const Point rise{stem.x + 0.03f, stem.y - 0.06f}, grip{stem.x - 0.15f, stem.y - 0.05f};
    bike.tube_between(stem, rise, 0.024f, bike.metal);
    bike.tube_between(rise, {stem.x - 0.06f, stem.y - 0.06f}, 0.024f, bike.metal);
    bike.tube_between({stem.x - 0.06f, stem.y - 0.06f}, grip, 0.036f, bike.saddle);
  }
}

void draw_saddle(const Bike& bike, float rise) {
  const Point top{bike.seat.x - 0.02f * rise, bike.seat.y - rise};
  bike.tube_between(bike.seat, top, bike.tube * 0.6f, bike.metal);
  const std::array<Point, 5> shape = {bike.pose(top.x - 0.13f, top.y - 0.035f), bike.pose(top.x - 0.02f, top.y - 0.03f),
                                      bike.pose(top.x + 0.14f, top.y - 0.02f), bike.pose(top.x + 0.13f, top.y + 0.01f),
                                      bike.pose(top.x - 0.12f, top.y + 0.03f)};
  bike.canvas.polygon(shape, bike.saddle);
}

void draw_pedals(const Bike& bike, float angle) {
  const Point arm{0.15f * std::cos(angle), 0.15f * std::sin(angle)};
  draw_hoop(bike, bike.crank, 0.085f, 0.022f, bike.metal);
  for (const float side : {-1.0f, 1.0f}) {
    const Point pedal{bike.crank.x + side * arm.x, bike.crank.y + side * arm.y};
    bike.tube_between(bike.crank, pedal, 0.026f, bike.metal);
    bike.tube_between({pedal.x - 0.045f, pedal.y}, {pedal.x + 0.045f, pedal.y}, 0.026f, bike.saddle);
  }
  for (const float y : {-0.08f, 0.08f})  // the chain
    bike.tube_between({bike.crank.x, bike.crank.y + y}, {-0.5f, y * 0.5f}, 0.012f, bike.saddle);
}

void draw_extras(const Bike& bike, SceneRandom& random) {
  if (random.chance(0.3f)) {  // a basket in front of the handlebar
    const RgbF wicker = random.near({170, 130, 80}, 40);
    const float x = bike.bar.x + 0.04f, y = bike.bar.y + 0.02f;
    const std::array<Point, 4> basket = {bike.pose(x, y), bike.pose(x + 0.26f, y), bike.pose(x + 0.22f, y + 0.18f),
                                         bike.pose(x + 0.03f, y + 0.18f)};
    bike.canvas.polygon(basket, wicker);
  }
  if (random.chance(0.3f)) {  // a carrier, half of the time with a bag
    const float y = -bike.wheel - 0.1f;
    bike.tube_between({-0.72f, y}, {bike.seat.x + 0.03f, y}, 0.022f, bike.metal);
    bike.tube_between({-0.66f, y}, {-0.5f, 0}, 0.014f, bike.metal);
    const std::array<Point, 4> bag = {bike.pose(-0.7f, y), bike.pose(-0.4f, y), bike.pose(-0.42f, y + 0.28f),
                                      bike.pose(-0.68f, y + 0.28f)};
    const RgbF cloth = random.color();
    if (random.chance(0.5f)) bike.canvas.polygon(bag, cloth);
  }
}

Bike random_bike(Canvas& canvas, SceneRandom& random, const Pose& pose) {
  Bike bike{.canvas = canvas, .pose = pose, .wheel = random.between(0.28f, 0.37f)};
  bike.frame = random.color();
  bike.tire = random.near({34, 34, 38}, 16);
  bike.metal = random.near({170, 172, 176}, 45);
  bike.saddle = random.chance(0.6f) ? random.near({40, 36, 36}, 20) : random.near({140, 88, 50}, 30);
  bike.tube = random.between(0.032f, 0.062f);
  bike.crank = {random.between(-0.12f, -0.02f), random.between(0, 0.06f)};
  bike.seat = {bike.crank.x - random.between(0.12f, 0.2f), random.between(-0.5f, -0.38f)};
  bike.head_top = {random.between(0.28f, 0.35f), random.between(-0.54f, -0.42f)};
  bike.head_bottom = {bike.head_top.x + 0.045f, bike.head_top.y + random.between(0.1f, 0.18f)};
  bike.bar = {bike.head_top.x - 0.03f, bike.head_top.y - random.between(0.06f, 0.14f)};
  return bike;
}

}  // namespace

void draw_bicycle(Canvas& canvas, SceneRandom& random) {
  const float width = static_cast<float>(canvas.width()), height = static_cast<float>(canvas.height());
  const float horizon = draw_sky_and_ground(canvas, random);
  draw_land(canvas, random, horizon);
  const Pose pose = random_pose(random, {width * random.between(0.42f, 0.58f), height * random.between(0.6f, 0.74f)},
                                0.42f * width, 0.6f * width, 9);
  const Bike bike = random_bike(canvas, random, pose);
  const std::size_t spokes = 8 + random.one_of(13);
  const float turned = random.between(0, 3);
  const bool mudguards = random.chance(0.4f);
  for (const float x : {-0.5f, 0.5f}) {  // shadows of the wheels
    const std::array<Point, 4> shadow = {pose(x - 0.3f, bike.wheel), pose(x + 0.3f, bike.wheel),
                                         pose(x + 0.2f, bike.wheel + 0.06f), pose(x - 0.2f, bike.wheel + 0.06f)};
    canvas.polygon(shadow, {20, 20, 24}, 0.35f);
  }
  draw_wheel(bike, {-0.5f, 0}, spokes, turned, mudguards);
  draw_wheel(bike, {0.5f, 0}, spokes, turned + 0.3f, mudguards);
  draw_extras(bike, random);
  draw_frame(bike, random.chance(0.3f));
  draw_pedals(bike, random.between(0, 3));
  draw_saddle(bike, random.between(0.03f, 0.14f));
  draw_handlebar(bike, random.one_of(3));
}

}  // namespace alexnet
