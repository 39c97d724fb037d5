// A picture in a frame that is zoomed and moved with the mouse: from its pixels to the screen and back.
#pragma once

#include "widgets.h"

namespace alexnet::viewer {

struct Mapping {
  ImVec2 middle;  // of the frame
  double centre_x = 0;
  double centre_y = 0;
  float zoom = 1;

  [[nodiscard]] ImVec2 to_screen(double x, double y) const {
    return {middle.x + static_cast<float>(x - centre_x) * zoom, middle.y + static_cast<float>(y - centre_y) * zoom};
  }
  [[nodiscard]] double x_at(float screen_x) const { return centre_x + static_cast<double>((screen_x - middle.x) / zoom); }
  [[nodiscard]] double y_at(float screen_y) const { return centre_y + static_cast<double>((screen_y - middle.y) / zoom); }
};

// `view` of a picture of width x height pixels; one that fits is brought to the middle.
Mapping map_canvas(Viewport& view, std::size_t width, std::size_t height, const Placed& frame);

// Of the item before, which fills the frame: the wheel zooms where the cursor is, a double click fits the picture, and
// dragging moves it if it may.
void move_canvas(Viewport& view, const Mapping& map, bool may_drag);

// Which pixels of a picture of width x height are to be seen in the frame: [left, right) x [top, bottom).
struct Seen {
  std::size_t left, top, right, bottom;
};
[[nodiscard]] Seen seen_pixels(const Mapping& map, std::size_t width, std::size_t height, const Placed& frame);

// Text in the middle of pixel (x, y), `lines` of which it is line number `line`.
void write_in_pixel(const Mapping& map, std::size_t x, std::size_t y, const std::string& text, ImU32 ink, int line, int lines);

}  // namespace alexnet::viewer
