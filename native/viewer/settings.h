// What the viewer remembers from one day to the next.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"

namespace alexnet::viewer {

enum class Theme { kDark, kLight };

struct Settings {
  int window_width = 1440;
  int window_height = 900;
  float left = 300;  // widths and height of what stands around the middle, before any scale
  float right = 320;
  float bottom = 96;
  bool shows_sides = true;
  bool shows_log = true;
  bool shows_thumbnails = true;
  Theme theme = Theme::kDark;
  float text_scale = 1;
  std::vector<std::string> recent;  // paths, the latest first

  friend bool operator==(const Settings&, const Settings&) = default;
};

inline constexpr std::size_t kMostRecent = 12;
inline constexpr float kSmallestText = 0.6f;
inline constexpr float kLargestText = 3.0f;

// Puts a path first, once.
void remember(Settings& settings, const std::string& path);

// One JSON object with the names above. Reading takes the defaults for what is missing, of another type or out of range:
// settings are no reason not to start. kBadFormat for what is no JSON object.
[[nodiscard]] std::string to_json(const Settings& settings);
[[nodiscard]] Result<Settings> settings_from_json(const std::string& json);

// $XDG_CONFIG_HOME/alexnet/viewer.json, or below ~/.config; empty where there is no home.
[[nodiscard]] std::string settings_path();
[[nodiscard]] Settings load_settings(const std::string& path);
[[nodiscard]] Status save_settings(const std::string& path, const Settings& settings);

}  // namespace alexnet::viewer
