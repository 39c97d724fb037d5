#include <algorithm>

#include "panels.h"
#include "requests.h"

namespace alexnet::viewer {
namespace {

bool contains(const std::string& text, const std::string& part) {
  return std::ranges::search(text, part, [](char a, char b) { return (a | 0x20) == (b | 0x20); }).begin() != text.end();
}

bool is_listed(const State& state, const PhotoItem& photo) {
  if (state.filter.empty() || contains(photo.name, state.filter) || contains(photo.folder, state.filter)) return true;
  return !photo.scores.empty() && contains(state.model.class_name(photo.scores[0].index), state.filter);
}

// The label below a photo, in the colour of how true it is.
struct Caption {
  std::string text;
  ImU32 colour;
};

Caption caption_of(const State& state, const PhotoItem& photo, const Colours& colours) {
  if (!photo.error.empty()) return {"cannot be read", colours.wrong};
  if (photo.scores.empty()) return {state.model.is_open() ? "…" : "", colours.quiet};
  const Prediction& best = photo.scores[0];
  const std::string name = state.model.class_name(best.index);
  if (!photo.is_sure) return {name + " ?", colours.quiet};
  const auto truth = true_class(state.model, photo);
  return {name, !truth ? colours.text : *truth == best.index ? colours.right : colours.wrong};
}

void draw_text_within(ImVec2 at, float width, ImU32 colour, const std::string& text) {
  ImDrawList* draw = ImGui::GetWindowDrawList();
  draw->PushClipRect(at, {at.x + width, at.y + ImGui::GetTextLineHeight() + 2}, true);
  draw->AddText(at, colour, text.c_str());
  draw->PopClipRect();
}

// The thumbnail in the middle of a square, or the square alone.
void draw_thumbnail(Viewer& viewer, const Look& look, std::size_t index, ImVec2 at, float side) {
  ask_thumbnail(viewer, index);
  const PhotoItem& photo = viewer.state.photos[index];
  ImDrawList* draw = ImGui::GetWindowDrawList();
  draw->AddRectFilled(at, {at.x + side, at.y + side}, look.colours.canvas, 4 * look.scale);
  if (!photo.thumbnail) return;
  const auto width = static_cast<float>(photo.thumbnail->width), height = static_cast<float>(photo.thumbnail->height);
  const float zoom = side / std::max(width, height);
  const ImVec2 min(at.x + (side - width * zoom) / 2, at.y + (side - height * zoom) / 2);
  draw->AddImageRounded(look.textures.of(photo.thumbnail), min, {min.x + width * zoom, min.y + height * zoom}, {0, 0}, {1, 1},
                        IM_COL32_WHITE, 3 * look.scale);
}

// A cell of the grid or a row of the list: what is clicked is looked at.
void draw_item(Viewer& viewer, const Look& look, std::size_t index, ImVec2 size, bool as_row) {
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
                        ImGui::GetColorU32(is_chosen ? ImGuiCol_Header : ImGuiCol_HeaderHovered), 4 * look.scale);
  const float gap = 4 * look.scale, line = ImGui::GetTextLineHeight();
  const float side = as_row ? size.y - 2 * gap : size.x - 2 * gap;
  draw_thumbnail(viewer, look, index, {at.x + gap, at.y + gap}, side);
  const Caption caption = caption_of(state, photo, look.colours);
  if (as_row) {
    const ImVec2 beside(at.x + side + 3 * gap, at.y + (size.y - 2 * line) / 2);
    const float width = at.x + size.x - beside.x - gap;
    draw_text_within(beside, width, look.colours.text, photo.name);
    draw_text_within({beside.x, beside.y + line}, width, caption.colour, caption.text);
  } else {
    draw_text_within({at.x + gap, at.y + side + 1.5f * gap}, side, caption.colour, caption.text);
  }
  if (!hovers) return;
  ImGui::BeginTooltip();
  text_of(photo.name);
  quiet_text(look, photo.folder);
  for (const Prediction& score : photo.scores)
    text_of(percent(static_cast<double>(score.probability)) + "  " + state.model.class_name(score.index));
  if (!photo.error.empty()) coloured_text(look.colours.wrong, photo.error);
  ImGui::EndTooltip();
}

// Scrolls as little as it takes until the photo is seen.
void reveal(const std::vector<std::size_t>& shown, std::size_t photo, int columns, float height) {
  const auto found = std::ranges::find(shown, photo);
  if (found == shown.end()) return;
  const float top = height * static_cast<float>((found - shown.begin()) / columns), room = ImGui::GetWindowHeight();
  const float now = ImGui::GetScrollY();
  if (top < now) ImGui::SetScrollY(top);
  if (top + height > now + room) ImGui::SetScrollY(top + height - room);
}

void draw_items(Viewer& viewer, const Look& look, const std::vector<std::size_t>& shown) {
  const bool as_rows = !viewer.state.settings.shows_thumbnails;
  const float room = ImGui::GetContentRegionAvail().x, gap = 4 * look.scale, line = ImGui::GetTextLineHeight();
  const int columns = as_rows ? 1 : std::max(1, static_cast<int>(room / (92 * look.scale)));
  const float width = (room - gap * static_cast<float>(columns - 1)) / static_cast<float>(columns);
  const ImVec2 size(width, as_rows ? 2 * line + 14 * look.scale : width + line + 4 * look.scale);
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {gap, gap});
  if (std::exchange(viewer.state.reveals_selected, false) && viewer.state.selected)
    reveal(shown, *viewer.state.selected, columns, size.y + gap);
  ImGuiListClipper clipper;
  clipper.Begin((static_cast<int>(shown.size()) + columns - 1) / columns, size.y + gap);
  while (clipper.Step()) {
    for (int row = clipper.DisplayStart; row < clipper.DisplayEnd; ++row) {
      for (int column = 0; column < columns; ++column) {
        const auto place = static_cast<std::size_t>(row * columns + column);
        if (place >= shown.size()) break;
        if (column > 0) ImGui::SameLine();
        draw_item(viewer, look, shown[place], size, as_rows);
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

void draw_photos(Viewer& viewer, const Look& look) {
  State& state = viewer.state;
  if (state.photos.empty()) {
    heading(look, "Photos");
    empty_state(look, "No photos", "Drop some, or press Ctrl+O");
    return;
  }
  char filter[128] = {};
  state.filter.copy(filter, sizeof filter - 1);
  ImGui::SetNextItemWidth(-1);
  if (ImGui::InputTextWithHint("##filter", "Filter by name or class", filter, sizeof filter)) state.filter = filter;
  const Count count = count_right(state);
  std::string line = std::to_string(state.photos.size()) + (state.photos.size() == 1 ? " photo" : " photos");
  const auto share = [&count](std::size_t part) { return percent(static_cast<double>(part) / static_cast<double>(count.of)); };
  if (count.of > 0) line += "  ·  " + share(count.right) + " right";
  if (count.unsure > 0) line += ", " + share(count.unsure) + " unsure";
  quiet_text(look, line);
  if (viewer.jobs.has("sweep"))
    ImGui::ProgressBar(static_cast<float>(state.swept) / static_cast<float>(state.photos.size()), {-1, 3 * look.scale}, "");
  std::vector<std::size_t> shown;
  for (std::size_t i = 0; i < state.photos.size(); ++i)
    if (is_listed(state, state.photos[i])) shown.push_back(i);
  ImGui::BeginChild("items");
  draw_items(viewer, look, shown);
  ImGui::EndChild();
}

}  // namespace alexnet::viewer
