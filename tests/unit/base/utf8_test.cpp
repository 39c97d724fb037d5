#include "base/utf8.h"

#include <gtest/gtest.h>

#include <set>

namespace alexnet {
namespace {

TEST(Utf8, AcceptsWhatRfc3629Allows) {
  for (const char* text : {"", "cats", "caf\xC3\xA9", "\xE7\x8B\x97", "\xF0\x9F\x90\xB1", "\xF4\x8F\xBF\xBF", "\xEF\xBF\xBF"})
    EXPECT_TRUE(is_utf8(text)) << text;
  for (const char* text : {"\x80", "\xC3", "\xC0\xAF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                           "\xF8\x88\x80\x80\x80", "\xE7\x8B", "\xFF"})
    EXPECT_FALSE(is_utf8(text));
}

TEST(Utf8, EscapesReversibly) {
  EXPECT_EQ(escape_invalid_utf8("\xB9\xB7"), "\\xB9\\xB7");
  EXPECT_EQ(escape_invalid_utf8("a\\b caf\xC3\xA9"), "a\\b caf\xC3\xA9");
  EXPECT_EQ(escape_invalid_utf8("\\xB9"), "\\x5CxB9");
  // All texts of up to three of these pieces: different ones have different escapes.
  std::set<std::string> escapes, originals;
  const char* pieces[] = {"", "\\", "x", "\xB9", "B9", "5C", "\xC3", "\xA9", "\\xB9"};
  for (const char* a : pieces)
    for (const char* b : pieces)
      for (const char* c : pieces) {
        const std::string text = std::string(a) + b + c;
        const std::string escaped = escape_invalid_utf8(text);
        EXPECT_TRUE(is_utf8(escaped));
        EXPECT_EQ(unescape_invalid_utf8(escaped), text);
        originals.insert(text);
        escapes.insert(escaped);
      }
  EXPECT_EQ(escapes.size(), originals.size());
}

}  // namespace
}  // namespace alexnet
