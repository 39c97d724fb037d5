#include "actions.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "app/host.h"
#include "looking_actions.h"
#include "requests.h"

namespace alexnet::viewer {
namespace {

constexpr float kZoomStep = 1.25f;
constexpr float kTextStep = 1.1f;

template <Tab tab>
Status show_tab(Viewer& viewer, std::string_view) {
  viewer.state.tab = tab;
  return {};
}

template <bool Settings::* setting>
Status toggle_setting(Viewer& viewer, std::string_view) {
  viewer.state.settings.*setting = !(viewer.state.settings.*setting);
  return {};
}

// An action that asks for something and cannot fail by itself.
template <void (*request)(Viewer&)>
Status ask(Viewer& viewer, std::string_view) {
  request(viewer);
  return {};
}

Status needs(std::string_view argument, std::string_view what) {
  if (argument.empty()) return fail(ErrorKind::kInvalidArgument, std::string(what), "is missing");
  return {};
}

// The system's dialog where there is one, else a list of our own.
template <FileDialog::Kind kind>
Status open(Viewer& viewer, std::string_view path) {
  const std::string& folder = viewer.state.browser.folder;
  if (!path.empty()) {
    open_paths(viewer, {std::string(path)});
  } else if (!viewer.dialog.open(kind)) {
    browse(viewer, folder.empty() ? "." : folder);
  }
  return {};
}

void close_photos(Viewer& viewer) {
  State& state = viewer.state;
  for (const char* kind : {"sweep", "photo", "open", "look again"}) viewer.jobs.cancel(kind);
  state.photos.clear();
  state.roots.clear();
  state.selected.reset();
  state.photo = {};
  state.swept = state.thumbnails = 0;
}

Status step_photo(Viewer& viewer, std::ptrdiff_t step) {
  const State& state = viewer.state;
  if (state.photos.empty()) return {};
  const auto last = static_cast<std::ptrdiff_t>(state.photos.size()) - 1;
  const std::ptrdiff_t now = state.selected ? static_cast<std::ptrdiff_t>(*state.selected) : -step;
  select_photo(viewer, static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(now + step, 0, last)));
  return {};
}

Status select_named(Viewer& viewer, std::string_view name) {
  TRY(needs(name, "select photo"));
  const auto& photos = viewer.state.photos;
  const auto found = std::ranges::find_if(photos, [&](const PhotoItem& photo) { return photo.path.ends_with(name); });
  if (found == photos.end()) return fail(ErrorKind::kNotFound, std::string(name), "no such photo is open");
  select_photo(viewer, static_cast<std::size_t>(found - photos.begin()));
  return {};
}

Status zoom_by(Viewer& viewer, float factor) {
  Viewport& view = viewer.state.view;
  const float now = view.zoom > 0 ? view.zoom : view.fitted;
  view.zoom = std::clamp(now * factor, kSmallestZoom, kLargestZoom);
  return {};
}

Status zoom_to(Viewer& viewer, std::string_view argument) {
  double percent = 0;
  const auto read = std::from_chars(argument.data(), argument.data() + argument.size(), percent);
  if (read.ec != std::errc() || !(percent > 0)) return fail(ErrorKind::kInvalidArgument, "zoom", "per cent are expected");
  viewer.state.view.zoom = std::clamp(static_cast<float>(percent / 100), kSmallestZoom, kLargestZoom);
  return {};
}

Status scale_text(Viewer& viewer, float factor) {
  float& scale = viewer.state.settings.text_scale;
  scale = std::clamp(factor > 0 ? scale * factor : 1, kSmallestText, kLargestText);
  return {};
}

Status copy_scores(Viewer& viewer, std::string_view) {
  const State& state = viewer.state;
  std::string& out = viewer.state.clipboard;
  out = state.photo.path + "\n";
  for (std::size_t i = 0; i < std::min<std::size_t>(state.photo.scores.size(), 5); ++i) {
    const Prediction& score = state.photo.scores[i];
    out += str_cat(state.model.class_name(score.index), '\t', std::round(score.probability * 1e4f) / 1e2f, " %\n");
  }
  return {};
}

Status save_square(Viewer& viewer, std::string_view path) { return save_picture(viewer, viewer.state.photo.square, path); }

Status save_log(Viewer& viewer, std::string_view path) {
  TRY(needs(path, "save log"));
  std::string lines;
  for (const LogLine& line : viewer.state.log) lines += line.text + "\n";
  const ByteSpan part = {reinterpret_cast<const std::uint8_t*>(lines.data()), lines.size()};
  return write_file(std::string(path), {&part, 1});
}

Status screenshot(Viewer& viewer, std::string_view path) {
  TRY(needs(path, "screenshot"));
  viewer.state.screenshot = path;
  return {};
}

Status set(Viewer& viewer, std::string_view argument) {
  const std::size_t space = argument.find(' ');
  if (space == std::string_view::npos) return fail(ErrorKind::kInvalidArgument, "set", "NAME VALUE are expected");
  return set_training(viewer.state, argument.substr(0, space), argument.substr(space + 1));
}

Status train(Viewer& viewer, std::string_view epochs) {
  if (!epochs.empty()) TRY(set_training(viewer.state, "epochs", epochs));
  viewer.state.tab = Tab::kTraining;
  start_training(viewer);
  return {};
}

Status attach(Viewer& viewer, std::string_view folder) {
  TRY(needs(folder, "attach"));
  viewer.state.tab = Tab::kTraining;
  attach_training(viewer, std::string(folder));
  return {};
}

Status evaluate_folder(Viewer& viewer, std::string_view folder) {
  State& state = viewer.state;
  state.tab = Tab::kEvaluation;
  if (folder.empty() && state.roots.empty())
    return fail(ErrorKind::kInvalidArgument, "evaluate", "open a folder of photos first");
  start_evaluation(viewer, folder.empty() ? state.roots.back() : std::string(folder));
  return {};
}

Status show_cell(Viewer& viewer, std::string_view argument) {
  EvaluationView& view = viewer.state.evaluation;
  std::size_t label = 0, predicted = 0;
  const char* end = argument.data() + argument.size();
  const auto first = std::from_chars(argument.data(), end, label);
  if (!view.result || first.ec != std::errc() || first.ptr == end ||
      std::from_chars(first.ptr + 1, end, predicted).ec != std::errc() ||
      std::max(label, predicted) >= view.result->classes.size())
    return fail(ErrorKind::kInvalidArgument, "show cell", "the numbers of two classes of an evaluation are expected");
  view.cell = {label, predicted};
  return {};
}

Status compare(Viewer& viewer, std::string_view path) {
  TRY(needs(path, "compare with"));
  viewer.state.tab = Tab::kCompare;
  compare_with(viewer, std::string(path));
  return {};
}

Status pin(Viewer& viewer, std::string_view) {
  pin_photo(viewer.state);
  viewer.state.tab = Tab::kCompare;
  return {};
}

constexpr Action kActions[] = {
    {"open", "Ctrl+O", "PATH", "Opens a photo, a folder, a model or a training run.", open<FileDialog::Kind::kFiles>},
    {"open folder", "Ctrl+Shift+O", "PATH", "The same; the dialog chooses a folder.", open<FileDialog::Kind::kFolder>},
    {"look again", "F5", "", "Adds photos that have arrived in the open folders.", ask<look_again>},
    {"watch folders", "W", "", "Looks into the open folders every two seconds.",
     [](Viewer& v, std::string_view) -> Status {
       v.state.watches_folders = !v.state.watches_folders;
       return {};
     }},
    {"close photos", "Ctrl+W", "", "Empties the list of photos.", ask<close_photos>},
    {"next photo", "Right Down", "", "", [](Viewer& v, std::string_view) { return step_photo(v, 1); }},
    {"previous photo", "Left Up", "", "", [](Viewer& v, std::string_view) { return step_photo(v, -1); }},
    {"first photo", "Home", "", "",
     [](Viewer& v, std::string_view) -> Status {
       select_photo(v, 0);
       return {};
     }},
    {"select photo", "", "END OF A PATH", "Looks at the first photo whose path ends so.", select_named},
    {"filter photos", "", "TEXT", "Lists only photos with this in name, folder or prediction.",
     [](Viewer& v, std::string_view what) -> Status {
       v.state.filter = what;
       return {};
     }},
    {"zoom in", "+ Ctrl++", "", "", [](Viewer& v, std::string_view) { return zoom_by(v, kZoomStep); }},
    {"zoom out", "- Ctrl+-", "", "", [](Viewer& v, std::string_view) { return zoom_by(v, 1 / kZoomStep); }},
    {"fit", "F", "", "The whole photo, as large as it fits.",
     [](Viewer& v, std::string_view) -> Status {
       v.state.view.zoom = 0;
       return {};
     }},
    {"actual size", "Ctrl+0", "", "One pixel of the photo a pixel of the screen.",
     [](Viewer& v, std::string_view) { return zoom_to(v, "100"); }},
    {"zoom", "", "PER CENT", "", zoom_to},
    {"show square", "S", "", "Marks the part of the photo that the network sees.",
     [](Viewer& v, std::string_view) -> Status {
       v.state.shows_square = !v.state.shows_square;
       return {};
     }},
    {"crop", "", "LEFT TOP WIDTH", "The square part of the photo that the network is to see, in pixels.", crop},
    {"reset crop", "C", "", "The part that the model is used to.", reset_crop},
    {"heat map", "H", "", "Lays the explanation over the photo.", toggle_heat_map},
    {"show photo", "1", "", "", show_tab<Tab::kPhoto>},
    {"show layers", "2", "", "", show_tab<Tab::kLayers>},
    {"show explanation", "3", "", "", show_tab<Tab::kExplain>},
    {"show training", "4", "", "", show_tab<Tab::kTraining>},
    {"show evaluation", "5", "", "", show_tab<Tab::kEvaluation>},
    {"show comparison", "6", "", "", show_tab<Tab::kCompare>},
    {"select layer", "", "NAME", "conv1, relu1, … prob.", select_layer},
    {"next layer", "O", "", "", [](Viewer& v, std::string_view) { return step_layer(v, 1); }},
    {"previous layer", "U", "", "", [](Viewer& v, std::string_view) { return step_layer(v, -1); }},
    {"select unit", "", "NUMBER", "Pins a unit of the layer.", select_unit},
    {"next unit", ". Ctrl+Right", "", "", [](Viewer& v, std::string_view) { return step_unit(v, 1, false); }},
    {"previous unit", ", Ctrl+Left", "", "", [](Viewer& v, std::string_view) { return step_unit(v, -1, false); }},
    {"unit below", "J Ctrl+Down", "", "", [](Viewer& v, std::string_view) { return step_unit(v, 1, true); }},
    {"unit above", "I Ctrl+Up", "", "", [](Viewer& v, std::string_view) { return step_unit(v, -1, true); }},
    {"strongest unit", "B", "", "Pins the unit with the largest mean.", select_strongest_unit},
    {"scale", "M", "unit|layer|network", "What the brightest colour of maps stands for; without a word the next one.",
     choose_scale},
    {"filters", "K", "", "The first layer's filters, or what they make of the photo.", toggle_filters},
    {"zoom unit", "", "PER CENT", "Of the unit's map, a value of which is a pixel.", zoom_unit},
    {"explain", "X", "METHOD", "grad-cam, gradient, guided, occlusion or maximize; without a word the last one.", explain},
    {"explain class", "", "NAME", "What is to be explained; without a name the likeliest class.", explain_class},
    {"explain layer", "", "NAME", "Where Grad-CAM looks, and whose unit is explained.", explain_layer},
    {"explain unit", "", "NUMBER", "A unit of the layer instead of a class; without a number a class again.", explain_unit},
    {"stop explaining", "", "", "What there is so far stays.", ask<stop_explanation>},
    {"opacity", "", "PER CENT", "Of the map over the photo.", set_opacity},
    {"set", "", "NAME VALUE", "A setting of training: data, out, epochs, batch, width, learning_rate …", set},
    {"train", "", "EPOCHS", "Begins a training run.", train},
    {"pause training", "P", "", "Pauses the run, or lets it go on.", ask<pause_training>},
    {"stop training", "", "", "Saves the run and ends it.", ask<stop_training>},
    {"attach", "", "FOLDER", "Watches the training run that writes this folder.", attach},
    {"evaluate", "E", "FOLDER", "Judges the model by the last folder that was opened, or another one.", evaluate_folder},
    {"stop evaluation", "", "", "", ask<stop_evaluation>},
    {"show cell", "", "CLASS PREDICTED", "The photos in one cell of the confusion matrix, by the classes' numbers.", show_cell},
    {"compare with", "", "MODEL", "What a second model says of the photo.", compare},
    {"pin photo", "Ctrl+P", "", "Keeps this photo to compare others with.", pin},
    {"copy predictions", "Ctrl+C", "", "", copy_scores},
    {"save square", "", "PNG", "Saves the pixels that the network saw.", save_square},
    {"save units", "", "PNG", "Saves all units of the layer, no value less than a pixel.", save_units},
    {"save explanation", "", "PNG", "Saves the map by itself.", save_explanation},
    {"screenshot", "", "PNG", "Saves the window as a picture.", screenshot},
    {"thumbnails or list", "G", "", "", toggle_setting<&Settings::shows_thumbnails>},
    {"sides", "Tab", "", "Shows or hides what stands beside the middle.", toggle_setting<&Settings::shows_sides>},
    {"log", "L", "", "Shows or hides the log.", toggle_setting<&Settings::shows_log>},
    {"light or dark", "T", "", "",
     [](Viewer& v, std::string_view) -> Status {
       Theme& theme = v.state.settings.theme;
       theme = theme == Theme::kDark ? Theme::kLight : Theme::kDark;
       return {};
     }},
    {"larger text", "Ctrl+Shift++", "", "", [](Viewer& v, std::string_view) { return scale_text(v, kTextStep); }},
    {"smaller text", "Ctrl+Shift+-", "", "", [](Viewer& v, std::string_view) { return scale_text(v, 1 / kTextStep); }},
    {"normal text", "Ctrl+Shift+0", "", "", [](Viewer& v, std::string_view) { return scale_text(v, 0); }},
    {"commands", "Ctrl+Shift+P", "", "Opens this list.",
     [](Viewer& v, std::string_view) -> Status {
       v.state.palette = {.is_open = true};
       return {};
     }},
    {"keys", "? F1", "", "Shows all keys.",
     [](Viewer& v, std::string_view) -> Status {
       v.state.shows_help = !v.state.shows_help;
       return {};
     }},
    {"measure frames", "", "", "Begins to measure how long frames take.",
     [](Viewer& v, std::string_view) -> Status {
       v.state.frame_times.emplace();
       return {};
     }},
    {"frame times", "", "", "Tells what was measured.",
     [](Viewer& v, std::string_view) -> Status {
       if (!v.state.frame_times) return fail(ErrorKind::kInvalidArgument, "frame times", "nothing is measured");
       add_log(v.state, to_string(*std::exchange(v.state.frame_times, std::nullopt)));
       return {};
     }},
    {"save log", "", "TEXT FILE", "", save_log},
    {"quit", "Ctrl+Q", "", "",
     [](Viewer& v, std::string_view) -> Status {
       v.state.wants_to_quit = true;
       return {};
     }},
};

bool has_key(std::string_view keys, std::string_view key) {
  while (!keys.empty()) {
    const std::size_t space = std::min(keys.find(' '), keys.size());
    if (keys.substr(0, space) == key) return true;
    keys.remove_prefix(std::min(space + 1, keys.size()));
  }
  return false;
}

char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter; }

}  // namespace

std::span<const Action> actions() { return kActions; }

const Action* find_action(std::string_view name) {
  const auto* found = std::ranges::find(kActions, name, &Action::name);
  return found == std::end(kActions) ? nullptr : found;
}

const Action* action_of_key(std::string_view key) {
  const auto* found = std::ranges::find_if(kActions, [&](const Action& action) { return has_key(action.keys, key); });
  return found == std::end(kActions) ? nullptr : found;
}

Status run_line(Viewer& viewer, std::string_view line) {
  const Action* best = nullptr;  // `zoom` begins `zoom in`: the longest name counts
  for (const Action& action : kActions) {
    const bool fits = line.starts_with(action.name) && (line.size() == action.name.size() || line[action.name.size()] == ' ');
    if (fits && (best == nullptr || action.name.size() > best->name.size())) best = &action;
  }
  if (best == nullptr) return fail(ErrorKind::kInvalidArgument, std::string(line), "there is no such action");
  std::string_view argument = line.substr(std::min(best->name.size() + 1, line.size()));
  if (!argument.empty() && best->argument.empty())
    return fail(ErrorKind::kInvalidArgument, std::string(best->name), "takes no \"", argument, '"');
  return best->run(viewer, argument);
}

std::optional<int> fuzzy_score(std::string_view query, std::string_view name) {
  int score = 0;
  std::size_t at = 0;
  bool follows = false;
  for (const char letter : query) {
    if (letter == ' ') continue;
    const std::size_t before = at;
    while (at < name.size() && lower(name[at]) != lower(letter)) ++at;
    if (at == name.size()) return std::nullopt;
    if (at == 0 || name[at - 1] == ' ') score += 8;
    if (follows && at == before) score += 5;
    score -= static_cast<int>(at - before);
    follows = true;
    ++at;
  }
  return score;
}

std::vector<const Action*> matching_actions(std::string_view query) {
  std::vector<std::pair<int, const Action*>> found;
  for (const Action& action : kActions)
    if (const auto score = fuzzy_score(query, action.name)) found.emplace_back(*score, &action);
  std::ranges::stable_sort(found, std::greater(), &std::pair<int, const Action*>::first);
  std::vector<const Action*> result;
  for (const auto& [score, action] : found) result.push_back(action);
  return result;
}

}  // namespace alexnet::viewer
