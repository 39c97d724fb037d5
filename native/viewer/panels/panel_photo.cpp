#include <algorithm>
#include <cmath>

#include "actions/requests.h"
#include "panels/panels.h"
#include "window/canvas.h"

namespace alexnet::viewer {
namespace {

constexpr float kZoomOfNumbers = 44;     // screen pixels per photo pixel above which the values of pixels are shown
constexpr float kZoomOfSharpPixels = 6;  // the same, above which pixels have sharp edges
constexpr float kGrabDistance = 7;       // distance from an edge in screen pixels at which it can be grabbed

void draw_numbers(const Image& image, const Mapping& map, const ScreenRect& frame) {
  const PixelRange visible = visible_pixels(map, image.width, image.height, frame);
  for (std::size_t y = visible.top; y < visible.bottom; ++y) {
    for (std::size_t x = visible.left; x < visible.right; ++x) {
      const std::uint8_t* pixel = image.row(y) + 3 * x;
      const ImU32 ink = pixel[0] * 3 + pixel[1] * 6 + pixel[2] > 1280 ? IM_COL32(0, 0, 0, 210) : IM_COL32(255, 255, 255, 220);
      for (int c = 0; c < 3; ++c) write_in_pixel(map, x, y, std::to_string(pixel[c]), ink, c, 3);
    }
  }
}

// Returns a region of the photo on the screen.
ScreenRect region_on_screen(const Region& region, const Mapping& map) {
  return {map.to_screen(region.left, region.top), map.to_screen(region.left + region.width, region.top + region.height)};
}

// The part of the frame that is near the mouse: a corner, an edge (no corner), or nothing.
struct Grip {
  bool is_near = false;
  std::optional<Corner> corner;
};

Grip grip_at(ImVec2 mouse, const ScreenRect& frame, float reach) {
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

// Lets the mouse move the crop by an edge or resize it by a corner, and classifies it again. Returns whether it is being
// dragged.
bool drag_crop_frame(Viewer& viewer, const DrawContext& ui, const Mapping& map) {
  State& state = viewer.state;
  if (!state.shows_crop_frame || !state.photo.input_image) return false;
  const Region region = state.crop.value_or(state.photo.region);
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const Grip grip = grip_at(mouse, region_on_screen(region, map), kGrabDistance * ui.scale);
  CropDrag& drag = state.drag;
  if (ImGui::IsItemActivated()) drag = {grip.is_near, grip.corner};
  if (!drag.is_active || !ImGui::IsItemActive()) {
    const bool ends = std::exchange(drag, {}).is_active;
    if (ends && state.crop) reload_photo(viewer);
    if (grip.is_near && ImGui::IsItemHovered())
      ImGui::SetMouseCursor(!grip.corner ? ImGuiMouseCursor_ResizeAll
                            : *grip.corner == Corner::kTopLeft || *grip.corner == Corner::kBottomRight
                                ? ImGuiMouseCursor_ResizeNWSE
                                : ImGuiMouseCursor_ResizeNESW);
    return false;
  }
  const ImVec2 by = ImGui::GetIO().MouseDelta;
  if (by.x == 0 && by.y == 0) return true;
  state.crop = drag.corner ? resize_region(region, *drag.corner, map.x_at(mouse.x), map.y_at(mouse.y), *state.photo.image)
                           : move_region(region, static_cast<double>(by.x / map.zoom), static_cast<double>(by.y / map.zoom),
                                         *state.photo.image);
  if (!viewer.jobs.has("photo")) reload_photo(viewer);
  return true;
}

// Draws the frame around the crop and darkens the rest.
void draw_crop_frame(const State& state, const DrawContext& ui, const Mapping& map) {
  const PhotoView& photo = state.photo;
  const auto [min, max] = region_on_screen(state.crop.value_or(photo.region), map);
  const ImVec2 first = map.to_screen(0, 0);
  const ImVec2 last = map.to_screen(static_cast<double>(photo.image->width), static_cast<double>(photo.image->height));
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const ImU32 shade = IM_COL32(10, 12, 16, 130);
  draw->AddRectFilled(first, {last.x, min.y}, shade);
  draw->AddRectFilled({first.x, max.y}, last, shade);
  draw->AddRectFilled({first.x, min.y}, {min.x, max.y}, shade);
  draw->AddRectFilled({max.x, min.y}, {last.x, max.y}, shade);
  draw->AddRect(min, max, ui.colors.accent, 0, 0, 1.5f * ui.scale);
  const float half = 3.5f * ui.scale;
  for (const ImVec2 corner : {min, ImVec2(max.x, min.y), ImVec2(min.x, max.y), max})
    draw->AddRectFilled({corner.x - half, corner.y - half}, {corner.x + half, corner.y + half}, ui.colors.accent, half / 2);
}

// Draws the photo, the explanation over it, the crop frame and the pixel values.
void draw_layers_of_photo(State& state, const DrawContext& ui, const Mapping& map, const ScreenRect& frame) {
  const PhotoView& photo = state.photo;
  ImDrawList* draw = ImGui::GetWindowDrawList();
  draw->PushClipRect(frame.min, frame.max, true);
  draw->AddRectFilled(frame.min, frame.max, ui.colors.canvas);
  const auto filter = map.zoom < kZoomOfSharpPixels ? Textures::Filter::kLinear : Textures::Filter::kNearest;
  draw->AddImage(ui.textures.of(photo.image, filter), map.to_screen(0, 0),
                 map.to_screen(static_cast<double>(photo.image->width), static_cast<double>(photo.image->height)));
  if (state.explain.on_photo && explains_photo(state)) {
    const auto [min, max] = region_on_screen(photo.region, map);
    draw->AddImage(ui.textures.of(state.explain.image, Textures::Filter::kLinear), min, max, {0, 0}, {1, 1},
                   ImGui::GetColorU32({1, 1, 1, state.explain.opacity}));
  }
  if (state.shows_crop_frame && photo.input_image) draw_crop_frame(state, ui, map);
  if (map.zoom >= kZoomOfNumbers * ui.scale) draw_numbers(*photo.image, map, frame);
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

void draw_photo(Viewer& viewer, const DrawContext& ui) {
  State& state = viewer.state;
  const PhotoView& photo = state.photo;
  if (!photo.image) {
    if (!photo.error.empty()) return empty_state(ui, "This photo cannot be read", photo.error.c_str());
    return empty_state(ui, "Drop photos, a folder or a model here",
                       "Ctrl+O opens files, Ctrl+Shift+P lists all actions, ? lists the keys");
  }
  if (state.explain.on_photo) request_explanation(viewer);
  const float line = state.explain.on_photo ? ImGui::GetFrameHeightWithSpacing() : ImGui::GetTextLineHeightWithSpacing();
  const ImVec2 space = ImGui::GetContentRegionAvail();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const ScreenRect frame = {at, {at.x + std::max(space.x, 8.0f), at.y + std::max(space.y - line, 8.0f)}};
  ImGui::InvisibleButton("photo", {frame.max.x - frame.min.x, frame.max.y - frame.min.y});
  Viewport& view = state.view;
  const std::size_t width = photo.image->width, height = photo.image->height;
  const bool drags = drag_crop_frame(viewer, ui, map_canvas(view, width, height, frame));
  handle_canvas_input(view, map_canvas(view, width, height, frame), !drags);
  const Mapping map = map_canvas(view, width, height, frame);
  draw_layers_of_photo(state, ui, map, frame);
  if (state.explain.on_photo) ImGui::AlignTextToFramePadding();
  quiet_text(ui, status_of(photo, map));
  if (!state.explain.on_photo) return;
  ImGui::SameLine(space.x * 0.5f);
  draw_opacity(state, ui, space.x * 0.5f);
}

}  // namespace alexnet::viewer
