#include "evaluate/markup.h"

#include <gtest/gtest.h>

#include <limits>

#include "support/tiny_images.h"

namespace alexnet {
namespace {

TEST(EscapeHtml, EscapesTagsAndQuotes) {
  EXPECT_EQ(escape_html("<script>\"a\" & 'b'</script>"), "&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/script&gt;");
}
TEST(EscapeHtml, KeepsValidUtf8) {
  for (const char* name : {"Fahrräder", "自転車", "🚲", "\xF4\x8F\xBF\xBF"}) EXPECT_EQ(escape_html(name), name);
}
// The cases of Unicode's table 3-7: what a decoder must not take.
TEST(EscapeHtml, ReplacesControlCharactersAndInvalidUtf8) {
  const std::string replacement = "\xEF\xBF\xBD";
  EXPECT_EQ(escape_html("a\xFF"), "a" + replacement);
  EXPECT_EQ(escape_html("\xC0\xAF"), replacement + replacement);
  EXPECT_EQ(escape_html("\xED\xA0\x80"), replacement + replacement + replacement);
  EXPECT_EQ(escape_html("\xE2\x82"), replacement + replacement);
  EXPECT_EQ(escape_html("\xF4\x90\x80\x80").size(), 4 * replacement.size());
  EXPECT_EQ(escape_html(std::string_view("\0\n\x7F", 3)), replacement + replacement + replacement);
}

TEST(JpegDataUrl, HasTheJpegSignature) {
  const auto url = jpeg_data_url(testing::pattern_image("ramp", 9, 7), 80);
  ASSERT_TRUE(url);
  EXPECT_TRUE(url->starts_with("data:image/jpeg;base64,/9j/")) << url->substr(0, 40);
}

TEST(Decimal, IsLocaleIndependent) {
  EXPECT_EQ(decimal(3.14159, 2), "3.14");
  EXPECT_EQ(decimal(std::numeric_limits<double>::quiet_NaN(), 2), "not a number");
  EXPECT_EQ(percent(0.9306), "93.1 %");
}

}  // namespace
}  // namespace alexnet
