#include "window/widgets.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "evaluate/charts.h"

namespace alexnet::viewer {
namespace {

constexpr float kLegendGap = 18;

struct Range {
  float low = std::numeric_limits<float>::max();
  float high = std::numeric_limits<float>::lowest();
};

Range range_of(std::span<const Curve> curves) {
  Range range;
  for (const Curve& curve : curves) {
    for (const float value : curve.values) {
      if (!std::isfinite(value)) continue;
      range.low = std::min(range.low, value);
      range.high = std::max(range.high, value);
    }
  }
  if (range.low > range.high) range = {0, 1};
  if (range.high - range.low < 1e-6f) range = {range.low - 0.5f, range.high + 0.5f};
  return range;
}

// Draws one curve. If there are more values than pixels, only every n-th value is drawn.
void draw_curve(const Curve& curve, const ScreenRect& frame, const Range& range, std::size_t count, float thickness) {
  std::vector<ImVec2> points;
  const auto flush = [&] {
    ImDrawList* draw = ImGui::GetWindowDrawList();
    if (points.size() == 1) draw->AddCircleFilled(points[0], 2 * thickness, curve.color);
    if (points.size() > 1) draw->AddPolyline(points.data(), static_cast<int>(points.size()), curve.color, 0, thickness);
    points.clear();
  };
  const float width = frame.max.x - frame.min.x, height = frame.max.y - frame.min.y;
  const auto stride = std::max<std::size_t>(1, curve.values.size() / static_cast<std::size_t>(std::max(width, 1.0f)));
  for (std::size_t i = 0; i < curve.values.size(); i += stride) {
    if (!std::isfinite(curve.values[i])) {
      flush();
      continue;
    }
    const float x = count < 2 ? 0.5f : static_cast<float>(i) / static_cast<float>(count - 1);
    points.emplace_back(frame.min.x + x * width,
                        frame.max.y - (curve.values[i] - range.low) / (range.high - range.low) * height);
  }
  flush();
}

void draw_legend(const DrawContext& ui, std::span<const Curve> curves, ImVec2 at, int cursor) {
  ImDrawList* draw = ImGui::GetWindowDrawList();
  for (const Curve& curve : curves) {
    const std::size_t count = curve.values.size();
    if (count == 0) continue;
    const std::size_t index = cursor < 0 ? count - 1 : std::min(static_cast<std::size_t>(cursor), count - 1);
    const std::string label = curve.name + "  " + number_text(curve.values[index]);
    at.x -= ImGui::CalcTextSize(label.c_str()).x;
    draw->AddText(at, curve.color, label.c_str());
    at.x -= kLegendGap * ui.scale;
  }
}

// Returns the width of the legend with the widest numbers.
float legend_width(const DrawContext& ui, std::span<const Curve> curves) {
  float width = 0;
  for (const Curve& curve : curves) width += ImGui::CalcTextSize((curve.name + "  0.00000").c_str()).x + kLegendGap * ui.scale;
  return width;
}

}  // namespace

void plain_text(const std::string& text) { ImGui::TextUnformatted(text.c_str()); }
void colored_text(ImU32 color, const std::string& text) {
  ImGui::PushStyleColor(ImGuiCol_Text, color);
  plain_text(text);
  ImGui::PopStyleColor();
}
void quiet_text(const DrawContext& ui, const std::string& text) { colored_text(ui.colors.quiet, text); }

void heading(const DrawContext& ui, const char* text) {
  quiet_text(ui, text);
  ImGui::Dummy({0, 0});
}

void note(const DrawContext& ui, const std::string& text) {
  ImGui::PushTextWrapPos(0);
  quiet_text(ui, text);
  ImGui::PopTextWrapPos();
}

std::string number_text(double value) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, std::abs(value) >= 100 ? "%.0f" : "%.3g", value);
  return buffer;
}

void empty_state(const DrawContext& ui, const char* title, const char* hint) {
  const ImVec2 space = ImGui::GetContentRegionAvail();
  const ImVec2 start = ImGui::GetCursorPos();
  const auto centered = [&](const char* line, ImU32 color, float y) {
    ImGui::SetCursorPos({start.x + std::max(0.0f, (space.x - ImGui::CalcTextSize(line).x) / 2), start.y + y});
    colored_text(color, line);
  };
  centered(title, ui.colors.text, space.y * 0.42f);
  centered(hint, ui.colors.quiet, space.y * 0.42f + ImGui::GetTextLineHeightWithSpacing());
}

ScreenRect draw_image(const DrawContext& ui, const SharedImage& image, ImVec2 space) {
  const auto width = static_cast<float>(image->width), height = static_cast<float>(image->height);
  const float zoom = std::min(std::max(space.x, 1.0f) / width, std::max(space.y, 1.0f) / height);
  const ImVec2 min = ImGui::GetCursorScreenPos();
  const ImVec2 max(min.x + std::floor(width * zoom), min.y + std::floor(height * zoom));
  ImGui::GetWindowDrawList()->AddImage(ui.textures.of(image), min, max);
  ImGui::Dummy({max.x - min.x, max.y - min.y});
  return {min, max};
}

ScreenRect draw_part_of(const DrawContext& ui, const SharedImage& image, const Region& region, ImVec2 space) {
  const auto width = static_cast<float>(region.width), height = static_cast<float>(region.height);
  const float zoom = std::min(std::max(space.x, 1.0f) / width, std::max(space.y, 1.0f) / height);
  const ImVec2 min = ImGui::GetCursorScreenPos();
  const ImVec2 max(min.x + std::floor(width * zoom), min.y + std::floor(height * zoom));
  const auto share = [](double part, std::size_t of) { return static_cast<float>(part / static_cast<double>(of)); };
  ImGui::GetWindowDrawList()->AddImage(
      ui.textures.of(image, Textures::Filter::kLinear), min, max,
      {share(region.left, image->width), share(region.top, image->height)},
      {share(region.left + region.width, image->width), share(region.top + region.height, image->height)});
  ImGui::Dummy({max.x - min.x, max.y - min.y});
  return {min, max};
}

void draw_filter(const DrawContext& ui, const ModelView& model, std::size_t unit, ImVec2 at, float side) {
  const Rectangle place = model.filter_layout.cell(unit);
  const auto across = static_cast<float>(model.filters->width), down = static_cast<float>(model.filters->height);
  ImGui::GetWindowDrawList()->AddImage(
      ui.textures.of(model.filters), at, {at.x + side, at.y + side},
      {static_cast<float>(place.x) / across, static_cast<float>(place.y) / down},
      {static_cast<float>(place.x + place.width) / across, static_cast<float>(place.y + place.height) / down});
}

void draw_scale(const DrawContext& ui, const SharedImage& colors, double largest, bool has_negatives, float width) {
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float thick = 8 * ui.scale, line = ImGui::GetTextLineHeight(), top = at.y + thick + 3 * ui.scale;
  draw->AddImageRounded(ui.textures.of(colors), at, {at.x + width, at.y + thick}, {0, 0}, {1, 1}, IM_COL32_WHITE, thick / 2);
  const std::string high = number_text(largest), low = has_negatives ? "-" + high : "0";
  draw->AddText({at.x, top}, ui.colors.quiet, low.c_str());
  draw->AddText({at.x + width - ImGui::CalcTextSize(high.c_str()).x, top}, ui.colors.quiet, high.c_str());
  if (has_negatives) draw->AddText({at.x + (width - ImGui::CalcTextSize("0").x) / 2, top}, ui.colors.quiet, "0");
  ImGui::Dummy({width, thick + 3 * ui.scale + line});
}

void score_bar(const DrawContext& ui, const std::string& name, float probability, ImU32 color) {
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const float width = ImGui::GetContentRegionAvail().x, line = ImGui::GetTextLineHeight();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const std::string share = percent(static_cast<double>(probability));
  const float share_width = ImGui::CalcTextSize(share.c_str()).x;
  draw->PushClipRect(at, {at.x + width - share_width - 8 * ui.scale, at.y + line}, true);
  draw->AddText(at, ui.colors.text, name.c_str());
  draw->PopClipRect();
  draw->AddText({at.x + width - share_width, at.y}, ui.colors.quiet, share.c_str());
  const float top = at.y + line + 4 * ui.scale, thick = 5 * ui.scale;
  draw->AddRectFilled({at.x, top}, {at.x + width, top + thick}, ui.colors.track, thick / 2);
  if (probability > 0.004f) draw->AddRectFilled({at.x, top}, {at.x + width * probability, top + thick}, color, thick / 2);
  ImGui::Dummy({width, line + 4 * ui.scale + thick + 3 * ui.scale});
}

void splitter(const DrawContext& ui, const char* id, bool upright, float& size, float direction) {
  const float thick = 5 * ui.scale;
  const ImVec2 space = ImGui::GetContentRegionAvail();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const ImVec2 box = upright ? ImVec2(thick, space.y) : ImVec2(space.x, thick);
  ImGui::InvisibleButton(id, box);
  const bool is_used = ImGui::IsItemActive() || ImGui::IsItemHovered();
  if (is_used) ImGui::SetMouseCursor(upright ? ImGuiMouseCursor_ResizeEW : ImGuiMouseCursor_ResizeNS);
  if (ImGui::IsItemActive()) {
    const ImVec2 moved = ImGui::GetIO().MouseDelta;
    size = std::clamp(size + direction * (upright ? moved.x : moved.y) / ui.scale, upright ? 160.0f : 60.0f, 900.0f);
  }
  const ImVec2 middle = upright ? ImVec2(at.x + thick / 2, at.y) : ImVec2(at.x, at.y + thick / 2);
  const ImVec2 end = upright ? ImVec2(middle.x, at.y + box.y) : ImVec2(at.x + box.x, middle.y);
  ImGui::GetWindowDrawList()->AddLine(middle, end, is_used ? ui.colors.accent : ui.colors.line, is_used ? 2.0f : 1.0f);
}

namespace {

// Draws lines and labels at round numbers. Returns the range extended so that it ends on them.
Range draw_value_axis(const DrawContext& ui, const ScreenRect& frame, const Range& range) {
  const std::vector<double> ticks = axis_ticks(static_cast<double>(range.low), static_cast<double>(range.high));
  const Range extended = {static_cast<float>(ticks.front()), static_cast<float>(ticks.back())};
  const float height = frame.max.y - frame.min.y, line = ImGui::GetTextLineHeight();
  const std::size_t every = height > 1.5f * line * static_cast<float>(ticks.size()) ? 1 : 2;
  ImDrawList* draw = ImGui::GetWindowDrawList();
  for (std::size_t i = 0; i < ticks.size(); i += every) {
    const float share = (static_cast<float>(ticks[i]) - extended.low) / (extended.high - extended.low);
    const float y = frame.max.y - share * height;
    const std::string label = number_text(ticks[i]);
    draw->AddLine({frame.min.x, y}, {frame.max.x, y}, ui.colors.line);
    draw->AddText({frame.min.x - ImGui::CalcTextSize(label.c_str()).x - 6 * ui.scale, y - line / 2}, ui.colors.quiet,
                  label.c_str());
  }
  return extended;
}

// Draws the numbers of steps or epochs, which count from 1.
void draw_index_axis(const DrawContext& ui, const ScreenRect& frame, std::size_t count) {
  if (count < 2) return;
  const auto last = static_cast<double>(count - 1);
  for (const double tick : axis_ticks(1, static_cast<double>(count))) {
    if (tick < 1 || tick > last + 1 || tick != std::floor(tick)) continue;
    const std::string label = std::to_string(static_cast<std::size_t>(tick));
    const float x = frame.min.x + (frame.max.x - frame.min.x) * static_cast<float>((tick - 1) / last);
    const float width = ImGui::CalcTextSize(label.c_str()).x;
    ImGui::GetWindowDrawList()->AddText(
        {std::clamp(x - width / 2, frame.min.x, frame.max.x - width), frame.max.y + 2 * ui.scale}, ui.colors.quiet,
        label.c_str());
  }
}

}  // namespace

int plot(const DrawContext& ui, const char* title, std::span<const Curve> curves, ImVec2 size, int cursor) {
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::InvisibleButton(title, size);
  const float line = ImGui::GetTextLineHeightWithSpacing(), labels = 54 * ui.scale;
  const bool fits = ImGui::CalcTextSize(title).x + legend_width(ui, curves) <= size.x;
  const float legend_top = fits ? at.y : at.y + line;
  const ScreenRect frame = {{at.x + labels, legend_top + 1.3f * line}, {at.x + size.x, at.y + size.y - 1.2f * line}};
  std::size_t count = 0;
  for (const Curve& curve : curves) count = std::max(count, curve.values.size());
  const float width = frame.max.x - frame.min.x;
  int hovered = -1;
  if (ImGui::IsItemHovered() && count > 1) {
    const float position = std::clamp((ImGui::GetIO().MousePos.x - frame.min.x) / width, 0.0f, 1.0f);
    hovered = static_cast<int>(std::lround(position * static_cast<float>(count - 1)));
  }
  draw->AddText(at, ui.colors.text, title);
  draw->AddRectFilled(frame.min, frame.max, ui.colors.canvas, 4 * ui.scale);
  const Range range = draw_value_axis(ui, frame, range_of(curves));
  draw_index_axis(ui, frame, count);
  for (const Curve& curve : curves) draw_curve(curve, frame, range, count, 1.6f * ui.scale);
  if (cursor >= 0 && count > 1 && static_cast<std::size_t>(cursor) < count) {
    const float x = frame.min.x + width * static_cast<float>(cursor) / static_cast<float>(count - 1);
    draw->AddLine({x, frame.min.y}, {x, frame.max.y}, ui.colors.quiet);
  }
  draw_legend(ui, curves, {frame.max.x, legend_top}, cursor);
  return hovered;
}

}  // namespace alexnet::viewer
