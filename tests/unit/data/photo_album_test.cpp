#include "data/photo_album.h"

#include <gtest/gtest.h>

#include "data/augment.h"
#include "image/encode.h"
#include "support/tiny_images.h"

namespace alexnet {
namespace {

using testing::pattern_image;

struct Kind {
  Preprocessing preprocessing;
  Augmentation augmentation;
};

const Kind kKinds[] = {{{.input = 23, .resize = 23, .fit = Fit::kStretch}, {}},
                       {{.input = 21, .resize = 26, .fit = Fit::kStretch}, {.random_crop = true}},
                       {{.input = 21, .resize = 26, .fit = Fit::kCrop}, {}},
                       {{.input = 21, .resize = 26, .fit = Fit::kCrop}, {.random_crop = true}},
                       {{.input = 21, .resize = 26, .fit = Fit::kStretch}, {.random_resized_crop = true}}};

TEST(PhotoAlbum, ScaledPhotosGiveTheSameNetworkInputs) {
  const std::pair<std::size_t, std::size_t> sizes[] = {{61, 40}, {33, 90}, {26, 26}, {20, 77}, {9, 8}};
  for (const Kind& kind : kKinds) {
    const Augmenter augmenter(kind.augmentation, kind.preprocessing);
    PhotoAlbum album({"all"}, kind.preprocessing, kind.augmentation);
    for (const auto& [width, height] : sizes) {
      const Image photo = pattern_image("noise", width, height);
      ASSERT_TRUE(album.add(0, "photo", *encode_png(photo)));
      const auto kept = album.load(album.size() - 1);
      ASSERT_TRUE(kept);
      EXPECT_EQ(*augmenter.prepare(*kept), *augmenter.prepare(photo)) << width << " x " << height;
    }
  }
}

TEST(PhotoAlbum, ScalesPhotosToTheSizeThatTrainingNeeds) {
  PhotoAlbum square({"all"}, {.input = 16, .resize = 16, .fit = Fit::kStretch}, {});
  PhotoAlbum cropped({"all"}, {.input = 16, .resize = 16, .fit = Fit::kCrop}, {});
  const auto bytes = *encode_png(pattern_image("ramp", 400, 200));
  ASSERT_TRUE(square.add(0, "wide", bytes));
  ASSERT_TRUE(cropped.add(0, "wide", bytes));
  EXPECT_EQ(square.bytes(), 16u * 16 * 3);
  EXPECT_EQ(cropped.bytes(), 32u * 16 * 3);
}

TEST(PhotoAlbum, DoesNotChangeOnAnError) {
  PhotoAlbum album({"cats", "dogs"}, {}, {});
  const auto bytes = *encode_png(pattern_image("ramp", 8, 8));
  ASSERT_TRUE(album.add(1, "a.png", bytes));
  const Status foreign = album.add(0, "b.txt", std::vector<std::uint8_t>{'n', 'o'});
  ASSERT_FALSE(foreign);
  const Status label = album.add(2, "c.png", bytes);
  ASSERT_FALSE(label);
  EXPECT_EQ(label.error().kind, ErrorKind::kInvalidArgument);
  ASSERT_EQ(album.size(), 1u);
  EXPECT_EQ(album.label(0), 1u);
  EXPECT_EQ(album.name(0), "a.png");
}

TEST(PhotoSelection, SelectsPhotosInAnyOrder) {
  auto album = std::make_shared<PhotoAlbum>(std::vector<std::string>{"cats", "dogs"}, Preprocessing{}, Augmentation{});
  for (std::size_t i = 0; i < 4; ++i)
    ASSERT_TRUE(album->add(i % 2, std::to_string(i), *encode_png(pattern_image("ramp", 8 + i, 8))));
  const PhotoSelection selection(album, {3, 0});
  ASSERT_EQ(selection.size(), 2u);
  EXPECT_EQ(selection.classes(), album->classes());
  EXPECT_EQ(selection.label(0), 1u);
  EXPECT_EQ(selection.name(1), "0");
  EXPECT_EQ(selection.load(0)->width, 11u);
  EXPECT_EQ(selection.source_index(0), 3u);
}

}  // namespace
}  // namespace alexnet
