#include "window/file_dialog.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "support/temporary_folder.h"

namespace alexnet::viewer {
namespace {

using alexnet::testing::TemporaryFolder;
using alexnet::testing::write_text;

// Installs fake dialog programs, which need no user.
class FileDialogs : public ::testing::Test {
 protected:
  FileDialogs() : path_(std::getenv("PATH")) { setenv("PATH", folder.file("").c_str(), 1); }
  ~FileDialogs() override { setenv("PATH", path_.c_str(), 1); }

  void install(const std::string& name, const std::string& script) {
    write_text(folder.file(name), "#!/bin/sh\n" + script);
    std::filesystem::permissions(folder.file(name), std::filesystem::perms::owner_all);
  }
  std::vector<std::string> wait_for_choice() {
    for (int i = 0; i < 1000; ++i) {
      if (auto chosen = dialog.take_chosen(); !chosen.empty()) return chosen;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return {};
  }

  TemporaryFolder folder;
  FileDialog dialog;

 private:
  std::string path_;
};

TEST_F(FileDialogs, FailWithoutADialogProgram) {
  EXPECT_FALSE(dialog.open(FileDialog::Kind::kFiles));
  EXPECT_TRUE(dialog.take_chosen().empty());
}

TEST_F(FileDialogs, ReturnThePathsThatZenityPrints) {
  install("zenity", "printf '/photos/a b.jpg\\n/photos/c.jpg\\n'");
  install("kdialog", "echo /wrong");
  ASSERT_TRUE(dialog.open(FileDialog::Kind::kFiles));
  EXPECT_EQ(wait_for_choice(), (std::vector<std::string>{"/photos/a b.jpg", "/photos/c.jpg"}));
}

TEST_F(FileDialogs, ChooseFoldersWithKdialog) {
  install("kdialog", "[ \"$1\" = --getexistingdirectory ] && echo /folder || echo /file");
  ASSERT_TRUE(dialog.open(FileDialog::Kind::kFolder));
  EXPECT_EQ(wait_for_choice(), std::vector<std::string>{"/folder"});
  ASSERT_TRUE(dialog.open(FileDialog::Kind::kFiles));
  EXPECT_EQ(wait_for_choice(), std::vector<std::string>{"/file"});
}

TEST_F(FileDialogs, DoNotBlockAndCloseWithTheirOwner) {
  install("zenity", "while :; do :; done");
  ASSERT_TRUE(dialog.open(FileDialog::Kind::kFiles));
  EXPECT_TRUE(dialog.take_chosen().empty());
  EXPECT_TRUE(dialog.open(FileDialog::Kind::kFiles));  // the same dialog; the destructor ends it
}

}  // namespace
}  // namespace alexnet::viewer
