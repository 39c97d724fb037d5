#include "data/photo_album.h"

#include <gtest/gtest.h>

#include "data/augment.h"
#include "data/photo_folder.h"
#include "image/encode.h"
#include "support/memory_photos.h"
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

TEST(PhotoAlbum, KeepsFingerprintsOnRequest) {
  PhotoAlbum album({"all"}, {.input = 16, .resize = 16, .fit = Fit::kStretch}, {});
  const auto bytes = *encode_png(pattern_image("ramp", 400, 200));
  ASSERT_TRUE(album.add(0, "before", bytes));
  album.record_fingerprints();
  ASSERT_TRUE(album.add(0, "after", bytes));
  EXPECT_FALSE(album.fingerprint(0));
  ASSERT_TRUE(album.fingerprint(1));
  EXPECT_EQ(album.fingerprint(1), fingerprint_of(bytes)) << "of the photo, not of what training keeps";
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

constexpr Message kTestFault{"test_fault", "has a fault"};

// Photos of which those with an odd index have a warning.
class FaultyPhotos : public testing::MemoryPhotos {
 public:
  using MemoryPhotos::MemoryPhotos;
  [[nodiscard]] std::vector<PhotoWarning> warnings() const override { return warnings_.list(*this); }

 private:
  [[nodiscard]] Result<Image> load_photo(std::size_t index, const DecodeOptions& options) const override {
    if (index % 2 == 1) warnings_.add(index, {make_notice<kTestFault>()});
    return MemoryPhotos::load_photo(index, options);
  }

  mutable PhotoWarnings warnings_;
};

TEST(PhotoWarnings, CountOncePerPhotoAndFollowASelection) {
  const Image image = pattern_image("ramp", 8, 8);
  const auto photos = std::make_shared<FaultyPhotos>(std::vector<std::string>{"all"},
                                                     std::vector<testing::MemoryPhotos::Photo>(10, {image, 0}));
  EXPECT_TRUE(photos->warnings().empty());
  for (const std::size_t index : {3, 2, 1, 3, 7}) ASSERT_TRUE(photos->load(index));
  const auto names = [](const std::vector<PhotoWarning>& warnings) {
    std::vector<std::pair<std::size_t, std::string>> result;
    for (const PhotoWarning& warning : warnings) result.emplace_back(warning.photo, warning.name);
    return result;
  };
  using Names = std::vector<std::pair<std::size_t, std::string>>;
  EXPECT_EQ(names(photos->warnings()), (Names{{1, "photo 1"}, {3, "photo 3"}, {7, "photo 7"}}));
  EXPECT_EQ(names(PhotoSelection(photos, {7, 0, 3}).warnings()), (Names{{0, "photo 7"}, {2, "photo 3"}}));
}

TEST(PhotoWarnings, AreSummarized) {
  std::vector<PhotoWarning> warnings(5, {0, "a.png", make_notice<kTestFault>()});
  EXPECT_EQ(summarize(warnings).size(), 5u);
  EXPECT_EQ(summarize(warnings)[0].text, "read despite a fault: a.png: has a fault");
  warnings.resize(8, warnings[0]);
  ASSERT_EQ(summarize(warnings).size(), 6u);
  EXPECT_EQ(summarize(warnings)[5].arguments, (MessageArguments{{"count", "3"}}));
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
