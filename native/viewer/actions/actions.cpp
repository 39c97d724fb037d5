#include "actions/actions.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "actions/inspect_actions.h"
#include "actions/requests.h"
#include "app/host.h"
#include "messages.h"
#include "panels/panel_list.h"

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

// Runs a request that reports its errors later, in the log.
template <void (*request)(Viewer&)>
Status run_request(Viewer& viewer, std::string_view) {
  request(viewer);
  return {};
}

Status require_argument(std::string_view argument, const char* action) {
  if (argument.empty()) return fail<msg::kActionArgumentMissing>(action);
  return {};
}

// Opens a path. Without one opens the file dialog of the system, or the built-in file browser if there is none.
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
  for (const char* kind : {"classify", "photo", "open", "rescan"}) viewer.jobs.cancel(kind);
  state.photos.clear();
  state.roots.clear();
  state.selected.reset();
  state.photo = {};
  state.classified = state.thumbnails = 0;
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
  TRY(require_argument(name, "select photo"));
  const auto& photos = viewer.state.photos;
  const auto found = std::ranges::find_if(photos, [&](const PhotoItem& photo) { return photo.path.ends_with(name); });
  if (found == photos.end()) return fail<msg::kActionNoSuchPhoto>(std::string(name));
  select_photo(viewer, static_cast<std::size_t>(found - photos.begin()));
  return {};
}

Status select_first(Viewer& viewer, std::string_view) {
  select_photo(viewer, 0);
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
  if (read.ec != std::errc() || !(percent > 0)) return fail<msg::kActionPercentExpected>("zoom");
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

Status request_paste(Viewer& viewer, std::string_view) {
  viewer.state.wants_paste = true;
  return {};
}

Status save_input_image(Viewer& viewer, std::string_view path) {
  return save_image(viewer, viewer.state.photo.input_image, path);
}

Status save_log(Viewer& viewer, std::string_view path) {
  TRY(require_argument(path, "save log"));
  std::string lines;
  for (const LogLine& line : viewer.state.log) lines += line.text + "\n";
  const ByteSpan part = {reinterpret_cast<const std::uint8_t*>(lines.data()), lines.size()};
  return write_file(std::string(path), {&part, 1});
}

Status screenshot(Viewer& viewer, std::string_view path) {
  TRY(require_argument(path, "screenshot"));
  viewer.state.screenshot = path;
  return {};
}

Status set(Viewer& viewer, std::string_view argument) {
  const std::size_t space = argument.find(' ');
  if (space == std::string_view::npos) return fail<msg::kActionNameValueExpected>("set");
  return set_training(viewer.state, argument.substr(0, space), argument.substr(space + 1));
}

Status train(Viewer& viewer, std::string_view epochs) {
  if (!epochs.empty()) TRY(set_training(viewer.state, "epochs", epochs));
  viewer.state.tab = Tab::kTraining;
  start_training(viewer);
  return {};
}

Status attach(Viewer& viewer, std::string_view folder) {
  TRY(require_argument(folder, "attach"));
  viewer.state.tab = Tab::kTraining;
  attach_training(viewer, std::string(folder));
  return {};
}

Status evaluate_photos(Viewer& viewer, std::string_view folder) {
  State& state = viewer.state;
  state.tab = Tab::kEvaluation;
  if (folder.empty() && state.roots.empty()) return fail<msg::kActionNoFolder>("evaluate");
  start_evaluation(viewer, folder.empty() ? state.roots.back() : std::string(folder));
  return {};
}

Status show_cell(Viewer& viewer, std::string_view argument) {
  EvaluationView& view = viewer.state.evaluation;
  std::size_t label = 0, predicted = 0;
  const char *begin = argument.data(), *end = begin + argument.size();
  const auto first = std::from_chars(begin, end, label);
  if (!view.result || first.ec != std::errc() || first.ptr == end ||
      std::from_chars(first.ptr + 1, end, predicted).ec != std::errc() ||
      std::max(label, predicted) >= view.result->classes.size())
    return fail<msg::kActionCellExpected>("show cell");
  view.cell = {label, predicted};
  return {};
}

Status compare(Viewer& viewer, std::string_view path) {
  TRY(require_argument(path, "compare with"));
  viewer.state.tab = Tab::kCompare;
  compare_with(viewer, std::string(path));
  return {};
}

Status set_preprocessing_of_model(Viewer& viewer, std::string_view change) {
  TRY(require_argument(change, "set preprocess"));
  change_preprocessing(viewer, std::string(change));
  return {};
}

Status save_open_model(Viewer& viewer, std::string_view path) {
  TRY(require_argument(path, "save model"));
  save_model(viewer, std::string(path));
  return {};
}

Status pin(Viewer& viewer, std::string_view) {
  pin_photo(viewer.state);
  viewer.state.tab = Tab::kCompare;
  return {};
}

Status toggle(bool& value) {
  value = !value;
  return {};
}

Status toggle_theme(Viewer& viewer, std::string_view) {
  Theme& theme = viewer.state.settings.theme;
  theme = theme == Theme::kDark ? Theme::kLight : Theme::kDark;
  return {};
}

Status toggle_exact(Viewer& viewer, std::string_view) {
  viewer.state.settings.exact = !viewer.state.settings.exact;
  apply_exact(viewer);
  return {};
}

Status zoom_to_fit(Viewer& viewer, std::string_view) {
  viewer.state.view.zoom = 0;
  return {};
}

Status filter_photos(Viewer& viewer, std::string_view text) {
  viewer.state.filter = text;
  return {};
}

Status open_palette(Viewer& viewer, std::string_view) {
  viewer.state.palette = {.is_open = true};
  return {};
}

Status measure_frames(Viewer& viewer, std::string_view) {
  viewer.state.frame_times.emplace();
  return {};
}

Status report_frame_times(Viewer& viewer, std::string_view) {
  State& state = viewer.state;
  const std::optional<FrameTimes> times = std::exchange(state.frame_times, std::nullopt);
  if (!times) return fail<msg::kActionNotMeasuring>("frame times");
  add_log(state, to_string(*times));
  return {};
}

Status quit(Viewer& viewer, std::string_view) {
  viewer.state.wants_to_quit = true;
  return {};
}

#define SHOW_PANEL(tab, label, action, key, draw) {action, "", key, "", "Show the " label " panel.", show_tab<Tab::tab>},

// clang-format off: one action a row
constexpr Action kActions[] = {
    // name, old name, keys, argument, help, function
    {"open", "", "Ctrl+O", "PATH", "Open a photo, a folder, a model or a training run.", open<FileDialog::Kind::kFiles>},
    {"open folder", "", "Ctrl+Shift+O", "PATH", "Open a folder.", open<FileDialog::Kind::kFolder>},
    {"rescan folders", "look again", "F5", "", "Add photos that are new in the open folders.", run_request<rescan_folders>},
    {"watch folders", "", "W", "", "Toggle rescanning open folders every two seconds.", [](Viewer& v, std::string_view) { return toggle(v.state.watches_folders); }},
    {"close photos", "", "Ctrl+W", "", "Close all photos.", run_request<close_photos>},
    {"next photo", "", "Right Down", "", "Select the next photo.", [](Viewer& v, std::string_view) { return step_photo(v, 1); }},
    {"previous photo", "", "Left Up", "", "Select the previous photo.", [](Viewer& v, std::string_view) { return step_photo(v, -1); }},
    {"first photo", "", "Home", "", "Select the first photo.", select_first},
    {"select photo", "", "", "PATH_SUFFIX", "Select the first photo whose path ends with it.", select_named},
    {"filter photos", "", "", "TEXT", "List only photos with this in name, folder or prediction.", filter_photos},
    {"zoom in", "", "+ Ctrl++", "", "Zoom in.", [](Viewer& v, std::string_view) { return zoom_by(v, kZoomStep); }},
    {"zoom out", "", "- Ctrl+-", "", "Zoom out.", [](Viewer& v, std::string_view) { return zoom_by(v, 1 / kZoomStep); }},
    {"zoom to fit", "fit", "F", "", "Fit the whole photo into the panel.", zoom_to_fit},
    {"zoom to 100 %", "actual size", "Ctrl+0", "", "Show one pixel of the photo as one screen pixel.", [](Viewer& v, std::string_view) { return zoom_to(v, "100"); }},
    {"zoom", "", "", "PERCENT", "Zoom to a percentage.", zoom_to},
    {"toggle crop frame", "show square", "S", "", "Show or hide the frame around the network's input.", [](Viewer& v, std::string_view) { return toggle(v.state.shows_crop_frame); }},
    {"crop", "", "", "LEFT TOP WIDTH", "Set the square network input, in pixels of the photo.", crop},
    {"reset crop", "", "C", "", "Use the crop of the model's preprocessing again.", reset_crop},
    {"toggle heat map", "heat map", "H", "", "Show or hide the explanation over the photo.", toggle_heat_map},
    VIEWER_PANELS(SHOW_PANEL)
    {"select layer", "", "", "NAME", "Select a layer by name: conv1, relu1, … prob.", select_layer},
    {"next layer", "", "O", "", "Select the next layer.", [](Viewer& v, std::string_view) { return step_layer(v, 1); }},
    {"previous layer", "", "U", "", "Select the previous layer.", [](Viewer& v, std::string_view) { return step_layer(v, -1); }},
    {"select unit", "", "", "NUMBER", "Select a unit of the layer.", select_unit},
    {"next unit", "", ". Ctrl+Right", "", "Select the next unit.", [](Viewer& v, std::string_view) { return step_unit(v, 1, false); }},
    {"previous unit", "", ", Ctrl+Left", "", "Select the previous unit.", [](Viewer& v, std::string_view) { return step_unit(v, -1, false); }},
    {"unit below", "", "J Ctrl+Down", "", "Select the unit below in the grid.", [](Viewer& v, std::string_view) { return step_unit(v, 1, true); }},
    {"unit above", "", "I Ctrl+Up", "", "Select the unit above in the grid.", [](Viewer& v, std::string_view) { return step_unit(v, -1, true); }},
    {"strongest unit", "", "B", "", "Select the unit with the largest mean activation.", select_strongest_unit},
    {"map scale", "scale", "M", "unit|layer|network", "Scale the colors of maps by unit, layer or network.", choose_scale},
    {"toggle filters", "filters", "K", "", "Show the filters of the first layer, or its activation maps.", toggle_filters},
    {"zoom unit", "", "", "PERCENT", "Zoom the map of the unit; at 100 % a value is one pixel.", zoom_unit},
    {"explain", "", "X", "METHOD", "Explain: grad-cam, gradient, guided, occlusion, maximize.", explain},
    {"explain class", "", "", "NAME", "Set the class to explain (default: the most likely).", explain_class},
    {"explain layer", "", "", "NAME", "Set the layer of Grad-CAM or of the unit.", explain_layer},
    {"explain unit", "", "", "NUMBER", "Explain a unit of the layer (default: a class again).", explain_unit},
    {"stop explanation", "stop explaining", "", "", "Stop the explanation and keep its result so far.", run_request<stop_explanation>},
    {"opacity", "", "", "PERCENT", "Set the opacity of the explanation over the photo.", set_opacity},
    {"set", "", "", "NAME VALUE", "Set a training setting: data, out, epochs, batch, …", set},
    {"train", "", "", "EPOCHS", "Start a training run.", train},
    {"pause training", "", "P", "", "Pause or continue the training run.", run_request<pause_training>},
    {"stop training", "", "", "", "Save the training run and stop it.", run_request<stop_training>},
    {"watch run", "attach", "", "FOLDER", "Show the run that another program writes there.", attach},
    {"evaluate", "", "E", "FOLDER", "Evaluate on a folder (default: the last opened).", evaluate_photos},
    {"stop evaluation", "", "", "", "Stop the evaluation.", run_request<stop_evaluation>},
    {"show cell", "", "", "CLASS PREDICTED", "Show a cell of the confusion matrix, by class numbers.", show_cell},
    {"compare with", "", "", "MODEL", "Compare with the predictions of a second model.", compare},
    {"pin photo", "", "Ctrl+P", "", "Pin this photo to compare others with it.", pin},
    {"paste", "", "Ctrl+V", "", "Open the image in the clipboard, or the file of the path in it.", request_paste},
    {"copy predictions", "", "Ctrl+C", "", "Copy the five most likely classes.", copy_scores},
    {"set preprocess", "", "", "NAME|JSON|FILE", "Change how photos become the model's input: imagenet, caffe, 0..1, 0..255, -1..1, …", set_preprocessing_of_model},
    {"save model", "", "", "FILE", "Save the open model as .safetensors, .npz, .onnx or Keras' .h5.", save_open_model},
    {"save network input", "save square", "", "PNG", "Save the input image of the network.", save_input_image},
    {"save units", "", "", "PNG", "Save the maps of all units of the layer.", save_units},
    {"save explanation", "", "", "PNG", "Save the explanation without the photo.", save_explanation},
    {"screenshot", "", "", "PNG", "Save the window as an image.", screenshot},
    {"toggle thumbnails", "thumbnails or list", "G", "", "Show photos as thumbnails or as a list.", toggle_setting<&Settings::shows_thumbnails>},
    {"toggle sidebar", "sides", "Tab", "", "Show or hide the side panels.", toggle_setting<&Settings::shows_sides>},
    {"toggle log", "log", "L", "", "Show or hide the log.", toggle_setting<&Settings::shows_log>},
    {"toggle theme", "light or dark", "T", "", "Switch between the light and the dark theme.", toggle_theme},
    {"toggle exact convolutions", "", "", "", "Compute convolutions as direct sums (slower, rounded less coarsely), or not.", toggle_exact},
    {"larger text", "", "Ctrl+Shift++", "", "Enlarge the text.", [](Viewer& v, std::string_view) { return scale_text(v, kTextStep); }},
    {"smaller text", "", "Ctrl+Shift+-", "", "Reduce the text.", [](Viewer& v, std::string_view) { return scale_text(v, 1 / kTextStep); }},
    {"normal text", "", "Ctrl+Shift+0", "", "Show the text at its normal size.", [](Viewer& v, std::string_view) { return scale_text(v, 0); }},
    {"command palette", "commands", "Ctrl+Shift+P", "", "Open this list.", open_palette},
    {"toggle keys", "keys", "? F1", "", "Show or hide the list of keys.", [](Viewer& v, std::string_view) { return toggle(v.state.shows_help); }},
    {"measure frames", "", "", "", "Start measuring frame times.", measure_frames},
    {"frame times", "", "", "", "Report the measured frame times in the log.", report_frame_times},
    {"save log", "", "", "TEXT_FILE", "Save the log.", save_log},
    {"quit", "", "Ctrl+Q", "", "Quit.", quit},
};
// clang-format on
#undef SHOW_PANEL

}  // namespace

std::span<const Action> actions() { return kActions; }

}  // namespace alexnet::viewer
