#include "data/compose.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/tiny_images.h"

namespace alexnet {
namespace {

constexpr Rgb8 kInk = {1, 2, 3};

Image blank(std::size_t width, std::size_t height) {
  return {width, height, std::vector<std::uint8_t>(width * height * 3, 255)};
}

bool is_ink(const Image& image, std::size_t x, std::size_t y) {
  return std::equal(kInk.begin(), kInk.end(), image.row(y) + x * 3);
}

std::size_t inked(const Image& image) {
  std::size_t count = 0;
  for (std::size_t y = 0; y < image.height; ++y)
    for (std::size_t x = 0; x < image.width; ++x) count += is_ink(image, x, y);
  return count;
}

TEST(Compose, FillsAndClipsRectangles) {
  Image image = blank(6, 4);
  fill(image, {1, 2, 3, 1}, kInk);
  EXPECT_EQ(inked(image), 3u);
  EXPECT_TRUE(is_ink(image, 1, 2) && is_ink(image, 3, 2));
  fill(image, {4, 3, 100, 100}, kInk);
  EXPECT_EQ(inked(image), 5u);
  fill(image, {6, 0, 1, 1}, kInk);
  EXPECT_EQ(inked(image), 5u);
}

TEST(Compose, PastesAndClipsImages) {
  Image image = blank(6, 4);
  const Image source = testing::pattern_image("noise", 3, 3);
  paste(image, source, 4, 2);
  for (std::size_t y = 0; y < 2; ++y)
    for (std::size_t x = 0; x < 2; ++x)
      EXPECT_TRUE(std::equal(source.row(y) + x * 3, source.row(y) + x * 3 + 3, image.row(2 + y) + (4 + x) * 3));
  Image before = image;
  paste(image, source, 6, 0);
  EXPECT_EQ(image, before);
}

TEST(Compose, AnExclamationMarkIsAStrokeAndAPoint) {
  Image image = blank(8, 14);
  draw_text(image, 2, 1, "!", kInk, 1);
  std::vector<std::size_t> columns;
  for (std::size_t x = 0; x < image.width; ++x)
    for (std::size_t y = 0; y < image.height; ++y)
      if (is_ink(image, x, y) && (columns.empty() || columns.back() != x)) columns.push_back(x);
  EXPECT_EQ(columns.size(), 1u);
  EXPECT_GE(inked(image), 4u);
}

// Every letter leaves ink, inside the box that text_width and kLineHeight promise.
TEST(Compose, LettersStayInTheirBox) {
  for (char letter = '!'; letter <= '~'; ++letter) {
    const std::string text(1, letter);
    Image image = blank(60, 40);
    draw_text(image, 5, 5, text, kInk, 2);
    EXPECT_GT(inked(image), 0u) << letter;
    const std::size_t all = inked(image);
    fill(image, {5, 5, text_width(text, 2), kLineHeight * 2}, {255, 255, 255});
    EXPECT_EQ(inked(image), 0u) << letter << ": " << all;
  }
}

TEST(Compose, OtherCharactersAreQuestionMarks) {
  EXPECT_EQ(fitting_text("Größe 木\n", 1000, 1), "Gr??e ??");
  Image one = blank(80, 14), two = blank(80, 14);
  draw_text(one, 0, 0, "ä木", kInk, 1);
  draw_text(two, 0, 0, "??", kInk, 1);
  EXPECT_EQ(one, two);
}

TEST(Compose, TextIsShortenedToFit) {
  const std::size_t width = text_width("a very long name", 2);
  EXPECT_EQ(fitting_text("a very long name", width, 2), "a very long name");
  const std::string cut = fitting_text("a very long name", width - 1, 2);
  EXPECT_TRUE(cut.ends_with("...")) << cut;
  EXPECT_LE(text_width(cut, 2), width - 1);
  EXPECT_EQ(text_width("", 3), 0u);
  EXPECT_EQ(text_width("ab", 3), 3 * text_width("ab", 1));
}

TEST(Compose, TextIsClippedAtTheEdge) {
  Image image = blank(10, 5);
  draw_text(image, 4, 2, "Hello", kInk, 3);
  EXPECT_GT(inked(image), 0u);
}

}  // namespace
}  // namespace alexnet
