#include "window/clipboard.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "actions/requests.h"
#include "viewer_fixture.h"

namespace alexnet::viewer {
namespace {

// Installs fake programs that print the clipboard. The shell is found by its path.
class Clipboard : public ViewerTest {
 protected:
  Clipboard() : path_(std::getenv("PATH")) {
    std::filesystem::create_directories(folder.file("programs"));
    setenv("PATH", folder.file("programs").c_str(), 1);
    unsetenv("WAYLAND_DISPLAY");
  }
  ~Clipboard() override { setenv("PATH", path_.c_str(), 1); }

  // A program that offers one type, with the content of a file.
  void install(const std::string& name, const std::string& type, const std::string& content) const {
    const std::string program = folder.file("programs/" + name);
    write_text(program, "#!/bin/sh\ncase \"$*\" in\n  *TARGETS*|*list-types*) echo TARGETS; echo " + type + ";;\n  *" + type +
                            "*) /bin/cat " + content + ";;\n  *) exit 1;;\nesac\n");
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  }

 private:
  std::string path_;
};

TEST_F(Clipboard, WithoutAProgramSaysWhatIsMissing) {
  const auto image = read_clipboard_image();
  ASSERT_FALSE(image);
  EXPECT_EQ(image.error().kind, ErrorKind::kUnsupported);
  EXPECT_NE(image.error().message().find("xclip"), std::string::npos);
}

TEST_F(Clipboard, GivesTheImage) {
  const std::string photo = folder.file("photos/bikes/1.ppm");
  install("xclip", "image/png", photo);
  EXPECT_EQ(read_clipboard_image(), small_photo());
  install("xclip", "text/plain", photo);
  const auto none = read_clipboard_image();
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, ErrorKind::kNotFound);
}

TEST_F(Clipboard, OfWaylandIsReadByItsOwnProgram) {
  install("wl-paste", "image/jpeg", folder.file("photos/bikes/1.ppm"));
  EXPECT_FALSE(read_clipboard_image());
  setenv("WAYLAND_DISPLAY", "wayland-0", 1);
  EXPECT_EQ(read_clipboard_image(), small_photo());
  unsetenv("WAYLAND_DISPLAY");
}

TEST_F(Clipboard, TextMayNameFiles) {
  write_text(folder.file("a b.ppm"), "");
  const std::string one = folder.file("a b.ppm"), two = folder.file("broken.jpg");
  using Paths = std::vector<std::string>;
  EXPECT_EQ(paths_in_text(one), Paths{one});
  EXPECT_EQ(paths_in_text(one + "\r\n" + two + "\n"), (Paths{one, two}));
  EXPECT_EQ(paths_in_text("\"" + one + "\""), Paths{one});
  EXPECT_EQ(paths_in_text("copy\nfile://" + folder.path() + "/a%20b.ppm\nfile://localhost" + two), (Paths{one, two}));
  for (const std::string& text :
       {std::string(), std::string("some words"), one + "\nsome words", std::string("file://"), std::string("100%")})
    EXPECT_TRUE(paths_in_text(text).empty()) << text;
}

TEST_F(Clipboard, IsPastedAsAPhoto) {
  run("open " + folder.file("model.safetensors"));
  install("xclip", "image/png", folder.file("photos/bikes/1.ppm"));
  for (int i = 0; i < 2; ++i) {
    paste(viewer, "");
    finish();
  }
  ASSERT_EQ(state().photos.size(), 2u);
  EXPECT_EQ(state().selected, 1u) << "the latest one";
  EXPECT_TRUE(state().photo.image);
  EXPECT_FALSE(state().photo.scores.empty());
  paste(viewer, folder.file("photos/ships/2.ppm"));
  finish();
  EXPECT_EQ(state().photos.size(), 3u);
  EXPECT_TRUE(state().photos.back().path.ends_with("photos/ships/2.ppm"));
  install("xclip", "text/plain", "/dev/null");
  paste(viewer, "some words");
  finish();
  EXPECT_EQ(state().photos.size(), 3u);
  EXPECT_TRUE(log_has("neither an image nor the path of a file"));
}

}  // namespace
}  // namespace alexnet::viewer
