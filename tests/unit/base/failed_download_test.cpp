#include "base/failed_download.h"

#include <gtest/gtest.h>

#include <string_view>

namespace alexnet {
namespace {

using namespace std::string_view_literals;

ByteSpan as_bytes(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

TEST(FailedDownload, WebPagesAreRecognized) {
  for (const std::string_view text :
       {"<!DOCTYPE html><title>404</title>"sv, "\xEF\xBB\xBF \r\n<HTML lang=en>"sv, "<!-- saved --><head>"sv,
        "<?xml version=\"1.0\"?><html xmlns=\"...\">"sv, "<body>a<svg>"sv})
    EXPECT_TRUE(is_web_page(as_bytes(text))) << text;
}

TEST(FailedDownload, OtherTextAndBytesAreNoWebPages) {
  for (const std::string_view text : {""sv, "words <html>"sv, "<svg><body>"sv, "<?xml version=\"1.0\"?><net>"sv, "<html>\0"sv})
    EXPECT_FALSE(is_web_page(as_bytes(text))) << text;
}

TEST(FailedDownload, PointersOfGitLfsAreRecognized) {
  EXPECT_TRUE(is_lfs_pointer(as_bytes("version https://git-lfs.github.com/spec/v1\noid sha256:")));
  EXPECT_FALSE(is_lfs_pointer(as_bytes("version 1")));
}

}  // namespace
}  // namespace alexnet
