// An image in a frame, which can be zoomed and moved with the mouse.
#pragma once

#include "window/widgets.h"

namespace alexnet::viewer {

// Maps image pixels to the screen and back.
struct Mapping {
  ImVec2 middle;  // of the frame
  double center_x = 0;
  double center_y = 0;
  float zoom = 1;

  [[nodiscard]] ImVec2 to_screen(double x, double y) const {
    return {middle.x + static_cast<float>(x - center_x) * zoom, middle.y + static_cast<float>(y - center_y) * zoom};
  }
  [[nodiscard]] double x_at(float screen_x) const { return center_x + static_cast<double>((screen_x - middle.x) / zoom); }
  [[nodiscard]] double y_at(float screen_y) const { return center_y + static_cast<double>((screen_y - middle.y) / zoom); }
};

// Returns the mapping for an image of width x height pixels in `frame`. Updates the view: an image at zoom 0 is fitted and
// centered.
Mapping map_canvas(Viewport& view, std::size_t width, std::size_t height, const ScreenRect& frame);

// Handles the mouse for the last item, which fills the frame: the wheel zooms at the cursor, a double click fits the image, and
// dragging moves it if `may_drag`.
void handle_canvas_input(Viewport& view, const Mapping& map, bool may_drag);

// The pixels [left, right) x [top, bottom) of an image.
struct PixelRange {
  std::size_t left, top, right, bottom;
};
// Returns the pixels of an image of width x height that are visible in the frame.
[[nodiscard]] PixelRange visible_pixels(const Mapping& map, std::size_t width, std::size_t height, const ScreenRect& frame);

// Writes line number `line` of `lines` centered in pixel (x, y).
void write_in_pixel(const Mapping& map, std::size_t x, std::size_t y, const std::string& text, ImU32 ink, int line, int lines);

}  // namespace alexnet::viewer
