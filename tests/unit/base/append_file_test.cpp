#include <gtest/gtest.h>

#include "base/file.h"

#ifndef __EMSCRIPTEN__
#include <unistd.h>

#include "support/full_disk.h"
#include "support/temporary_folder.h"
#endif

namespace alexnet {
namespace {

#ifdef __EMSCRIPTEN__

TEST(AppendFile, IsUnsupportedInTheBrowser) {
  EXPECT_EQ(AppendFile::open("a").error().kind, ErrorKind::kUnsupported);
  EXPECT_EQ(make_folder("a").error().kind, ErrorKind::kUnsupported);
}

#else

using namespace testing;

ByteSpan bytes(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

TEST(AppendFile, WritesEachPieceImmediately) {
  const TemporaryFolder folder;
  auto file = AppendFile::open(folder.file("f"));
  ASSERT_TRUE(file) << file.error().message();
  ASSERT_TRUE(file->append(bytes("one ")));
  EXPECT_EQ(content_of(folder.file("f")), "one ");
  ASSERT_TRUE(file->append(bytes("two")));
  EXPECT_EQ(content_of(folder.file("f")), "one two");
}

TEST(AppendFile, AppendsToAnExistingFile) {
  const TemporaryFolder folder;
  for (const std::string_view piece : {"a", "b", "c"}) {
    auto file = AppendFile::open(folder.file("f"));
    ASSERT_TRUE(file && file->append(bytes(piece)));
  }
  EXPECT_EQ(content_of(folder.file("f")), "abc");
}

TEST(AppendFile, RefusesFoldersDevicesAndMissingFolders) {
  const TemporaryFolder folder;
  EXPECT_EQ(AppendFile::open(folder.path()).error().kind, ErrorKind::kUnreadable);
  EXPECT_EQ(AppendFile::open("/dev/null").error().kind, ErrorKind::kUnreadable);
  EXPECT_EQ(AppendFile::open(folder.file("no/f")).error().kind, ErrorKind::kNotFound);
}

TEST(AppendFile, IsUnchangedWhenTheDiskIsFull) {
  const TemporaryFolder folder;
  auto file = AppendFile::open(folder.file("f"));
  ASSERT_TRUE(file && file->append(bytes("whole")));
  Status written;
  {
    const FullDisk disk(10);
    written = file->append(bytes("too much for ten"));
  }
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind, ErrorKind::kUnreadable);
  EXPECT_EQ(written.error().where, folder.file("f"));
  EXPECT_EQ(content_of(folder.file("f")), "whole");
  EXPECT_TRUE(file->append(bytes(" again"))) << "and goes on when there is room";
  EXPECT_EQ(content_of(folder.file("f")), "whole again");
}

TEST(MakeFolder, CreatesMissingParentFolders) {
  const TemporaryFolder folder;
  ASSERT_TRUE(make_folder(folder.file("a/b/c")));
  EXPECT_TRUE(std::filesystem::is_directory(folder.file("a/b/c")));
  EXPECT_TRUE(make_folder(folder.file("a/b"))) << "the folder exists";
}

TEST(MakeFolder, ReportsAFileInTheWay) {
  const TemporaryFolder folder;
  write_text(folder.file("f"), "x");
  for (const std::string& name : {folder.file("f"), folder.file("f/g"), std::string()}) {
    const Status made = make_folder(name);
    ASSERT_FALSE(made) << name;
    EXPECT_EQ(made.error().kind, ErrorKind::kUnreadable);
    EXPECT_EQ(made.error().where, name);
  }
}

#endif

}  // namespace
}  // namespace alexnet
