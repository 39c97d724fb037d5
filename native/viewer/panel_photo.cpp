#include <algorithm>
#include <cmath>

#include "panels.h"

namespace alexnet::viewer {
namespace {

constexpr float kZoomOfNumbers = 44;  // screen pixels a photo's pixel, from where on its three numbers are written in it
constexpr float kWheelStep = 1.2f;

// From the photo's pixels to the screen and back.
struct Mapping {
  ImVec2 middle;  // of the panel
  double centre_x, centre_y;
  float zoom;

  [[nodiscard]] ImVec2 to_screen(double x, double y) const {
    return {middle.x + static_cast<float>(x - centre_x) * zoom, middle.y + static_cast<float>(y - centre_y) * zoom};
  }
  [[nodiscard]] double photo_x(float x) const { return centre_x + static_cast<double>((x - middle.x) / zoom); }
  [[nodiscard]] double photo_y(float y) const { return centre_y + static_cast<double>((y - middle.y) / zoom); }
};

Mapping map_photo(Viewport& view, const Image& image, const Placed& frame) {
  const auto width = static_cast<float>(image.width), height = static_cast<float>(image.height);
  view.fitted = std::min((frame.max.x - frame.min.x) / width, (frame.max.y - frame.min.y) / height);
  if (view.zoom <= 0) {
    view.centre_x = static_cast<double>(width) / 2;
    view.centre_y = static_cast<double>(height) / 2;
  }
  const ImVec2 middle(std::round((frame.min.x + frame.max.x) / 2), std::round((frame.min.y + frame.max.y) / 2));
  return {middle, view.centre_x, view.centre_y, view.zoom > 0 ? view.zoom : view.fitted};
}

// The wheel zooms where the cursor is, dragging moves the photo, a double click fits it.
void handle_mouse(Viewport& view, const Mapping& map) {
  const ImGuiIO& io = ImGui::GetIO();
  if (ImGui::IsItemHovered() && io.MouseWheel != 0) {
    const double x = map.photo_x(io.MousePos.x), y = map.photo_y(io.MousePos.y);
    const float zoom = std::clamp(map.zoom * std::pow(kWheelStep, io.MouseWheel), kSmallestZoom, kLargestZoom);
    view.centre_x = x - static_cast<double>((io.MousePos.x - map.middle.x) / zoom);
    view.centre_y = y - static_cast<double>((io.MousePos.y - map.middle.y) / zoom);
    view.zoom = zoom;
  }
  if (ImGui::IsItemActive() && ImGui::IsMouseDragging(ImGuiMouseButton_Left, 2)) {
    view.zoom = map.zoom;
    view.centre_x -= static_cast<double>(io.MouseDelta.x / map.zoom);
    view.centre_y -= static_cast<double>(io.MouseDelta.y / map.zoom);
  }
  if (ImGui::IsItemHovered() && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left)) view.zoom = 0;
}

void draw_numbers(const Image& image, const Mapping& map, const Placed& frame) {
  const auto clamped = [](double value, std::size_t size) {
    return static_cast<std::size_t>(std::clamp(value, 0.0, static_cast<double>(size)));
  };
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const std::size_t right = clamped(std::ceil(map.photo_x(frame.max.x)), image.width);
  const std::size_t bottom = clamped(std::ceil(map.photo_y(frame.max.y)), image.height);
  const float line = ImGui::GetTextLineHeight() * 0.86f;
  for (std::size_t y = clamped(map.photo_y(frame.min.y), image.height); y < bottom; ++y) {
    for (std::size_t x = clamped(map.photo_x(frame.min.x), image.width); x < right; ++x) {
      const std::uint8_t* pixel = image.row(y) + 3 * x;
      const ImU32 ink = pixel[0] * 3 + pixel[1] * 6 + pixel[2] > 1280 ? IM_COL32(0, 0, 0, 210) : IM_COL32(255, 255, 255, 220);
      ImVec2 at = map.to_screen(static_cast<double>(x) + 0.5, static_cast<double>(y) + 0.5);
      at.y -= 1.5f * line;
      for (int c = 0; c < 3; ++c, at.y += line) {
        const std::string number = std::to_string(pixel[c]);
        draw->AddText({at.x - ImGui::CalcTextSize(number.c_str()).x / 2, at.y}, ink, number.c_str());
      }
    }
  }
}

// Darkens what the network does not see and frames what it does.
void draw_square(const Look& look, const PhotoView& photo, const Mapping& map) {
  const Region& region = photo.region;
  const ImVec2 min = map.to_screen(region.left, region.top);
  const ImVec2 max = map.to_screen(region.left + region.width, region.top + region.height);
  const ImVec2 first = map.to_screen(0, 0);
  const ImVec2 last = map.to_screen(static_cast<double>(photo.image->width), static_cast<double>(photo.image->height));
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const ImU32 shade = IM_COL32(10, 12, 16, 130);
  draw->AddRectFilled(first, {last.x, min.y}, shade);
  draw->AddRectFilled({first.x, max.y}, last, shade);
  draw->AddRectFilled({first.x, min.y}, {min.x, max.y}, shade);
  draw->AddRectFilled({max.x, min.y}, {last.x, max.y}, shade);
  draw->AddRect(min, max, look.colours.accent, 0, 0, 1.5f * look.scale);
}

std::string status_of(const PhotoView& photo, const Mapping& map) {
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const double x = std::floor(map.photo_x(mouse.x)), y = std::floor(map.photo_y(mouse.y));
  std::string line = std::to_string(photo.image->width) + " × " + std::to_string(photo.image->height) + "    " +
                     std::to_string(static_cast<int>(std::round(100 * map.zoom))) + " %";
  if (x < 0 || y < 0 || x >= static_cast<double>(photo.image->width) || y >= static_cast<double>(photo.image->height))
    return line;
  const std::uint8_t* pixel = photo.image->row(static_cast<std::size_t>(y)) + 3 * static_cast<std::size_t>(x);
  char values[96];
  std::snprintf(values, sizeof values, "    x %d  y %d    %d %d %d", static_cast<int>(x), static_cast<int>(y), pixel[0],
                pixel[1], pixel[2]);
  return line + values;
}

}  // namespace

void draw_photo(Viewer& viewer, const Look& look) {
  State& state = viewer.state;
  const PhotoView& photo = state.photo;
  if (!photo.image) {
    if (!photo.error.empty()) return empty_state(look, "This photo cannot be read", photo.error.c_str());
    return empty_state(look, "Drop photos, a folder or a model here",
                       "Ctrl+O opens, Ctrl+Shift+P lists all commands, ? the keys");
  }
  const float line = ImGui::GetTextLineHeightWithSpacing();
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const Placed frame = {at, {at.x + std::max(room.x, 8.0f), at.y + std::max(room.y - line, 8.0f)}};
  ImGui::InvisibleButton("photo", {frame.max.x - frame.min.x, frame.max.y - frame.min.y});
  Viewport& view = state.view;
  handle_mouse(view, map_photo(view, *photo.image, frame));
  const Mapping map = map_photo(view, *photo.image, frame);
  ImDrawList* draw = ImGui::GetWindowDrawList();
  draw->PushClipRect(frame.min, frame.max, true);
  draw->AddRectFilled(frame.min, frame.max, look.colours.canvas);
  draw->AddImage(look.textures.of(photo.image), map.to_screen(0, 0),
                 map.to_screen(static_cast<double>(photo.image->width), static_cast<double>(photo.image->height)));
  if (view.shows_square && photo.square) draw_square(look, photo, map);
  if (map.zoom >= kZoomOfNumbers * look.scale) draw_numbers(*photo.image, map, frame);
  draw->PopClipRect();
  quiet_text(look, status_of(photo, map));
}

}  // namespace alexnet::viewer
