#include "base/base64.h"

#include <gtest/gtest.h>

namespace alexnet {
namespace {

std::vector<std::uint8_t> copy_of(std::string_view text) { return {text.begin(), text.end()}; }

// RFC 4648, section 10.
TEST(Base64, GivesTheAnswersOfTheStandard) {
  const std::pair<const char*, const char*> cases[] = {{"", ""},
                                                       {"f", "Zg=="},
                                                       {"fo", "Zm8="},
                                                       {"foo", "Zm9v"},
                                                       {"foob", "Zm9vYg=="},
                                                       {"fooba", "Zm9vYmE="},
                                                       {"foobar", "Zm9vYmFy"},
                                                       {"\xFB\xFF\xFE", "+//+"}};
  for (const auto& [bytes, text] : cases) {
    EXPECT_EQ(to_base64(copy_of(bytes)), text);
    EXPECT_EQ(from_base64(text), copy_of(bytes)) << text;
  }
}

TEST(Base64, RefusesOtherTexts) {
  for (const char* text : {"Zg", "Zg=", "Zg==Zg==", "Zh==", "Z===", "====", "Zm9v!mFy", "Zm9\n", "Zm=v"})
    EXPECT_FALSE(from_base64(text)) << text;
}

}  // namespace
}  // namespace alexnet
