// The window: OpenGL, keys, dropped files and the clipboard. No other file includes GLFW. UI thread only, except wake().
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
  // Opens the window. Error: kUnsupported with advice if there is no display or no OpenGL 3.2.
  [[nodiscard]] static Result<Window> open(const Settings& settings);
  Window(Window&&) noexcept;
  Window& operator=(Window&&) noexcept;
  ~Window();

  // Waits for an event, at most `seconds`, then begins a frame with the theme and text size of the settings.
  void begin_frame(const Settings& settings, double seconds);
  void end_frame();
  // Returns what was drawn. Call this between end_frame() and present().
  [[nodiscard]] Image pixels() const;
  void present();
  // Ends a wait in begin_frame(). Thread-safe.
  static void wake();

  [[nodiscard]] bool wants_to_close() const;
  // What was typed: a key as the table of actions writes it (`Ctrl+Shift+P`), or the text that a key stands for. Most keys give both.
  struct Typed {
    std::string text;
    bool is_key = false;
  };
  // Return what was typed, in order, without the keys that a text field has taken, and the files dropped since the last call.
  [[nodiscard]] std::vector<Typed> take_typed();
  [[nodiscard]] std::vector<std::string> take_dropped_paths();

  // Returns the size of the contents in screen coordinates.
  [[nodiscard]] std::pair<int, int> size() const;
  // Returns the text of the clipboard; empty if it holds none.
  [[nodiscard]] std::string clipboard_text() const;
  // Copies text to the clipboard.
  void copy(const std::string& text);

 private:
  struct State;
  explicit Window(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace alexnet::viewer
