#include "settings.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/host.h"
#include "messages.h"

namespace alexnet::viewer {
namespace {

using Json = nlohmann::ordered_json;

template <typename Number>
void take(const Json& json, const char* name, Number low, Number high, Number& value) {
  const auto found = json.find(name);
  if (found == json.end() || !found->is_number()) return;
  const auto number = found->get<double>();
  if (number >= static_cast<double>(low) && number <= static_cast<double>(high)) value = static_cast<Number>(number);
}

void take(const Json& json, const char* name, bool& value) {
  const auto found = json.find(name);
  if (found != json.end() && found->is_boolean()) value = found->get<bool>();
}

}  // namespace

void remember(Settings& settings, const std::string& path) {
  std::erase(settings.recent, path);
  settings.recent.insert(settings.recent.begin(), path);
  if (settings.recent.size() > kMaxRecent) settings.recent.resize(kMaxRecent);
}

std::string to_json(const Settings& settings) {
  const Json json = {{"window_width", settings.window_width},
                     {"window_height", settings.window_height},
                     {"left", settings.left},
                     {"right", settings.right},
                     {"bottom", settings.bottom},
                     {"shows_sides", settings.shows_sides},
                     {"shows_log", settings.shows_log},
                     {"shows_thumbnails", settings.shows_thumbnails},
                     {"exact", settings.exact},
                     {"theme", settings.theme == Theme::kDark ? "dark" : "light"},
                     {"text_scale", settings.text_scale},
                     {"recent", settings.recent}};
  return dump_json(json, 2);
}

Result<Settings> settings_from_json(const std::string& text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return fail<msg::kViewerSettingsNotObject>("settings");
  Settings settings;
  take(json, "window_width", 400, 16384, settings.window_width);
  take(json, "window_height", 300, 16384, settings.window_height);
  take(json, "left", 120.0f, 4000.0f, settings.left);
  take(json, "right", 120.0f, 4000.0f, settings.right);
  take(json, "bottom", 40.0f, 4000.0f, settings.bottom);
  take(json, "shows_sides", settings.shows_sides);
  take(json, "shows_log", settings.shows_log);
  take(json, "shows_thumbnails", settings.shows_thumbnails);
  take(json, "exact", settings.exact);
  take(json, "text_scale", kSmallestText, kLargestText, settings.text_scale);
  if (json.value("theme", Json()) == "light") settings.theme = Theme::kLight;
  const auto recent = json.find("recent");
  if (recent != json.end() && recent->is_array()) {
    for (const Json& path : *recent)
      if (path.is_string() && settings.recent.size() < kMaxRecent) settings.recent.push_back(path.get<std::string>());
  }
  return settings;
}

std::string settings_path() {
  if (const char* config = std::getenv("XDG_CONFIG_HOME"); config != nullptr && *config != '\0')
    return std::string(config) + "/alexnet/viewer.json";
  const char* home = std::getenv("HOME");
  return home == nullptr || *home == '\0' ? std::string() : std::string(home) + "/.config/alexnet/viewer.json";
}

Settings load_settings(const std::string& path) {
  constexpr std::size_t kMaxBytes = 1 << 20;
  const Result<std::vector<std::uint8_t>> bytes = read_file(path, kMaxBytes);
  if (!bytes) return {};
  return settings_from_json({bytes->begin(), bytes->end()}).value_or(Settings());
}

Status save_settings(const std::string& path, const Settings& settings) {
  TRY(make_folder(std::filesystem::path(path).parent_path().string()));
  const std::string json = to_json(settings);
  const ByteSpan part = {reinterpret_cast<const std::uint8_t*>(json.data()), json.size()};
  return write_file(path, {&part, 1});
}

}  // namespace alexnet::viewer
