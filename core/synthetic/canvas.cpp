#include "synthetic/canvas.h"

#include <algorithm>
#include <cmath>

namespace alexnet {
namespace {

Point operator-(Point a, Point b) { return {a.x - b.x, a.y - b.y}; }
float dot(Point a, Point b) { return a.x * b.x + a.y * b.y; }
float length(Point a) { return std::sqrt(dot(a, a)); }

float distance_from_segment(Point p, Point a, Point b) {
  const Point along = b - a, to_p = p - a;
  const float whole = dot(along, along);
  const float share = whole > 0 ? std::clamp(dot(to_p, along) / whole, 0.0f, 1.0f) : 0;
  return length({to_p.x - along.x * share, to_p.y - along.y * share});
}

// Returns whether a ray from p to the right crosses the edge from a to b.
bool crosses(Point p, Point a, Point b) {
  return (a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x;
}

// Returns the distance of p from the outline, negative inside the polygon.
float distance_from_polygon(Point p, std::span<const Point> corners) {
  float nearest = 1e9f;
  bool is_inside = false;
  for (std::size_t i = 0; i < corners.size(); ++i) {
    const Point a = corners[i], b = corners[(i + 1) % corners.size()];
    nearest = std::min(nearest, distance_from_segment(p, a, b));
    is_inside ^= crosses(p, a, b);
  }
  return is_inside ? -nearest : nearest;
}

// Converts a coordinate to a pixel index, clamped to [0, limit].
std::size_t clamped(float position, std::size_t limit) {
  return static_cast<std::size_t>(std::clamp(position, 0.0f, static_cast<float>(limit)));
}

// Rounds to the nearest.
std::uint8_t to_byte(float value) {
  const float shifted = std::clamp(value, 0.0f, 255.0f) + 0.5f;
  return static_cast<std::uint8_t>(shifted);
}

}  // namespace

template <typename Distance>
void Canvas::paint(const Box& box, const RgbF& color, float opacity, const Distance& distance) {
  const std::size_t x_end = clamped(box.high.x + 2, width_), y_end = clamped(box.high.y + 2, height_);
  for (std::size_t y = clamped(box.low.y - 1, height_); y < y_end; ++y) {
    for (std::size_t x = clamped(box.low.x - 1, width_); x < x_end; ++x) {
      const float outside = distance(Point{static_cast<float>(x) + 0.5f, static_cast<float>(y) + 0.5f});
      const float covered = std::clamp(0.5f - outside, 0.0f, 1.0f) * opacity;
      RgbF& pixel = pixels_[y * width_ + x];
      if (covered > 0) pixel = mixed(pixel, color, covered);
    }
  }
}

void Canvas::shade(const std::function<RgbF(Point, const RgbF&)>& color) {
  for (std::size_t i = 0; i < pixels_.size(); ++i) {
    const std::size_t x = i % width_, y = i / width_;
    const Point center{static_cast<float>(x) + 0.5f, static_cast<float>(y) + 0.5f};
    pixels_[i] = color(center, pixels_[i]);
  }
}

void Canvas::line(Point from, Point to, float thickness, const RgbF& color, float opacity) {
  const float half = thickness / 2;
  const Box box{{std::min(from.x, to.x) - half, std::min(from.y, to.y) - half},
                {std::max(from.x, to.x) + half, std::max(from.y, to.y) + half}};
  paint(box, color, opacity, [&](Point p) { return distance_from_segment(p, from, to) - half; });
}

void Canvas::disc(Point center, float radius, const RgbF& color, float opacity) {
  line(center, center, 2 * radius, color, opacity);
}

void Canvas::ring(Point center, float radius, float thickness, const RgbF& color, float opacity) {
  const float reach = radius + thickness / 2;
  const Box box{{center.x - reach, center.y - reach}, {center.x + reach, center.y + reach}};
  paint(box, color, opacity, [&](Point p) { return std::abs(length(p - center) - radius) - thickness / 2; });
}

void Canvas::polygon(std::span<const Point> corners, const RgbF& color, float opacity) {
  if (corners.empty()) return;
  Box box{corners[0], corners[0]};
  for (const Point corner : corners) {
    box.low = {std::min(box.low.x, corner.x), std::min(box.low.y, corner.y)};
    box.high = {std::max(box.high.x, corner.x), std::max(box.high.y, corner.y)};
  }
  paint(box, color, opacity, [&](Point p) { return distance_from_polygon(p, corners); });
}

Image Canvas::image() const {
  Image image{width_, height_, {}};
  image.pixels.reserve(pixels_.size() * 3);
  for (const RgbF& pixel : pixels_)
    for (const float value : {pixel.red, pixel.green, pixel.blue}) image.pixels.push_back(to_byte(value));
  return image;
}

}  // namespace alexnet
