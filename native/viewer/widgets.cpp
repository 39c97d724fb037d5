#include "widgets.h"

#include <algorithm>
#include <cmath>
#include <limits>

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

// One curve in its frame; where there are more values than pixels, one of them stands for its neighbours.
void draw_curve(const Curve& curve, const Placed& frame, const Range& range, std::size_t count, float thickness) {
  std::vector<ImVec2> points;
  const auto flush = [&] {
    ImDrawList* draw = ImGui::GetWindowDrawList();
    if (points.size() == 1) draw->AddCircleFilled(points[0], 2 * thickness, curve.colour);
    if (points.size() > 1) draw->AddPolyline(points.data(), static_cast<int>(points.size()), curve.colour, 0, thickness);
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

void draw_legend(const Look& look, std::span<const Curve> curves, ImVec2 at, int cursor) {
  ImDrawList* draw = ImGui::GetWindowDrawList();
  for (const Curve& curve : curves) {
    const std::size_t count = curve.values.size();
    if (count == 0) continue;
    const std::size_t index = cursor < 0 ? count - 1 : std::min(static_cast<std::size_t>(cursor), count - 1);
    const std::string label = curve.name + "  " + number_text(curve.values[index]);
    at.x -= ImGui::CalcTextSize(label.c_str()).x;
    draw->AddText(at, curve.colour, label.c_str());
    at.x -= kLegendGap * look.scale;
  }
}

// As it is with the widest numbers.
float legend_width(const Look& look, std::span<const Curve> curves) {
  float width = 0;
  for (const Curve& curve : curves)
    width += ImGui::CalcTextSize((curve.name + "  0.00000").c_str()).x + kLegendGap * look.scale;
  return width;
}

}  // namespace

void text_of(const std::string& text) { ImGui::TextUnformatted(text.c_str()); }
void coloured_text(ImU32 colour, const std::string& text) {
  ImGui::PushStyleColor(ImGuiCol_Text, colour);
  text_of(text);
  ImGui::PopStyleColor();
}
void quiet_text(const Look& look, const std::string& text) { coloured_text(look.colours.quiet, text); }

void heading(const Look& look, const char* text) {
  quiet_text(look, text);
  ImGui::Dummy({0, 0});
}

void note(const Look& look, const std::string& text) {
  ImGui::PushTextWrapPos(0);
  quiet_text(look, text);
  ImGui::PopTextWrapPos();
}

std::string number_text(double value) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, std::abs(value) >= 100 ? "%.0f" : "%.3g", value);
  return buffer;
}

void empty_state(const Look& look, const char* title, const char* hint) {
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const ImVec2 start = ImGui::GetCursorPos();
  const auto centred = [&](const char* line, ImU32 colour, float y) {
    ImGui::SetCursorPos({start.x + std::max(0.0f, (room.x - ImGui::CalcTextSize(line).x) / 2), start.y + y});
    coloured_text(colour, line);
  };
  centred(title, look.colours.text, room.y * 0.42f);
  centred(hint, look.colours.quiet, room.y * 0.42f + ImGui::GetTextLineHeightWithSpacing());
}

Placed draw_picture(const Look& look, const Picture& picture, ImVec2 room) {
  const auto width = static_cast<float>(picture->width), height = static_cast<float>(picture->height);
  const float zoom = std::min(std::max(room.x, 1.0f) / width, std::max(room.y, 1.0f) / height);
  const ImVec2 min = ImGui::GetCursorScreenPos();
  const ImVec2 max(min.x + std::floor(width * zoom), min.y + std::floor(height * zoom));
  ImGui::GetWindowDrawList()->AddImage(look.textures.of(picture), min, max);
  ImGui::Dummy({max.x - min.x, max.y - min.y});
  return {min, max};
}

Placed draw_part_of(const Look& look, const Picture& picture, const Region& region, ImVec2 room) {
  const auto width = static_cast<float>(region.width), height = static_cast<float>(region.height);
  const float zoom = std::min(std::max(room.x, 1.0f) / width, std::max(room.y, 1.0f) / height);
  const ImVec2 min = ImGui::GetCursorScreenPos();
  const ImVec2 max(min.x + std::floor(width * zoom), min.y + std::floor(height * zoom));
  const auto share = [](double part, std::size_t of) { return static_cast<float>(part / static_cast<double>(of)); };
  ImGui::GetWindowDrawList()->AddImage(
      look.textures.of(picture, Textures::Enlarged::kSmooth), min, max,
      {share(region.left, picture->width), share(region.top, picture->height)},
      {share(region.left + region.width, picture->width), share(region.top + region.height, picture->height)});
  ImGui::Dummy({max.x - min.x, max.y - min.y});
  return {min, max};
}

void draw_filter(const Look& look, const ModelView& model, std::size_t unit, ImVec2 at, float side) {
  const Rectangle place = model.filter_layout.cell(unit);
  const auto across = static_cast<float>(model.filters->width), down = static_cast<float>(model.filters->height);
  ImGui::GetWindowDrawList()->AddImage(
      look.textures.of(model.filters), at, {at.x + side, at.y + side},
      {static_cast<float>(place.x) / across, static_cast<float>(place.y) / down},
      {static_cast<float>(place.x + place.width) / across, static_cast<float>(place.y + place.height) / down});
}

void draw_scale(const Look& look, const Picture& colours, double largest, bool has_negatives, float width) {
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float thick = 8 * look.scale, line = ImGui::GetTextLineHeight(), top = at.y + thick + 3 * look.scale;
  draw->AddImageRounded(look.textures.of(colours), at, {at.x + width, at.y + thick}, {0, 0}, {1, 1}, IM_COL32_WHITE, thick / 2);
  const std::string high = number_text(largest), low = has_negatives ? "-" + high : "0";
  draw->AddText({at.x, top}, look.colours.quiet, low.c_str());
  draw->AddText({at.x + width - ImGui::CalcTextSize(high.c_str()).x, top}, look.colours.quiet, high.c_str());
  if (has_negatives) draw->AddText({at.x + (width - ImGui::CalcTextSize("0").x) / 2, top}, look.colours.quiet, "0");
  ImGui::Dummy({width, thick + 3 * look.scale + line});
}

void score_bar(const Look& look, const std::string& name, float probability, ImU32 colour) {
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const float width = ImGui::GetContentRegionAvail().x, line = ImGui::GetTextLineHeight();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const std::string share = percent(static_cast<double>(probability));
  const float share_width = ImGui::CalcTextSize(share.c_str()).x;
  draw->PushClipRect(at, {at.x + width - share_width - 8 * look.scale, at.y + line}, true);
  draw->AddText(at, look.colours.text, name.c_str());
  draw->PopClipRect();
  draw->AddText({at.x + width - share_width, at.y}, look.colours.quiet, share.c_str());
  const float top = at.y + line + 4 * look.scale, thick = 5 * look.scale;
  draw->AddRectFilled({at.x, top}, {at.x + width, top + thick}, look.colours.track, thick / 2);
  if (probability > 0.004f) draw->AddRectFilled({at.x, top}, {at.x + width * probability, top + thick}, colour, thick / 2);
  ImGui::Dummy({width, line + 4 * look.scale + thick + 3 * look.scale});
}

void splitter(const Look& look, const char* id, bool upright, float& size, float direction) {
  const float thick = 5 * look.scale;
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const ImVec2 box = upright ? ImVec2(thick, room.y) : ImVec2(room.x, thick);
  ImGui::InvisibleButton(id, box);
  const bool is_used = ImGui::IsItemActive() || ImGui::IsItemHovered();
  if (is_used) ImGui::SetMouseCursor(upright ? ImGuiMouseCursor_ResizeEW : ImGuiMouseCursor_ResizeNS);
  if (ImGui::IsItemActive()) {
    const ImVec2 moved = ImGui::GetIO().MouseDelta;
    size = std::clamp(size + direction * (upright ? moved.x : moved.y) / look.scale, upright ? 160.0f : 60.0f, 900.0f);
  }
  const ImVec2 middle = upright ? ImVec2(at.x + thick / 2, at.y) : ImVec2(at.x, at.y + thick / 2);
  const ImVec2 end = upright ? ImVec2(middle.x, at.y + box.y) : ImVec2(at.x + box.x, middle.y);
  ImGui::GetWindowDrawList()->AddLine(middle, end, is_used ? look.colours.accent : look.colours.line, is_used ? 2.0f : 1.0f);
}

int plot(const Look& look, const char* title, std::span<const Curve> curves, ImVec2 size, int cursor) {
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::InvisibleButton(title, size);
  const float line = ImGui::GetTextLineHeightWithSpacing(), labels = 54 * look.scale;
  const bool fits = ImGui::CalcTextSize(title).x + legend_width(look, curves) <= size.x;
  const float legend_top = fits ? at.y : at.y + line;
  const Placed frame = {{at.x + labels, legend_top + line}, {at.x + size.x, at.y + size.y - 4 * look.scale}};
  std::size_t count = 0;
  for (const Curve& curve : curves) count = std::max(count, curve.values.size());
  const float width = frame.max.x - frame.min.x, height = frame.max.y - frame.min.y;
  int hovered = -1;
  if (ImGui::IsItemHovered() && count > 1)
    hovered = static_cast<int>(
        std::clamp((ImGui::GetIO().MousePos.x - frame.min.x) / width, 0.0f, 1.0f) * static_cast<float>(count - 1) + 0.5f);
  const Range range = range_of(curves);
  draw->AddText(at, look.colours.text, title);
  draw->AddRectFilled(frame.min, frame.max, look.colours.canvas, 4 * look.scale);
  const int lines = height > 5 * line ? 4 : 2;
  for (int i = 0; i <= lines; ++i) {
    const float share = static_cast<float>(i) / static_cast<float>(lines), y = frame.max.y - share * height;
    const std::string label = number_text(static_cast<double>(range.low + share * (range.high - range.low)));
    if (i > 0 && i < lines) draw->AddLine({frame.min.x, y}, {frame.max.x, y}, look.colours.line);
    const float label_width = ImGui::CalcTextSize(label.c_str()).x;
    draw->AddText({frame.min.x - label_width - 6 * look.scale, std::min(y - line / 3, frame.max.y - line * 0.7f)},
                  look.colours.quiet, label.c_str());
  }
  for (const Curve& curve : curves) draw_curve(curve, frame, range, count, 1.6f * look.scale);
  if (cursor >= 0 && count > 1 && static_cast<std::size_t>(cursor) < count) {
    const float x = frame.min.x + width * static_cast<float>(cursor) / static_cast<float>(count - 1);
    draw->AddLine({x, frame.min.y}, {x, frame.max.y}, look.colours.quiet);
  }
  draw_legend(look, curves, {frame.max.x, legend_top}, cursor);
  return hovered;
}

}  // namespace alexnet::viewer
