#include "formats/companion_files.h"

#include <gtest/gtest.h>

#include <fstream>

#include "support/temporary_folder.h"

namespace alexnet {
namespace {

SharedBytes shared_text(std::string_view text) { return SharedBytes(std::vector<std::uint8_t>(text.begin(), text.end())); }
std::string text_or_code(const Result<SharedBytes>& file) {
  return file ? std::string(file->bytes().begin(), file->bytes().end()) : file.error().code;
}

TEST(CompanionFiles, AreFoundInTheFolderOfTheModel) {
  const testing::TemporaryFolder folder;
  std::filesystem::create_directory(folder.file("weights"));
  std::ofstream(folder.file("a.onnx.data")) << "beside";
  std::ofstream(folder.file("weights/part")) << "below";
  const CompanionFiles companions = CompanionFiles::beside(folder.file("a.onnx"));
  EXPECT_EQ(text_or_code(companions.open("a.onnx.data")), "beside");
  EXPECT_EQ(text_or_code(companions.open("weights/part")), "below");
  EXPECT_EQ(text_or_code(companions.open("missing")), "companion_missing");
}

TEST(CompanionFiles, NeverLeaveTheFolder) {
  const testing::TemporaryFolder folder;
  std::filesystem::create_directory(folder.file("inside"));
  std::ofstream(folder.file("secret")) << "secret";
  std::ofstream(folder.file("inside/file")) << "file";
  const CompanionFiles companions = CompanionFiles::beside(folder.file("inside/a.onnx"));
  for (const std::string& name : {std::string("../secret"), folder.file("secret"), std::string("x/../../secret"),
                                  std::string("./file"), std::string(), std::string("x//file"), std::string("file/"),
                                  std::string("..\\secret"), std::string("c:secret"), std::string("file\0x", 6)})
    EXPECT_EQ(text_or_code(companions.open(name)), "companion_name") << name;
}

TEST(CompanionFiles, InMemoryAreFoundByNameThenByItsLastPart) {
  const CompanionFiles companions = CompanionFiles::in_memory({{"a/x", shared_text("first")},
                                                               {"x", shared_text("second")},
                                                               {"C:\\models\\y", shared_text("third")},
                                                               {"a/z", {}},
                                                               {"b/z", {}}});
  EXPECT_EQ(text_or_code(companions.open("x")), "second");
  EXPECT_EQ(text_or_code(companions.open("a/x")), "first");
  EXPECT_EQ(text_or_code(companions.open("folder/y")), "third");
  EXPECT_EQ(text_or_code(companions.open("z")), "companion_missing");  // two files have that name
}

TEST(CompanionFiles, AreNoneByDefault) {
  const auto missing = CompanionFiles().open("a.onnx.data");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::kNotFound);
  EXPECT_NE(missing.error().message().find("\"a.onnx.data\""), std::string::npos);
}

}  // namespace
}  // namespace alexnet
