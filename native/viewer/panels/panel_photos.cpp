#include <algorithm>

#include "actions/requests.h"
#include "panels/panels.h"

namespace alexnet::viewer {
namespace {

bool contains(const std::string& text, const std::string& part) {
  return std::ranges::search(text, part, [](char a, char b) { return (a | 0x20) == (b | 0x20); }).begin() != text.end();
}

bool is_listed(const State& state, const PhotoItem& photo) {
  if (state.filter.empty() || contains(photo.name, state.filter) || contains(photo.folder, state.filter)) return true;
  return !photo.scores.empty() && contains(state.model.class_name(photo.scores[0].index), state.filter);
}

// The prediction below a photo, in a color that shows whether it is correct.
struct Caption {
  std::string text;
  ImU32 color;
};

Caption caption_of(const State& state, const PhotoItem& photo, const ThemeColors& colors) {
  if (!photo.error.empty()) return {"cannot be read", colors.wrong};
  if (photo.scores.empty()) return {state.model.is_open() ? "…" : "", colors.quiet};
  const Prediction& best = photo.scores[0];
  const std::string name = state.model.class_name(best.index);
  if (!photo.is_sure) return {name + " ?", colors.quiet};
  const auto truth = true_class(state.model, photo);
  return {name, !truth ? colors.text : *truth == best.index ? colors.right : colors.wrong};
}

void draw_text_within(ImVec2 at, float width, ImU32 color, const std::string& text) {
  ImDrawList* draw = ImGui::GetWindowDrawList();
  draw->PushClipRect(at, {at.x + width, at.y + ImGui::GetTextLineHeight() + 2}, true);
  draw->AddText(at, color, text.c_str());
  draw->PopClipRect();
}

// Draws the thumbnail, or an empty square if there is none yet.
void draw_thumbnail(Viewer& viewer, const DrawContext& ui, std::size_t index, ImVec2 at, float side) {
  request_thumbnail(viewer, index);
  const PhotoItem& photo = viewer.state.photos[index];
  ImDrawList* draw = ImGui::GetWindowDrawList();
  draw->AddRectFilled(at, {at.x + side, at.y + side}, ui.colors.canvas, 4 * ui.scale);
  if (!photo.thumbnail) return;
  const auto width = static_cast<float>(photo.thumbnail->width), height = static_cast<float>(photo.thumbnail->height);
  const float zoom = side / std::max(width, height);
  const ImVec2 min(at.x + (side - width * zoom) / 2, at.y + (side - height * zoom) / 2);
  draw->AddImageRounded(ui.textures.of(photo.thumbnail), min, {min.x + width * zoom, min.y + height * zoom}, {0, 0}, {1, 1},
                        IM_COL32_WHITE, 3 * ui.scale);
}

// Draws a cell of the grid or a row of the list; a click selects the photo.
void draw_item(Viewer& viewer, const DrawContext& ui, std::size_t index, ImVec2 size, bool as_row) {
  State& state = viewer.state;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::PushID(static_cast<int>(index));
  if (ImGui::InvisibleButton("photo", size)) select_photo(viewer, index);
  const bool hovers = ImGui::IsItemHovered();
  ImGui::PopID();
  const PhotoItem& photo = state.photos[index];
  const bool is_chosen = state.selected == index;
  ImDrawList* draw = ImGui::GetWindowDrawList();
  if (is_chosen || hovers)
    draw->AddRectFilled(at, {at.x + size.x, at.y + size.y},
                        ImGui::GetColorU32(is_chosen ? ImGuiCol_Header : ImGuiCol_HeaderHovered), 4 * ui.scale);
  const float gap = 4 * ui.scale, line = ImGui::GetTextLineHeight();
  const float side = as_row ? size.y - 2 * gap : size.x - 2 * gap;
  draw_thumbnail(viewer, ui, index, {at.x + gap, at.y + gap}, side);
  const Caption caption = caption_of(state, photo, ui.colors);
  if (as_row) {
    const ImVec2 beside(at.x + side + 3 * gap, at.y + (size.y - 2 * line) / 2);
    const float width = at.x + size.x - beside.x - gap;
    draw_text_within(beside, width, ui.colors.text, photo.name);
    draw_text_within({beside.x, beside.y + line}, width, caption.color, caption.text);
  } else {
    draw_text_within({at.x + gap, at.y + side + 1.5f * gap}, side, caption.color, caption.text);
  }
  if (!hovers) return;
  ImGui::BeginTooltip();
  plain_text(photo.name);
  quiet_text(ui, photo.folder);
  for (const Prediction& score : photo.scores)
    plain_text(percent(static_cast<double>(score.probability)) + "  " + state.model.class_name(score.index));
  if (!photo.error.empty()) colored_text(ui.colors.wrong, photo.error);
  ImGui::EndTooltip();
}

// Scrolls by the smallest amount that makes the photo visible.
void reveal(const std::vector<std::size_t>& shown, std::size_t photo, int columns, float height) {
  const auto found = std::ranges::find(shown, photo);
  if (found == shown.end()) return;
  const std::ptrdiff_t row = (found - shown.begin()) / columns;
  const float top = height * static_cast<float>(row), space = ImGui::GetWindowHeight();
  const float now = ImGui::GetScrollY();
  if (top < now) ImGui::SetScrollY(top);
  if (top + height > now + space) ImGui::SetScrollY(top + height - space);
}

void draw_items(Viewer& viewer, const DrawContext& ui, const std::vector<std::size_t>& shown) {
  const bool as_rows = !viewer.state.settings.shows_thumbnails;
  const float space = ImGui::GetContentRegionAvail().x, gap = 4 * ui.scale, line = ImGui::GetTextLineHeight();
  const int columns = as_rows ? 1 : std::max(1, static_cast<int>(space / (92 * ui.scale)));
  const float width = (space - gap * static_cast<float>(columns - 1)) / static_cast<float>(columns);
  const ImVec2 size(width, as_rows ? 2 * line + 14 * ui.scale : width + line + 4 * ui.scale);
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {gap, gap});
  if (std::exchange(viewer.state.reveals_selected, false) && viewer.state.selected)
    reveal(shown, *viewer.state.selected, columns, size.y + gap);
  ImGuiListClipper clipper;
  clipper.Begin((static_cast<int>(shown.size()) + columns - 1) / columns, size.y + gap);
  while (clipper.Step()) {
    for (int row = clipper.DisplayStart; row < clipper.DisplayEnd; ++row) {
      for (int column = 0; column < columns; ++column) {
        const auto index = static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) + static_cast<std::size_t>(column);
        if (index >= shown.size()) break;
        if (column > 0) ImGui::SameLine();
        draw_item(viewer, ui, shown[index], size, as_rows);
      }
    }
  }
  ImGui::PopStyleVar();
}

struct Count {
  std::size_t right = 0;
  std::size_t unsure = 0;
  std::size_t of = 0;
};

Count count_right(const State& state) {
  Count count;
  for (const PhotoItem& photo : state.photos) {
    const auto truth = true_class(state.model, photo);
    if (!truth || photo.scores.empty()) continue;
    ++count.of;
    if (!photo.is_sure) {
      ++count.unsure;
    } else if (*truth == photo.scores[0].index) {
      ++count.right;
    }
  }
  return count;
}

}  // namespace

void draw_photos(Viewer& viewer, const DrawContext& ui) {
  State& state = viewer.state;
  if (state.photos.empty()) {
    heading(ui, "Photos");
    empty_state(ui, "No photos", "Drop some, or press Ctrl+O");
    return;
  }
  char filter[128] = {};
  state.filter.copy(filter, sizeof filter - 1);
  ImGui::SetNextItemWidth(-1);
  if (ImGui::InputTextWithHint("##filter", "Filter by name or class", filter, sizeof filter)) state.filter = filter;
  const Count count = count_right(state);
  std::string line = std::to_string(state.photos.size()) + (state.photos.size() == 1 ? " photo" : " photos");
  const auto share = [&count](std::size_t part) { return percent(static_cast<double>(part) / static_cast<double>(count.of)); };
  if (count.of > 0) line += "  ·  " + share(count.right) + " correct";
  if (count.unsure > 0) line += ", " + share(count.unsure) + " not sure";
  quiet_text(ui, line);
  if (viewer.jobs.has("classify"))
    ImGui::ProgressBar(static_cast<float>(state.classified) / static_cast<float>(state.photos.size()), {-1, 3 * ui.scale}, "");
  std::vector<std::size_t> shown;
  for (std::size_t i = 0; i < state.photos.size(); ++i)
    if (is_listed(state, state.photos[i])) shown.push_back(i);
  ImGui::BeginChild("items");
  draw_items(viewer, ui, shown);
  ImGui::EndChild();
}

}  // namespace alexnet::viewer
