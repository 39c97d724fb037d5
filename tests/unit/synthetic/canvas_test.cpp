#include "synthetic/canvas.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace alexnet {
namespace {

constexpr RgbF kWhite{255, 255, 255};
constexpr double kPi = std::numbers::pi;

// The covered area in pixels.
double area(const Canvas& canvas) {
  double sum = 0;
  for (const std::uint8_t value : canvas.image().pixels) sum += value;
  return sum / (3 * 255);
}

template <typename Draw>
double drawn_area(const Draw& draw) {
  Canvas canvas(64, 48);
  draw(canvas);
  return area(canvas);
}

TEST(Canvas, ShapesCoverTheirAreaAtAnyPosition) {
  for (const float shift : {0.0f, 0.25f, 0.5f, 0.8f}) {
    const Point p{30 + shift, 24 - shift};
    EXPECT_NEAR(drawn_area([&](Canvas& c) { c.disc(p, 9, kWhite); }), kPi * 81, 1.5);
    EXPECT_NEAR(drawn_area([&](Canvas& c) { c.ring(p, 9, 3, kWhite); }), 2 * kPi * 9 * 3, 2);
    EXPECT_NEAR(drawn_area([&](Canvas& c) { c.line(p, {p.x + 12, p.y + 9}, 4, kWhite); }), 15 * 4 + kPi * 4, 1);
    const Point triangle[] = {p, {p.x + 20, p.y + 3}, {p.x + 4, p.y + 16}};
    EXPECT_NEAR(drawn_area([&](Canvas& c) { c.polygon(triangle, kWhite); }), (20 * 16 - 4 * 3) / 2.0, 2);
    const Point turned[] = {triangle[2], triangle[1], triangle[0]};
    EXPECT_NEAR(drawn_area([&](Canvas& c) { c.polygon(turned, kWhite); }), (20 * 16 - 4 * 3) / 2.0, 2);
  }
}

TEST(Canvas, FillsConcavePolygons) {
  // A U of 10 x 10 with a gap of 4 x 8.
  const Point corners[] = {{10, 10}, {13, 10}, {13, 18}, {17, 18}, {17, 10}, {20, 10}, {20, 20}, {10, 20}};
  Canvas canvas(32, 32);
  canvas.polygon(corners, kWhite);
  EXPECT_NEAR(area(canvas), 100 - 32, 1);
  EXPECT_EQ(canvas.image().row(12)[15 * 3], 0);
  EXPECT_EQ(canvas.image().row(12)[11 * 3], 255);
}

TEST(Canvas, ClipsShapesAtTheEdge) {
  EXPECT_NEAR(drawn_area([](Canvas& c) { c.disc({0, 0}, 10, kWhite); }), kPi * 100 / 4, 1.5);
  EXPECT_NEAR(drawn_area([](Canvas& c) { c.disc({64, 48}, 10, kWhite); }), kPi * 100 / 4, 1.5);
  EXPECT_EQ(drawn_area([](Canvas& c) {
              c.disc({-50, 20}, 10, kWhite);
              c.disc({30, 900}, 10, kWhite);
              c.line({-5, -5}, {70, -5}, 4, kWhite);
              c.polygon({}, kWhite);
            }),
            0);
}

TEST(Canvas, ColorsBlendByOpacityAndClamp) {
  Canvas canvas(2, 1);
  canvas.shade([](Point p, const RgbF&) { return p.x < 1 ? RgbF{100, 0, 300} : RgbF{-5, 0.6f, 0}; });
  EXPECT_EQ(canvas.image().pixels, (std::vector<std::uint8_t>{100, 0, 255, 0, 1, 0}));
  canvas.disc({0.5f, 0.5f}, 0.5f, {200, 200, 0}, 0.5f);
  EXPECT_EQ(canvas.image().pixels[0], 150);
  EXPECT_EQ(canvas.image().pixels[1], 100);
}

}  // namespace
}  // namespace alexnet
