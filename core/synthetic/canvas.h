// A small drawing program: antialiased shapes of one color, by their distance from each pixel's center. x is to the right, y
// down, in pixels; the center of the first pixel is (0.5, 0.5). Shapes may lie partly or wholly outside.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "data/image.h"

namespace alexnet {

struct Point {
  float x = 0;
  float y = 0;
};

struct RgbF {
  float red = 0;  // 0..255
  float green = 0;
  float blue = 0;
};
// From a (share 0) to b (share 1).
[[nodiscard]] RgbF mixed(const RgbF& a, const RgbF& b, float share);

class Canvas {
 public:
  Canvas(std::size_t width, std::size_t height) : width_(width), height_(height), pixels_(width * height) {}

  [[nodiscard]] std::size_t width() const { return width_; }
  [[nodiscard]] std::size_t height() const { return height_; }

  // Every pixel by itself, given its center and its color so far.
  void shade(const std::function<RgbF(Point, const RgbF&)>& color);
  // A line with round ends; a disc where both are the same point.
  void line(Point from, Point to, float thickness, const RgbF& color, float opacity = 1);
  void disc(Point center, float radius, const RgbF& color, float opacity = 1);
  void ring(Point center, float radius, float thickness, const RgbF& color, float opacity = 1);
  // Any simple polygon, turning either way.
  void polygon(std::span<const Point> corners, const RgbF& color, float opacity = 1);

  // Rounded and cut off to 0..255.
  [[nodiscard]] Image image() const;

 private:
  struct Box {
    Point low, high;
  };
  // `distance` of a point from the shape, negative inside, for the pixels of the box.
  template <typename Distance>
  void paint(const Box& box, const RgbF& color, float opacity, const Distance& distance);

  std::size_t width_, height_;
  std::vector<RgbF> pixels_;
};

}  // namespace alexnet
