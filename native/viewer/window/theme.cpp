#include "window/theme.h"

#include <array>
#include <filesystem>

namespace alexnet::viewer {
namespace {

constexpr float kTextSize = 15;

constexpr ThemeColors kDarkColors = {
    .text = IM_COL32(228, 230, 235, 255),
    .quiet = IM_COL32(139, 146, 160, 255),
    .line = IM_COL32(50, 54, 64, 255),
    .track = IM_COL32(42, 46, 56, 255),
    .accent = IM_COL32(96, 156, 245, 255),
    .right = IM_COL32(86, 186, 138, 255),
    .wrong = IM_COL32(236, 108, 98, 255),
    .canvas = IM_COL32(18, 20, 25, 255),
};
constexpr ThemeColors kLightColors = {
    .text = IM_COL32(32, 36, 44, 255),
    .quiet = IM_COL32(108, 115, 128, 255),
    .line = IM_COL32(216, 219, 226, 255),
    .track = IM_COL32(228, 231, 237, 255),
    .accent = IM_COL32(38, 104, 214, 255),
    .right = IM_COL32(24, 132, 84, 255),
    .wrong = IM_COL32(200, 56, 48, 255),
    .canvas = IM_COL32(232, 234, 239, 255),
};

constexpr std::array kFonts = {"/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
                               "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "/usr/share/fonts/TTF/DejaVuSans.ttf",
                               "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf",
                               "/System/Library/Fonts/Helvetica.ttc"};
constexpr std::array kAsianFonts = {
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/usr/share/fonts/truetype/arphic/uming.ttc"};

template <typename Fonts>
const char* first_there(const Fonts& fonts) {
  for (const char* path : fonts)
    if (std::error_code ignored; std::filesystem::exists(path, ignored)) return path;
  return nullptr;
}

struct Surfaces {
  ImVec4 window, raised, hovered, active, border, text, quiet, accent;
};

void set_style_colors(const Surfaces& s) {
  ImVec4* c = ImGui::GetStyle().Colors;
  const ImVec4 clear(0, 0, 0, 0);
  c[ImGuiCol_Text] = s.text;
  c[ImGuiCol_TextDisabled] = s.quiet;
  c[ImGuiCol_WindowBg] = s.window;
  c[ImGuiCol_ChildBg] =
      clear;  // transparent, because the window has the same color; filling twice is slow without a graphics card
  c[ImGuiCol_PopupBg] = c[ImGuiCol_MenuBarBg] = s.raised;
  c[ImGuiCol_Border] = c[ImGuiCol_Separator] = s.border;
  c[ImGuiCol_BorderShadow] = clear;
  c[ImGuiCol_FrameBg] = c[ImGuiCol_Button] = s.raised;
  c[ImGuiCol_FrameBgHovered] = c[ImGuiCol_ButtonHovered] = c[ImGuiCol_HeaderHovered] = s.hovered;
  c[ImGuiCol_FrameBgActive] = c[ImGuiCol_ButtonActive] = c[ImGuiCol_HeaderActive] = s.active;
  c[ImGuiCol_Header] = s.active;
  c[ImGuiCol_Tab] = c[ImGuiCol_TabUnfocused] = s.window;
  c[ImGuiCol_TabHovered] = s.hovered;
  c[ImGuiCol_TabActive] = c[ImGuiCol_TabUnfocusedActive] = s.active;
  c[ImGuiCol_CheckMark] = c[ImGuiCol_SliderGrab] = c[ImGuiCol_SliderGrabActive] = s.accent;
  c[ImGuiCol_TextSelectedBg] = s.active;
  c[ImGuiCol_ScrollbarBg] = clear;
  c[ImGuiCol_ScrollbarGrab] = s.hovered;
  c[ImGuiCol_ScrollbarGrabHovered] = c[ImGuiCol_ScrollbarGrabActive] = s.active;
  c[ImGuiCol_ModalWindowDimBg] = ImVec4(0, 0, 0, 0.45f);
  c[ImGuiCol_NavHighlight] = s.accent;
}

}  // namespace

const ThemeColors& theme_colors(Theme theme) { return theme == Theme::kDark ? kDarkColors : kLightColors; }

void apply_theme(Theme theme, float scale) {
  ImGuiStyle& style = ImGui::GetStyle();
  style = ImGuiStyle();
  style.WindowPadding = {12, 10};
  style.FramePadding = {9, 5};
  style.ItemSpacing = {8, 7};
  style.ItemInnerSpacing = {6, 5};
  style.ScrollbarSize = 11;
  style.WindowRounding = 0;
  style.ChildRounding = style.FrameRounding = style.PopupRounding = style.TabRounding = style.GrabRounding = 4;
  style.WindowBorderSize = 0;
  style.ChildBorderSize = 0;
  style.PopupBorderSize = 1;
  style.ScaleAllSizes(scale);
  const auto vec = [](ImU32 color) { return ImGui::ColorConvertU32ToFloat4(color); };
  const ThemeColors& own = theme_colors(theme);
  const bool dark = theme == Theme::kDark;
  set_style_colors({.window = vec(dark ? IM_COL32(27, 30, 37, 255) : IM_COL32(250, 250, 252, 255)),
                    .raised = vec(dark ? IM_COL32(38, 42, 51, 255) : IM_COL32(238, 240, 244, 255)),
                    .hovered = vec(dark ? IM_COL32(52, 58, 70, 255) : IM_COL32(224, 229, 238, 255)),
                    .active = vec(dark ? IM_COL32(54, 76, 112, 255) : IM_COL32(200, 217, 246, 255)),
                    .border = vec(own.line),
                    .text = vec(own.text),
                    .quiet = vec(own.quiet),
                    .accent = vec(own.accent)});
}

void load_fonts(float scale) {
  ImGuiIO& io = ImGui::GetIO();
  io.Fonts->Clear();
  // Latin, Greek and Cyrillic; dashes, quotes, arrows and mathematical signs.
  static constexpr ImWchar kRanges[] = {0x20,   0x24F,  0x370,  0x52F,  0x2010, 0x2044, 0x2190,
                                        0x21FF, 0x2200, 0x22FF, 0x25A0, 0x25FF, 0};
  const char* font = first_there(kFonts);
  if (font == nullptr || io.Fonts->AddFontFromFileTTF(font, kTextSize * scale, nullptr, kRanges) == nullptr) {
    ImFontConfig config;
    config.SizePixels = kTextSize * scale;
    io.Fonts->AddFontDefault(&config);
  }
  if (const char* asian = first_there(kAsianFonts)) {
    ImFontConfig config;
    config.MergeMode = true;
    io.Fonts->AddFontFromFileTTF(asian, kTextSize * scale, &config, io.Fonts->GetGlyphRangesChineseFull());
  }
  io.Fonts->Build();
}

}  // namespace alexnet::viewer
