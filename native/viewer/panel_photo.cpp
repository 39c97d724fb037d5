#include <algorithm>
#include <cmath>

#include "canvas.h"
#include "panels.h"
#include "requests.h"

namespace alexnet::viewer {
namespace {

constexpr float kZoomOfNumbers = 44;  // screen pixels a photo's pixel, from where on its three numbers are written in it
constexpr float kZoomOfSquares = 6;   // the same, from where on pixels are seen as squares
constexpr float kReach = 7;           // screen pixels around an edge that catch the mouse

void draw_numbers(const Image& image, const Mapping& map, const Placed& frame) {
  const Seen seen = seen_pixels(map, image.width, image.height, frame);
  for (std::size_t y = seen.top; y < seen.bottom; ++y) {
    for (std::size_t x = seen.left; x < seen.right; ++x) {
      const std::uint8_t* pixel = image.row(y) + 3 * x;
      const ImU32 ink = pixel[0] * 3 + pixel[1] * 6 + pixel[2] > 1280 ? IM_COL32(0, 0, 0, 210) : IM_COL32(255, 255, 255, 220);
      for (int c = 0; c < 3; ++c) write_in_pixel(map, x, y, std::to_string(pixel[c]), ink, c, 3);
    }
  }
}

// The region that the network sees, on the screen.
Placed placed_region(const Region& region, const Mapping& map) {
  return {map.to_screen(region.left, region.top), map.to_screen(region.left + region.width, region.top + region.height)};
}

// Which part of the frame the mouse is near: a corner, an edge, or nothing.
struct Grip {
  bool is_there = false;
  std::optional<Corner> corner;
};

Grip grip_at(ImVec2 mouse, const Placed& frame, float reach) {
  const auto near = [reach](float a, float b) { return std::abs(a - b) <= reach; };
  const bool left = near(mouse.x, frame.min.x), right = near(mouse.x, frame.max.x);
  const bool top = near(mouse.y, frame.min.y), bottom = near(mouse.y, frame.max.y);
  const bool within = mouse.x >= frame.min.x - reach && mouse.x <= frame.max.x + reach && mouse.y >= frame.min.y - reach &&
                      mouse.y <= frame.max.y + reach;
  if (!within || !(left || right || top || bottom)) return {};
  if ((left || right) && (top || bottom))
    return {true, top ? (left ? Corner::kTopLeft : Corner::kTopRight) : (left ? Corner::kBottomLeft : Corner::kBottomRight)};
  return {true, std::nullopt};
}

// An edge moves the frame, a corner stretches it; the network follows. Whether the mouse is at it.
bool drag_square(Viewer& viewer, const Look& look, const Mapping& map) {
  State& state = viewer.state;
  if (!state.shows_square || !state.photo.square) return false;
  const Region region = state.crop.value_or(state.photo.region);
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const Grip grip = grip_at(mouse, placed_region(region, map), kReach * look.scale);
  CropDrag& drag = state.drag;
  if (ImGui::IsItemActivated()) drag = {grip.is_there, grip.corner};
  if (!drag.is_on || !ImGui::IsItemActive()) {
    const bool ends = std::exchange(drag, {}).is_on;
    if (ends && state.crop) reload_photo(viewer);
    if (grip.is_there && ImGui::IsItemHovered())
      ImGui::SetMouseCursor(!grip.corner ? ImGuiMouseCursor_ResizeAll
                            : *grip.corner == Corner::kTopLeft || *grip.corner == Corner::kBottomRight
                                ? ImGuiMouseCursor_ResizeNWSE
                                : ImGuiMouseCursor_ResizeNESW);
    return false;
  }
  const ImVec2 by = ImGui::GetIO().MouseDelta;
  if (by.x == 0 && by.y == 0) return true;
  state.crop = drag.corner ? stretched(region, *drag.corner, map.x_at(mouse.x), map.y_at(mouse.y), *state.photo.image)
                           : moved(region, static_cast<double>(by.x / map.zoom), static_cast<double>(by.y / map.zoom),
                                   *state.photo.image);
  if (!viewer.jobs.has("photo")) reload_photo(viewer);
  return true;
}

// Darkens what the network does not see and frames what it does.
void draw_square(const State& state, const Look& look, const Mapping& map) {
  const PhotoView& photo = state.photo;
  const auto [min, max] = placed_region(state.crop.value_or(photo.region), map);
  const ImVec2 first = map.to_screen(0, 0);
  const ImVec2 last = map.to_screen(static_cast<double>(photo.image->width), static_cast<double>(photo.image->height));
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const ImU32 shade = IM_COL32(10, 12, 16, 130);
  draw->AddRectFilled(first, {last.x, min.y}, shade);
  draw->AddRectFilled({first.x, max.y}, last, shade);
  draw->AddRectFilled({first.x, min.y}, {min.x, max.y}, shade);
  draw->AddRectFilled({max.x, min.y}, {last.x, max.y}, shade);
  draw->AddRect(min, max, look.colours.accent, 0, 0, 1.5f * look.scale);
  const float half = 3.5f * look.scale;
  for (const ImVec2 corner : {min, ImVec2(max.x, min.y), ImVec2(min.x, max.y), max})
    draw->AddRectFilled({corner.x - half, corner.y - half}, {corner.x + half, corner.y + half}, look.colours.accent, half / 2);
}

// The photo, the explanation over it, the frame, the numbers.
void draw_layers_of_photo(State& state, const Look& look, const Mapping& map, const Placed& frame) {
  const PhotoView& photo = state.photo;
  ImDrawList* draw = ImGui::GetWindowDrawList();
  draw->PushClipRect(frame.min, frame.max, true);
  draw->AddRectFilled(frame.min, frame.max, look.colours.canvas);
  const auto enlarged = map.zoom < kZoomOfSquares ? Textures::Enlarged::kSmooth : Textures::Enlarged::kSquares;
  draw->AddImage(look.textures.of(photo.image, enlarged), map.to_screen(0, 0),
                 map.to_screen(static_cast<double>(photo.image->width), static_cast<double>(photo.image->height)));
  if (state.explain.on_photo && explains_photo(state)) {
    const auto [min, max] = placed_region(photo.region, map);
    draw->AddImage(look.textures.of(state.explain.picture, Textures::Enlarged::kSmooth), min, max, {0, 0}, {1, 1},
                   ImGui::GetColorU32({1, 1, 1, state.explain.opacity}));
  }
  if (state.shows_square && photo.square) draw_square(state, look, map);
  if (map.zoom >= kZoomOfNumbers * look.scale) draw_numbers(*photo.image, map, frame);
  draw->PopClipRect();
}

std::string status_of(const PhotoView& photo, const Mapping& map) {
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const double x = std::floor(map.x_at(mouse.x)), y = std::floor(map.y_at(mouse.y));
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

void render_synthetic_photo(Viewer& viewer, const Look& look) {
  State& state = viewer.state;
  const PhotoView& photo = state.photo;
  if (!photo.image) {
    if (!photo.error.empty()) return empty_state(look, "This photo cannot be read", photo.error.c_str());
    return empty_state(look, "Drop photos, a folder or a model here",
                       "Ctrl+O opens, Ctrl+Shift+P lists all commands, ? the keys");
  }
  if (state.explain.on_photo) ask_explanation(viewer);
  const float line = state.explain.on_photo ? ImGui::GetFrameHeightWithSpacing() : ImGui::GetTextLineHeightWithSpacing();
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const Placed frame = {at, {at.x + std::max(room.x, 8.0f), at.y + std::max(room.y - line, 8.0f)}};
  ImGui::InvisibleButton("photo", {frame.max.x - frame.min.x, frame.max.y - frame.min.y});
  Viewport& view = state.view;
  const std::size_t width = photo.image->width, height = photo.image->height;
  const bool drags = drag_square(viewer, look, map_canvas(view, width, height, frame));
  move_canvas(view, map_canvas(view, width, height, frame), !drags);
  const Mapping map = map_canvas(view, width, height, frame);
  draw_layers_of_photo(state, look, map, frame);
  if (state.explain.on_photo) ImGui::AlignTextToFramePadding();
  quiet_text(look, status_of(photo, map));
  if (!state.explain.on_photo) return;
  ImGui::SameLine(room.x * 0.5f);
  draw_opacity(state, look, room.x * 0.5f);
}

}  // namespace alexnet::viewer
