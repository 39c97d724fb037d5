// GIF whose first frame and screen differ in size.
#include <gtest/gtest.h>

#include "image/decode.h"

namespace alexnet {
namespace {

using Bytes = std::vector<std::uint8_t>;

void put16(Bytes& bytes, std::size_t value) {
  bytes.push_back(static_cast<std::uint8_t>(value));
  bytes.push_back(static_cast<std::uint8_t>(value >> 8));
}

constexpr std::uint8_t kColors[4][3] = {{10, 20, 30}, {40, 50, 60}, {70, 80, 90}, {200, 210, 220}};

struct Frame {
  std::size_t x = 0, y = 0, width = 0, height = 0;
};

// Color (x + y) % 4 everywhere, each pixel as a code of three bits after a clear code.
Bytes gif_of(std::size_t screen_width, std::size_t screen_height, const Frame& frame, bool local_colors,
             std::uint8_t background = 0, bool has_transparency = false) {
  Bytes gif = {'G', 'I', 'F', '8', '9', 'a'};
  put16(gif, screen_width);
  put16(gif, screen_height);
  gif.insert(gif.end(), {static_cast<std::uint8_t>(local_colors ? 0 : 0x81), background, 0});
  const auto add_colors = [&] {
    for (const auto& color : kColors) gif.insert(gif.end(), std::begin(color), std::end(color));
  };
  if (!local_colors) add_colors();
  gif.insert(gif.end(),
             {0x21, 0xFE, 3, 'a', 'b', 'c', 2, 0x2C, 0x3B, 0});  // a comment that holds the marks of a frame and the end
  if (has_transparency) gif.insert(gif.end(), {0x21, 0xF9, 4, 1, 0, 0, 3, 0});
  gif.push_back(0x2C);
  for (const std::size_t value : {frame.x, frame.y, frame.width, frame.height}) put16(gif, value);
  gif.push_back(local_colors ? 0x81 : 0);
  if (local_colors) add_colors();
  gif.push_back(2);
  Bytes codes;
  std::size_t bit = 0;
  const auto code = [&](std::size_t value) {
    for (std::size_t i = 0; i < 3; ++i, ++bit) {
      if (bit % 8 == 0) codes.push_back(0);
      codes.back() = static_cast<std::uint8_t>(codes.back() | (value >> i & 1) << bit % 8);
    }
  };
  for (std::size_t y = 0; y < frame.height; ++y) {
    for (std::size_t x = 0; x < frame.width; ++x) {
      code(4);  // clears the table, so that codes stay at three bits
      code((x + y) % 4);
    }
  }
  code(5);
  for (std::size_t at = 0; at < codes.size(); at += 200) {
    const std::size_t size = std::min<std::size_t>(200, codes.size() - at);
    gif.push_back(static_cast<std::uint8_t>(size));
    gif.insert(gif.end(), codes.begin() + static_cast<std::ptrdiff_t>(at),
               codes.begin() + static_cast<std::ptrdiff_t>(at + size));
  }
  gif.insert(gif.end(), {0, 0x3B});
  return gif;
}

void expect_frame(const Bytes& gif, std::size_t width, std::size_t height, const Frame& frame, bool enlarged) {
  const auto size = image_size(gif);
  ASSERT_TRUE(size) << size.error().message();
  EXPECT_EQ(size->width, width);
  EXPECT_EQ(size->height, height);
  const auto decoded = decode_image(gif);
  ASSERT_TRUE(decoded) << decoded.error().message();
  ASSERT_EQ(decoded->image.width, width);
  ASSERT_EQ(decoded->image.height, height);
  EXPECT_EQ(decoded->warnings.size(), enlarged ? 1u : 0u);
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 0; x < width; ++x) {
      const bool is_inside = x >= frame.x && y >= frame.y && x < frame.x + frame.width && y < frame.y + frame.height;
      for (std::size_t c = 0; c < 3; ++c) {
        const int expected = is_inside ? kColors[(x - frame.x + y - frame.y) % 4][c] : kColors[0][c];
        ASSERT_EQ(decoded->image.row(y)[x * 3 + c], expected) << "at " << x << ", " << y;
      }
    }
  }
}

TEST(Gif, AFrameLargerThanItsScreenEnlargesTheImage) {
  for (const bool local_colors : {false, true}) {
    expect_frame(gif_of(5, 4, {0, 0, 5, 4}, local_colors), 5, 4, {0, 0, 5, 4}, false);
    expect_frame(gif_of(5, 4, {0, 0, 9, 4}, local_colors), 9, 4, {0, 0, 9, 4}, true);
    expect_frame(gif_of(5, 4, {0, 0, 5, 7}, local_colors), 5, 7, {0, 0, 5, 7}, true);
    expect_frame(gif_of(5, 4, {2, 3, 300, 2}, local_colors), 302, 5, {2, 3, 300, 2}, true);
    expect_frame(gif_of(0, 0, {0, 0, 3, 2}, local_colors), 3, 2, {0, 0, 3, 2}, true);
  }
}

// As Pillow 13 paints it.
TEST(Gif, TheFirstColorSurroundsASmallerFrameWhateverTheBackground) {
  for (const bool local_colors : {false, true})
    for (const std::uint8_t background : {std::uint8_t{0}, std::uint8_t{2}})
      expect_frame(gif_of(6, 5, {1, 2, 3, 2}, local_colors, background), 6, 5, {1, 2, 3, 2}, false);
}

TEST(Gif, NothingSurroundsAFrameWithATransparentColor) {
  for (const std::uint8_t background : {std::uint8_t{0}, std::uint8_t{2}}) {
    const auto image = decode(gif_of(3, 1, {1, 0, 1, 1}, false, background, true));
    ASSERT_TRUE(image) << image.error().message();
    EXPECT_EQ(image->pixels, (Bytes{255, 255, 255, 10, 20, 30, 255, 255, 255}));
  }
}

TEST(Gif, TruncationAtAnyLengthIsAnError) {
  const Bytes gif = gif_of(5, 4, {0, 0, 9, 4}, false);
  for (std::size_t length = 0; length + 3 < gif.size(); ++length) {
    EXPECT_FALSE(decode(ByteSpan(gif).first(length))) << length << " of " << gif.size();
  }
}

TEST(Gif, AFrameBehindAllBoundsIsRefused) { EXPECT_FALSE(decode(gif_of(5, 4, {65000, 0, 600, 1}, false))); }

}  // namespace
}  // namespace alexnet
