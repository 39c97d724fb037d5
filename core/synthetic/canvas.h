// Draws antialiased shapes of one color; the coverage of a pixel is computed from the distance of its center to the shape.
// Coordinates are pixels, x to the right and y down; the center of the first pixel is (0.5, 0.5). Shapes are clipped to the
// canvas.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "image/color.h"
#include "image/image.h"

namespace alexnet {

struct Point {
  float x = 0;
  float y = 0;
};

// `opacity` is 0..1: the share of the color in a pixel that the shape covers.
class Canvas {
 public:
  // Starts black.
  Canvas(std::size_t width, std::size_t height) : width_(width), height_(height), pixels_(width * height) {}

  [[nodiscard]] std::size_t width() const { return width_; }
  [[nodiscard]] std::size_t height() const { return height_; }

  // Sets every pixel to color(center of the pixel, its current color).
  void shade(const std::function<RgbF(Point, const RgbF&)>& color);
  // Draws a line with round ends, or a disc if both points are equal.
  void line(Point from, Point to, float thickness, const RgbF& color, float opacity = 1);
  void disc(Point center, float radius, const RgbF& color, float opacity = 1);
  void ring(Point center, float radius, float thickness, const RgbF& color, float opacity = 1);
  // Fills a simple polygon with corners in either orientation.
  void polygon(std::span<const Point> corners, const RgbF& color, float opacity = 1);

  // Returns the canvas as an image, with values rounded and clamped to 0..255.
  [[nodiscard]] Image image() const;

 private:
  struct Box {
    Point low, high;
  };
  // Paints a shape inside `box`. `distance` returns the distance of a point from the shape, negative inside.
  template <typename Distance>
  void paint(const Box& box, const RgbF& color, float opacity, const Distance& distance);

  std::size_t width_, height_;
  std::vector<RgbF> pixels_;
};

}  // namespace alexnet
