// The settings that the viewer saves when it closes.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"

namespace alexnet::viewer {

enum class Theme { kDark, kLight };

struct Settings {
  int window_width = 1440;
  int window_height = 900;
  float left = 300;  // widths of the side panels and height of the log, unscaled
  float right = 320;
  float bottom = 96;
  bool shows_sides = true;
  bool shows_log = true;
  bool shows_thumbnails = true;
  bool exact = false;  // convolutions are direct sums; see Session::set_exact()
  Theme theme = Theme::kDark;
  float text_scale = 1;
  std::vector<std::string> recent;  // paths, the most recent first

  friend bool operator==(const Settings&, const Settings&) = default;
};

inline constexpr std::size_t kMaxRecent = 12;
inline constexpr float kSmallestText = 0.6f;
inline constexpr float kLargestText = 3.0f;

// Moves or adds a path to the front of `recent`.
void remember(Settings& settings, const std::string& path);

// The JSON form: one object with the names above. Reading uses the defaults for fields that are missing, have another type or
// are out of range, so that invalid settings do not prevent a start. Error: kBadFormat if the text is not a JSON object.
[[nodiscard]] std::string to_json(const Settings& settings);
[[nodiscard]] Result<Settings> settings_from_json(const std::string& json);

// Returns $XDG_CONFIG_HOME/alexnet/viewer.json or ~/.config/alexnet/viewer.json; empty if there is no home folder.
[[nodiscard]] std::string settings_path();
// Returns the defaults if the file cannot be read.
[[nodiscard]] Settings load_settings(const std::string& path);
[[nodiscard]] Status save_settings(const std::string& path, const Settings& settings);

}  // namespace alexnet::viewer
