// A small drawing program: antialiased shapes of one colour, by their distance from each pixel's centre. x is to the right, y
// down, in pixels; the centre of the first pixel is (0.5, 0.5). Shapes may lie partly or wholly outside.
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

struct Color {
  float red = 0;  // 0..255
  float green = 0;
  float blue = 0;
};
// From a (share 0) to b (share 1).
[[nodiscard]] Color mixed(const Color& a, const Color& b, float share);

class Canvas {
 public:
  Canvas(std::size_t width, std::size_t height) : width_(width), height_(height), pixels_(width * height) {}

  [[nodiscard]] std::size_t width() const { return width_; }
  [[nodiscard]] std::size_t height() const { return height_; }

  // Every pixel by itself, given its centre and its colour so far.
  void shade(const std::function<Color(Point, const Color&)>& color);
  // A line with round ends; a disc where both are the same point.
  void line(Point from, Point to, float thickness, const Color& color, float opacity = 1);
  void disc(Point centre, float radius, const Color& color, float opacity = 1);
  void ring(Point centre, float radius, float thickness, const Color& color, float opacity = 1);
  // Any simple polygon, turning either way.
  void polygon(std::span<const Point> corners, const Color& color, float opacity = 1);

  // Rounded and cut off to 0..255.
  [[nodiscard]] Image image() const;

 private:
  struct Box {
    Point low, high;
  };
  // `distance` of a point from the shape, negative inside, for the pixels of the box.
  template <typename Distance>
  void paint(const Box& box, const Color& color, float opacity, const Distance& distance);

  std::size_t width_, height_;
  std::vector<Color> pixels_;
};

}  // namespace alexnet
