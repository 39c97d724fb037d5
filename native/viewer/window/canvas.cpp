#include "window/canvas.h"

#include <algorithm>
#include <cmath>

namespace alexnet::viewer {
namespace {

constexpr float kWheelStep = 1.2f;

std::size_t clamped(double value, std::size_t size) {
  return static_cast<std::size_t>(std::clamp(value, 0.0, static_cast<double>(size)));
}

}  // namespace

Mapping map_canvas(Viewport& view, std::size_t width, std::size_t height, const ScreenRect& frame) {
  const auto wide = static_cast<float>(width), high = static_cast<float>(height);
  view.fitted = std::min((frame.max.x - frame.min.x) / wide, (frame.max.y - frame.min.y) / high);
  if (view.zoom <= 0) {
    view.center_x = static_cast<double>(wide) / 2;
    view.center_y = static_cast<double>(high) / 2;
  }
  const ImVec2 middle(std::round((frame.min.x + frame.max.x) / 2), std::round((frame.min.y + frame.max.y) / 2));
  return {middle, view.center_x, view.center_y, view.zoom > 0 ? view.zoom : view.fitted};
}

void handle_canvas_input(Viewport& view, const Mapping& map, bool may_drag) {
  const ImGuiIO& io = ImGui::GetIO();
  if (ImGui::IsItemHovered() && io.MouseWheel != 0) {
    const double x = map.x_at(io.MousePos.x), y = map.y_at(io.MousePos.y);
    const float zoom = std::clamp(map.zoom * std::pow(kWheelStep, io.MouseWheel), kSmallestZoom, kLargestZoom);
    view.center_x = x - static_cast<double>((io.MousePos.x - map.middle.x) / zoom);
    view.center_y = y - static_cast<double>((io.MousePos.y - map.middle.y) / zoom);
    view.zoom = zoom;
  }
  if (may_drag && ImGui::IsItemActive() && ImGui::IsMouseDragging(ImGuiMouseButton_Left, 2)) {
    view.zoom = map.zoom;
    view.center_x -= static_cast<double>(io.MouseDelta.x / map.zoom);
    view.center_y -= static_cast<double>(io.MouseDelta.y / map.zoom);
  }
  if (ImGui::IsItemHovered() && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left)) view.zoom = 0;
}

PixelRange visible_pixels(const Mapping& map, std::size_t width, std::size_t height, const ScreenRect& frame) {
  return {clamped(map.x_at(frame.min.x), width), clamped(map.y_at(frame.min.y), height),
          clamped(std::ceil(map.x_at(frame.max.x)), width), clamped(std::ceil(map.y_at(frame.max.y)), height)};
}

void write_in_pixel(const Mapping& map, std::size_t x, std::size_t y, const std::string& text, ImU32 ink, int line, int lines) {
  const float high = ImGui::GetTextLineHeight() * 0.86f;
  ImVec2 at = map.to_screen(static_cast<double>(x) + 0.5, static_cast<double>(y) + 0.5);
  at.x -= ImGui::CalcTextSize(text.c_str()).x / 2;
  at.y += (static_cast<float>(line) - 0.5f * static_cast<float>(lines)) * high;
  ImGui::GetWindowDrawList()->AddText(at, ink, text.c_str());
}

}  // namespace alexnet::viewer
