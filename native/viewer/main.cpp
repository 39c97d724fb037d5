// alexnet-viewer [MODEL] [PHOTO|FOLDER…]
#include <CLI/CLI.hpp>
#include <iostream>
#include <sstream>

#include "actions/requests.h"
#include "app/default_model.h"
#include "app/host.h"
#include "app/model_file.h"
#include "app/version.h"
#include "panels/panels.h"
#include "render/contact_sheet.h"
#include "script.h"
#include "window/window.h"

namespace alexnet::viewer {
namespace {

constexpr int kFailed = 1;
constexpr int kUsage = 2;
constexpr double kFrameSeconds = 1.0 / 60;
constexpr double kIdleWait = 0.5;             // seconds between frames while nothing happens
constexpr double kWatchInterval = 2;          // seconds
constexpr std::uint64_t kFramesToSettle = 3;  // frames that Dear ImGui needs after an event

struct Arguments {
  std::vector<std::string> paths;
  std::string screenshot;
  std::string script;
  std::size_t threads = 0;
  std::string size;
};

int report(const Error& error) {
  std::cerr << "alexnet-viewer: " << error.message() << '\n';
  return kFailed;
}

class Program {
 public:
  Program(const Arguments& arguments, Window window, Settings settings, Script script)
      : arguments_(arguments),
        window_(std::move(window)),
        script_(std::move(script)),
        viewer_(arguments.threads, Window::wake) {
    viewer_.state.settings = std::move(settings);
    last_screenshot_ = arguments.screenshot;
    if (is_scripted())
      ImGui::GetIO().ConfigFlags |= ImGuiConfigFlags_NoMouse;  // the position of the mouse must not influence a script
  }

  int run() {
    open_initial_paths();
    Textures textures;
    while (!window_.wants_to_close() && !viewer_.state.wants_to_quit) {
      take_input();
      if (Status advanced = script_.advance(viewer_); !advanced) fail_script(advanced.error());
      draw(textures);
      if (is_scripted() && script_.is_done(viewer_) && ++frames_done_ > kFramesToSettle) end_script();
    }
    return result_;
  }

  [[nodiscard]] const Settings& settings() const { return viewer_.state.settings; }
  [[nodiscard]] bool is_scripted() const { return !arguments_.screenshot.empty() || !arguments_.script.empty(); }

 private:
  void open_initial_paths() {
    if (viewer_.state.settings.exact) apply_exact(viewer_);
    std::vector<std::string> paths = arguments_.paths;
    const bool has_model = std::ranges::any_of(paths, is_model_name);
    if (!has_model) {
      if (const auto everyday = default_model_path()) paths.insert(paths.begin(), *everyday);
    }
    if (!paths.empty()) open_paths(viewer_, paths);
  }

  void take_input() {
    State& state = viewer_.state;
    if (viewer_.jobs.deliver(state) > 0) settle_ = kFramesToSettle;
    if (auto dropped = window_.take_dropped_paths(); !dropped.empty()) open_paths(viewer_, std::move(dropped));
    if (auto chosen = viewer_.dialog.take_chosen(); !chosen.empty()) open_paths(viewer_, std::move(chosen));
    for (const Window::Typed& typed : std::exchange(typed_, {})) take_typed(typed);
    if (std::exchange(state.wants_paste, false)) paste(viewer_, window_.clipboard_text());
    if (!state.clipboard.empty()) window_.copy(std::exchange(state.clipboard, {}));
    const double now = ImGui::GetTime();
    if (now - watched_ < kWatchInterval) return;
    watched_ = now;
    if (state.watches_folders) rescan_folders(viewer_);
    if (!state.training.attached.empty()) attach_training(viewer_, std::string(state.training.attached));
  }

  // The question mark is taken as a character, because its key depends on the layout of the keyboard. What is typed after the palette was
  // opened belongs to it, although its text field takes text only from the next frame on.
  void take_typed(const Window::Typed& typed) {
    PaletteView& palette = viewer_.state.palette;
    const bool is_chord = typed.text.starts_with("Ctrl+") || typed.text == "Escape";
    // Dear ImGui 1.86 does not see a key that is pressed and released within one frame.
    palette.is_entered |= palette.is_open && typed.is_key && typed.text == "Enter";
    if (typed.is_key && (is_chord || !palette.is_open)) return press(typed.text);
    if (typed.is_key) return;
    if (palette.is_open) {
      palette.pending += typed.text;
    } else if (typed.text == "?") {
      press(typed.text);
    }
  }

  void press(const std::string& key) {
    State& state = viewer_.state;
    if (key == "Escape") {
      state.palette.is_open = state.browser.is_open = state.shows_help = false;
      return;
    }
    const Action* action = action_of_key(key);
    if (action == nullptr) return;
    if (const Status ran = action->run(viewer_, {}); !ran) add_error(state, ran.error());
  }

  void draw(Textures& textures) {
    State& state = viewer_.state;
    const bool is_busy = is_scripted() || settle_ > 0 || !viewer_.jobs.is_idle();
    const double watching = state.watches_folders || !state.training.attached.empty() ? kWatchInterval : kIdleWait;
    window_.begin_frame(state.settings, is_busy ? std::max(0.0, kFrameSeconds - 1e-3 * since_frame_.milliseconds()) : watching);
    // Dear ImGui loses text that comes before a field has the focus, so the palette takes its text from here alone.
    ImGuiIO& io = ImGui::GetIO();
    const bool is_in_another_field = io.WantTextInput && !state.palette.is_open;
    for (Window::Typed& typed : window_.take_typed())
      if (typed.is_key || !is_in_another_field) typed_.push_back(std::move(typed));
    if (state.palette.is_open) io.InputQueueCharacters.resize(0);
    const double between = since_frame_.milliseconds();
    since_frame_.restart();
    settle_ = settle_ > 0 ? settle_ - 1 : 0;
    if (ImGui::IsAnyMouseDown() || ImGui::GetIO().WantTextInput) settle_ = kFramesToSettle;
    draw_main_window(viewer_, textures);
    trim_thumbnails(state);
    const double panels = since_frame_.milliseconds();
    window_.end_frame();
    if (!state.screenshot.empty()) save_screenshot(std::exchange(state.screenshot, {}));
    window_.present();
    textures.end_frame();
    ++state.frame;
    if (state.frame_times) {
      state.frame_times->between.push_back(static_cast<float>(between));
      state.frame_times->panels.push_back(static_cast<float>(panels));
    }
    std::tie(state.settings.window_width, state.settings.window_height) = window_.size();
  }

  void save_screenshot(const std::string& path) {
    if (const Status saved = write_png(path, window_.pixels()); !saved) result_ = report(saved.error());
  }

  // Takes the final screenshot of the command line in the next frame, then quits.
  void end_script() {
    viewer_.state.screenshot = std::exchange(last_screenshot_, {});
    if (viewer_.state.screenshot.empty()) viewer_.state.wants_to_quit = true;
  }

  void fail_script(const Error& error) {
    add_error(viewer_.state, error);
    result_ = report(error);
  }

  const Arguments& arguments_;
  Window window_;
  Script script_;
  Viewer viewer_;
  std::string last_screenshot_;
  std::vector<Window::Typed> typed_;
  int result_ = 0;
  double watched_ = 0;
  Stopwatch since_frame_;
  std::uint64_t settle_ = kFramesToSettle;
  std::uint64_t frames_done_ = 0;
};

Result<Script> read_script(const std::string& path) {
  if (path.empty()) return Script();
  TRY_VALUE(const std::vector<std::uint8_t> bytes, read_file(path));
  return Script({bytes.begin(), bytes.end()});
}

int view(const Arguments& arguments) {
  // A script neither reads nor writes the settings of the user, so that it is reproducible.
  const bool is_scripted = !arguments.screenshot.empty() || !arguments.script.empty();
  const std::string remembered = is_scripted ? std::string() : settings_path();
  Settings settings = remembered.empty() ? Settings() : load_settings(remembered);
  if (!arguments.size.empty()) {
    std::istringstream in(arguments.size);
    char times = 0;
    in >> settings.window_width >> times >> settings.window_height;
  }
  Result<Script> script = read_script(arguments.script);
  if (!script) return report(script.error());
  Result<Window> window = Window::open(settings);
  if (!window) return report(window.error());
  Program program(arguments, std::move(*window), std::move(settings), std::move(*script));
  const int result = program.run();
  if (!remembered.empty())
    if (const Status saved = save_settings(remembered, program.settings()); !saved) return report(saved.error());
  return result;
}

int run(int argc, char** argv) {
  CLI::App program("Shows photos, predictions, layers and training runs of AlexNet.", "alexnet-viewer");
  Arguments arguments;
  program.add_option("paths", arguments.paths, "Models, photos, folders of photos, folders of training runs");
  program.add_option("--threads", arguments.threads, "Threads, at most one per core (0: one per core)")
      ->check(CLI::Range(0, 256));
  program.add_option("--script", arguments.script, "Run the actions in this file, one on each line, then quit");
  program.add_option("--screenshot", arguments.screenshot, "Save the window as a PNG when all jobs are done, then quit");
  program.add_option("--size", arguments.size, "Size of the window, for example 1440x900");
  program.set_version_flag("--version", std::string(project_version()));
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {  // CLI11 reports usage errors and --help by exceptions
    return program.exit(error) == 0 ? 0 : kUsage;
  }
  return view(arguments);
}

}  // namespace
}  // namespace alexnet::viewer

int main(int argc, char** argv) { return alexnet::viewer::run(argc, argv); }
