#include "window/window.h"

#include <GLFW/glfw3.h>
#include <backends/imgui_impl_glfw.h>
#include <backends/imgui_impl_opengl3.h>
#include <imgui.h>
#include <imgui_internal.h>  // ImTextCharToUtf8

#include <algorithm>

#include "messages.h"
#include "window/theme.h"

namespace alexnet::viewer {
namespace {

// Input that was not taken yet. The callbacks of GLFW find it through the user pointer of the window.
struct Inbox {
  std::vector<Window::Typed> typed;
  std::vector<std::string> dropped;
};

Inbox& inbox_of(GLFWwindow* window) { return *static_cast<Inbox*>(glfwGetWindowUserPointer(window)); }

// Returns a character as UTF-8.
std::string utf8(unsigned int character) {
  char buffer[5] = {};
  ImTextCharToUtf8(buffer, character);
  return buffer;
}

// Returns the name of a key such as `A`, `Right` or `F5`; empty for keys that no action uses.
std::string key_name(int key, int scancode) {
  switch (key) {
    case GLFW_KEY_RIGHT:
      return "Right";
    case GLFW_KEY_LEFT:
      return "Left";
    case GLFW_KEY_UP:
      return "Up";
    case GLFW_KEY_DOWN:
      return "Down";
    case GLFW_KEY_HOME:
      return "Home";
    case GLFW_KEY_TAB:
      return "Tab";
    case GLFW_KEY_ENTER:
      return "Enter";
    case GLFW_KEY_ESCAPE:
      return "Escape";
    case GLFW_KEY_KP_ADD:
      return "+";
    case GLFW_KEY_KP_SUBTRACT:
      return "-";
    default:
      break;
  }
  if (key >= GLFW_KEY_F1 && key <= GLFW_KEY_F12) return str_cat("F", key - GLFW_KEY_F1 + 1);
  const char* name = glfwGetKeyName(key, scancode);  // in the layout of the keyboard
  if (name == nullptr || name[0] == '\0' || name[1] != '\0') return {};
  const char letter = name[0] == '=' ? '+' : name[0];  // "+" shares its key with "=" on most keyboards; Shift is not required
  return {letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter};
}

void on_key(GLFWwindow* window, int key, int scancode, int action, int mods) {
  const std::string name = key_name(key, scancode);
  const bool is_chord = (mods & GLFW_MOD_CONTROL) != 0;
  if (action == GLFW_RELEASE || name.empty()) return;
  if (ImGui::GetIO().WantTextInput && !is_chord && name != "Escape" && name != "Enter") return;
  if (ImGui::GetIO().WantTextInput && std::string_view("ACVXZ").contains(name)) return;  // chords of the text field
  const bool shifts = (mods & GLFW_MOD_SHIFT) != 0 && is_chord;
  inbox_of(window).typed.push_back({str_cat(is_chord ? "Ctrl+" : "", shifts ? "Shift+" : "", name), /*is_key=*/true});
}

void on_character(GLFWwindow* window, unsigned int character) {
  inbox_of(window).typed.push_back({utf8(character), /*is_key=*/false});
}

void on_drop(GLFWwindow* window, int count, const char** paths) {
  for (int i = 0; i < count; ++i) inbox_of(window).dropped.emplace_back(paths[i]);
}

std::unexpected<Error> no_window(const char* advice) {
  const char* reason = nullptr;
  glfwGetError(&reason);
  return fail<msg::kWindowUnavailable>("window", reason == nullptr ? "cannot be opened" : reason, advice);
}

}  // namespace

struct Window::State {
  GLFWwindow* window = nullptr;
  Inbox inbox;
  Theme theme = Theme::kDark;
  float scale = 0;  // of the loaded fonts

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (window != nullptr) {
      ImGui_ImplOpenGL3_Shutdown();
      ImGui_ImplGlfw_Shutdown();
      ImGui::DestroyContext();
      glfwDestroyWindow(window);
    }
    glfwTerminate();
  }
};

Window::Window(std::unique_ptr<State> state) : state_(std::move(state)) {}
Window::Window(Window&&) noexcept = default;
Window& Window::operator=(Window&&) noexcept = default;
Window::~Window() = default;

Result<Window> Window::open(const Settings& settings) {
  auto state = std::make_unique<State>();
  if (glfwInit() == GLFW_FALSE) return no_window("a display is needed: set DISPLAY, or run the program with `xvfb-run`");
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 2);
  glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
  glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
  state->window = glfwCreateWindow(settings.window_width, settings.window_height, "AlexNet", nullptr, nullptr);
  if (state->window == nullptr)
    return no_window("OpenGL 3.2 is needed: install the driver of the graphics card or that of Mesa (libgl1-mesa-dri)");
  glfwMakeContextCurrent(state->window);
  glfwSwapInterval(1);
  glfwSetWindowUserPointer(state->window, &state->inbox);
  glfwSetKeyCallback(state->window, on_key);  // set before those of Dear ImGui, which call these
  glfwSetCharCallback(state->window, on_character);
  glfwSetDropCallback(state->window, on_drop);
  IMGUI_CHECKVERSION();
  ImGui::CreateContext();
  ImGui::GetIO().IniFilename = nullptr;  // the settings of the viewer hold the layout
  ImGui_ImplGlfw_InitForOpenGL(state->window, true);
  ImGui_ImplOpenGL3_Init("#version 150");
  return Window(std::move(state));
}

void Window::begin_frame(const Settings& settings, double seconds) {
  glfwWaitEventsTimeout(seconds);
  float display_scale = 1, ignored = 1;
  glfwGetWindowContentScale(state_->window, &display_scale, &ignored);
  const float scale = std::max(display_scale, 0.5f) * settings.text_scale;
  if (scale != state_->scale) {
    load_fonts(scale);
    ImGui_ImplOpenGL3_DestroyFontsTexture();  // recreated for the new fonts
    ImGui_ImplOpenGL3_CreateFontsTexture();
  }
  if (scale != state_->scale || settings.theme != state_->theme) apply_theme(settings.theme, scale);
  state_->scale = scale;
  state_->theme = settings.theme;
  ImGui_ImplOpenGL3_NewFrame();
  ImGui_ImplGlfw_NewFrame();
  ImGui::NewFrame();
}

void Window::end_frame() {
  ImGui::Render();
  int width = 0, height = 0;
  glfwGetFramebufferSize(state_->window, &width, &height);
  glViewport(0, 0, width, height);
  glClearColor(0, 0, 0, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

void Window::present() { glfwSwapBuffers(state_->window); }

void Window::wake() { glfwPostEmptyEvent(); }
bool Window::wants_to_close() const { return glfwWindowShouldClose(state_->window) != 0; }
std::vector<Window::Typed> Window::take_typed() { return std::exchange(state_->inbox.typed, {}); }
std::vector<std::string> Window::take_dropped_paths() { return std::exchange(state_->inbox.dropped, {}); }
std::string Window::clipboard_text() const {
  const char* text = glfwGetClipboardString(state_->window);
  return text == nullptr ? std::string() : std::string(text);
}
void Window::copy(const std::string& text) { glfwSetClipboardString(state_->window, text.c_str()); }

std::pair<int, int> Window::size() const {
  int width = 0, height = 0;
  glfwGetWindowSize(state_->window, &width, &height);
  return {width, height};
}

Image Window::pixels() const {
  int width = 0, height = 0;
  glfwGetFramebufferSize(state_->window, &width, &height);
  Image image{static_cast<std::size_t>(width), static_cast<std::size_t>(height), {}};
  image.pixels.resize(image.width * image.height * 3);
  glReadBuffer(GL_BACK);
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE, image.pixels.data());
  for (std::size_t y = 0; y < image.height / 2; ++y)  // rows of OpenGL start at the bottom
    std::swap_ranges(image.row(y), image.row(y) + image.width * 3, image.row(image.height - 1 - y));
  return image;
}

}  // namespace alexnet::viewer
