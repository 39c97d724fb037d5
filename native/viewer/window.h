// The one window, and all that the platform knows: OpenGL, keys, drops, the clipboard. Nobody else includes GLFW.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/photo.h"
#include "base/error.h"
#include "settings.h"

namespace alexnet::viewer {

class Window {
 public:
  // kUnsupported, with what to do about it, where there is no display or no OpenGL 3.
  [[nodiscard]] static Result<Window> open(const Settings& settings);
  Window(Window&&) noexcept;
  Window& operator=(Window&&) noexcept;
  ~Window();

  // Waits for something to happen, at most `seconds`, then begins a frame with the theme and text size of
  // the settings.
  void begin_frame(const Settings& settings, double seconds);
  void end_frame();
  // Between end_frame() and present(): what was drawn.
  [[nodiscard]] Image pixels() const;
  void present();
  // Ends a wait in begin_frame(). The only call for other threads.
  static void wake();

  [[nodiscard]] bool wants_to_close() const;
  // Since the last call: keys as the table of actions writes them (`Ctrl+Shift+P`), but none that were typed into a field.
  [[nodiscard]] std::vector<std::string> take_keys();
  [[nodiscard]] std::vector<std::string> take_dropped_paths();

  // Of the window's contents, in its own units.
  [[nodiscard]] std::pair<int, int> size() const;
  void copy(const std::string& text);

 private:
  struct State;
  explicit Window(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace alexnet::viewer
