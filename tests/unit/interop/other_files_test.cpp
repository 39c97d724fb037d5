#include "interop/other_files.h"

#include <gtest/gtest.h>

#include <string>

namespace alexnet {
namespace {

using namespace std::string_literals;

std::string code_of(const std::string& content, std::string_view path = "") {
  const Status status = check_other_file(SharedBytes(std::vector<std::uint8_t>(content.begin(), content.end())), path);
  return status ? "" : status.error().code;
}

TEST(OtherFiles, AreRecognizedByTheirContent) {
  EXPECT_EQ(code_of(""), "file_empty");
  EXPECT_EQ(code_of("\n<!DOCTYPE html><html>"), "file_web_page");
  EXPECT_EQ(code_of("<HTML><head>"), "file_web_page");
  EXPECT_EQ(code_of("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n"), "file_git_lfs");
  EXPECT_EQ(code_of("PK\x03\x04 and then nothing"), "file_cut");
  EXPECT_EQ(code_of("\x1F\x8B\x08"), "file_compressed");
  EXPECT_EQ(code_of("MATLAB 5.0 MAT-file, Platform: GLNXA64"), "file_of_other_program");
  EXPECT_EQ(code_of("\x12\x01\0\0\0\0\0\0\0\0\0\0"s), "file_of_other_program");
}

TEST(OtherFiles, AreRecognizedByTheirEndings) {
  for (const char* path : {"a.mlmodel", "a.t7", "a.PDPARAMS"})
    EXPECT_EQ(code_of("content", path), "file_of_other_program") << path;
  EXPECT_EQ(code_of("<?xml version=\"1.0\"?><net name=\"a\">", "a.xml"), "file_of_other_program");
}

TEST(OtherFiles, TheLayersOfDarknetNameTheFileToOpen) {
  EXPECT_EQ(code_of("[net]\nwidth=224\n"), "file_darknet_config");
  EXPECT_EQ(code_of("# Testing\nbatch=1\n[net]\n", "alexnet.cfg"), "file_darknet_config");
}

TEST(OtherFiles, MayBeModels) {
  EXPECT_EQ(code_of("\x10\0\0\0\0\0\0\0{}"s, "a.safetensors"), "");
  EXPECT_EQ(code_of("PK\x03\x04...PK\x05\x06" + std::string(18, '\0')), "");
  EXPECT_EQ(code_of("PK\x03\x04...PK\x05\x06"), "file_cut");
  EXPECT_EQ(code_of("content", "a.pth"), "");
}

}  // namespace
}  // namespace alexnet
